import datetime
import json
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import make_article, make_edition
from thinktank.ratings.models import Rating
from thinktank.ratings.retention import PEPPERS, shred_old_peppers
from thinktank.readers.cookie import cookie_name
from thinktank.readers.invariants import broken_invariants
from thinktank.readers.peppers import has_pepper, shred_peppers

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return make_edition()


class Reader:
    """A new browser on the page of one publication."""

    def __init__(self, edition, language="en"):
        self.client = Client(enforce_csrf_checks=True, headers={"sec-fetch-site": "same-origin"})
        self.path = f"/{language}/rate/{edition.publication_uid}/"

    def post_json(self, path, body, **options):
        return self.client.post(path, json.dumps(body), content_type="application/json", **options)

    def ticket(self):
        response = self.post_json(f"{self.path}ticket/", {})
        assert response.status_code == 200, response.content
        return response.json()

    def send(self, ticket, stars, version):
        return self.post_json(self.path, {"ticket": ticket["ticket"], "stars": stars, "version": version})

    def rate(self, stars):
        ticket = self.ticket()
        return self.send(ticket, stars, (ticket["my"] or {"version": 0})["version"] + 1)


def code(response):
    return response.status_code, response.json()["error"]["code"]


def form_fields(response):
    text = response.content.decode()
    names = ("csrfmiddlewaretoken", "ticket", "stars", "version")
    hidden = [name for name in names if f'type="hidden" name="{name}" value="' in text]
    return {name: text.split(f'name="{name}" value="')[1].split('"')[0] for name in hidden}


def test_a_script_rates_and_changes_its_mind(edition):
    reader = Reader(edition)

    first, second = reader.rate(3), reader.rate(5)

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json()["my"] == {"version": 2, "stars": 5}
    assert "Your rating: 5 stars." in second.json()["results_html"]
    assert "1 rating so far" in second.json()["results_html"]
    assert second.headers["Cache-Control"] == "private, no-store"


def test_the_cookie_comes_with_the_ticket_and_lives_a_year(edition):
    reader = Reader(edition)
    for path in (reader.path, f"{reader.path}results.json", edition.get_absolute_url()):
        assert reader.client.get(path).status_code == 200
    assert reader.client.cookies == {}
    assert not has_pepper(PEPPERS, edition.publication_uid)

    reader.ticket()

    assert reader.client.cookies[cookie_name()]["max-age"] == 365 * 86400


def test_a_rating_from_another_window_is_reported_with_its_stars(edition):
    reader = Reader(edition)
    here, there = reader.ticket(), reader.ticket()
    reader.send(there, 2, 1)

    late = reader.send(here, 5, 1)

    assert code(late) == (409, "changed_meanwhile")
    assert late.json()["my"] == {"version": 1, "stars": 2}
    assert reader.send(here, 2, 1).status_code == 200
    assert Rating.objects.count() == 1


@pytest.mark.parametrize(
    ("stars", "version"),
    [(0, 1), (6, 1), ("5", 1), (True, 1), (4.5, 1), (None, 1), ([5], 1), (5, 0), (5, -1), (5, "1"), (5, True), (5, None), (5, 10**19)],
)  # fmt: skip
def test_an_invalid_rating_is_refused(edition, stars, version):
    reader = Reader(edition)

    assert reader.send(reader.ticket(), stars, version).status_code == 422
    assert Rating.objects.count() == 0


def test_a_ticket_is_for_one_browser_and_one_publication(edition):
    mine, other_browser, other_text = Reader(edition), Reader(edition), Reader(make_edition())
    ticket = mine.ticket()
    other_browser.ticket()
    other_text.client.cookies = mine.client.cookies

    assert code(other_browser.send(ticket, 5, 1)) == (409, "reload")
    assert code(other_text.send(ticket, 5, 1)) == (403, "ticket")
    assert Rating.objects.count() == 0


def test_texts_that_are_not_live_or_take_no_ratings_are_not_found(edition):
    draft, closed = make_article(), make_edition(accepts_ratings=False)
    for uid in (draft.uid, closed.publication_uid, uuid.uuid4()):
        for rest in ("", "results.json"):
            assert Client().get(f"/en/rate/{uid}/{rest}").status_code == 404
        for rest in ("", "ticket/"):
            assert Reader(edition).post_json(f"/en/rate/{uid}/{rest}", {}).status_code == 404


def test_a_text_that_is_live_in_one_language_is_rated_in_any(edition):
    assert Reader(edition, language="ru").rate(5).status_code == 201


def test_without_scripts_a_rating_is_confirmed_and_can_be_changed(edition):
    reader = Reader(edition)
    for stars, version in (("4", "1"), ("2", "2")):
        confirm = reader.client.post(reader.path, {"stars": stars})
        fields = form_fields(confirm)
        assert (confirm.status_code, fields["stars"], fields["version"]) == (200, stars, version)
        assert Rating.objects.count() == int(version) - 1

        done = reader.client.post(reader.path, fields)
        assert (done.status_code, done.headers["Location"]) == (303, reader.path)
        assert reader.client.post(reader.path, fields).status_code == 303
    shown = reader.client.get(reader.path).content.decode()
    assert "Your rating: 2 stars." in shown
    assert f'href="{edition.get_absolute_url()}"' in shown
    assert Rating.objects.count() == 2


@pytest.mark.parametrize(
    "sent", [{}, {"stars": ""}, {"stars": "0"}, {"stars": "6"}, {"stars": "x"}, {"stars": "٣"}]
)
def test_a_form_without_stars_is_shown_again_with_the_error(edition, sent):
    response = Reader(edition).client.post(f"/en/rate/{edition.publication_uid}/", sent)

    assert response.status_code == 422
    assert "Choose from one to five stars." in response.content.decode()


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "null"}, {"origin": "https://evil.example"}, {}],
)  # fmt: skip
def test_nothing_is_rated_that_another_site_sent(edition, headers):
    reader = Reader(edition)
    ticket = reader.ticket()["ticket"]
    reader.client.defaults.pop("HTTP_SEC_FETCH_SITE")
    sent = {"ticket": ticket, "stars": 5, "version": 1}

    assert reader.post_json(reader.path, sent, headers=headers).status_code == 403
    assert reader.client.post(reader.path, sent, headers=headers).status_code == 403
    assert reader.post_json(f"{reader.path}ticket/", {}, headers=headers).status_code == 403
    assert Rating.objects.count() == 0


def test_a_browser_without_origin_headers_rates_with_the_token_of_the_confirm_page(edition):
    reader = Reader(edition)
    reader.client.defaults.pop("HTTP_SEC_FETCH_SITE")

    confirm = reader.client.post(reader.path, {"stars": "4"})

    assert (confirm.status_code, Rating.objects.count()) == (200, 0)
    assert reader.client.post(reader.path, form_fields(confirm)).status_code == 303
    assert Rating.objects.get().stars == 4


def test_ratings_beyond_the_limit_of_a_network_get_429(edition, settings):
    settings.BALLOTS_PER_SUBSCRIBER = 2

    answers = [Reader(edition).post_json(f"/en/rate/{edition.publication_uid}/ticket/", {}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2].headers["Retry-After"]) > 0


def test_one_reader_may_change_a_rating_ten_times_in_an_hour_and_another_text_is_another_matter(edition):
    reader = Reader(edition)
    ticket = reader.ticket()
    answers = [reader.send(ticket, 1 + n % 5, n + 1) for n in range(12)]

    assert [answer.status_code for answer in answers] == [201] * 10 + [429] * 2
    assert 600 < int(answers[11].headers["Retry-After"]) <= 3600
    assert reader.send(ticket, 5, 10).status_code == 200  # sent again
    assert Rating.objects.count() == 10
    assert Reader(make_edition()).rate(5).status_code == 201


def test_one_network_may_store_sixty_ratings_in_ten_minutes_however_many_texts_there_are(edition, settings):
    settings.BALLOTS_PER_SUBSCRIBER = 2
    others = [Reader(make_edition()) for _ in range(3)]
    answers = [reader.rate(5).status_code for reader in [Reader(edition), *others]]

    assert answers == [201, 201, 201, 201]
    assert Reader(make_edition()).rate(5).status_code == 429


def seconds_of(response, directive):
    return int(response.headers["Cache-Control"].split(f"{directive}=")[1].split(",")[0])


def test_results_as_data(edition):
    path = f"/en/rate/{edition.publication_uid}/results.json"
    for stars in (5, 4, 4, 3):
        Reader(edition).rate(stars)
    few = Client().get(path)
    assert few.json() | {"publication": None} == {
        "publication": None, "ratings": 4, "average": None, "best": 5, "distribution": None,
    }  # fmt: skip
    assert few.headers["Cache-Control"].startswith("public, max-age=")
    assert sum(seconds_of(few, name) for name in ("s-maxage", "stale-while-revalidate")) <= 5

    Reader(edition).rate(5)

    found = Client().get(path).json()
    assert (found["ratings"], found["average"]) == (5, 4.2)
    assert found["distribution"] == {"5": 2, "4": 2, "3": 1, "2": 0, "1": 0}


def test_the_page_of_an_article_has_the_form_and_the_summary(edition):
    for stars in (5, 4, 4, 3, 5):
        Reader(edition).rate(stars)

    page = Client().get(edition.get_absolute_url()).content.decode()

    assert f'action="/en/rate/{edition.publication_uid}/"' in page
    assert "4.2 of 5, 5 ratings" in page
    assert "3 stars" in page


def test_the_pepper_goes_thirteen_months_after_the_last_rating_and_not_before(edition):
    Reader(edition).rate(5)
    uid, now = edition.publication_uid, timezone.now()

    assert shred_old_peppers(now + datetime.timedelta(days=395)) == 0
    Rating.objects.update(rated_on=timezone.localdate() - datetime.timedelta(days=400))
    assert ("I12" in {name for name, _said in broken_invariants()}, has_pepper(PEPPERS, uid)) == (True, True)
    assert shred_old_peppers(now) == 1
    assert broken_invariants() == []
    assert Reader(edition).rate(4).status_code == 201


def test_a_pepper_that_is_lost_too_early_is_not_replaced(edition):
    Reader(edition).rate(5)
    shred_peppers(PEPPERS, [edition.publication_uid])

    assert code(Reader(edition).post_json(f"/en/rate/{edition.publication_uid}/ticket/", {})) == (503, "busy")


def test_ratings_with_a_gap_are_found(edition):
    reader = Reader(edition)
    for stars in (1, 2, 3):
        reader.rate(stars)
    assert broken_invariants() == []

    Rating.objects.filter(version=2).delete()

    assert {name for name, _said in broken_invariants()} == {"I13"}
