"""A past day shows that day's editions, titles and order; what was withdrawn or erased since is on no day."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from tests.factories import (
    make_affiliation,
    make_article,
    make_audience,
    make_edition,
    make_event,
    make_expert,
    make_organization,
    make_project,
    make_region,
    make_report,
    make_superuser,
    make_topic,
    publish_now,
)
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.editions.erase import erase
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.models import Publication
from thinktank.publishing.revisions.save import save_revision
from thinktank.taxonomy.models import Series

pytestmark = pytest.mark.django_db


def day(n):
    """So many days from today, as an address has it."""
    return (timezone.localdate() + datetime.timedelta(days=n)).isoformat()


def moment(n):
    return timezone.now() + datetime.timedelta(days=n)


def taken_over(n, make=make_article, **words):
    """A text whose edition has been live since so many days."""
    return make_edition(make=make, options={"at": moment(n), "taken_over": True}, **words)


def republish(edition, n, **words):
    """A new edition that takes the place of the one before so many days from today."""
    article = Publication.objects.get(pk=edition.publication_id).article
    for name, text in words.items():
        setattr(article, name, text)
    article.save()
    save_revision(article, by=None)
    return publish(article, ["en"], by=None, at=moment(n), taken_over=True)[0]


def links(client, path, **query):
    response = client.get(path, query)
    assert response.status_code == 200
    page = html.fromstring(response.content)
    return [(link.text_content(), link.get("href")) for link in page.xpath("//*[@class='past-title']/a")]


def test_a_list_of_a_past_day_has_the_editions_and_titles_of_that_day(client):
    old = taken_over(-100, title_en="Old title", slug_en="text")
    republish(old, -10, title_en="New title")
    taken_over(-5, title_en="Younger")
    assert links(client, "/en/articles/", on=day(-50)) == [("Old title", "/en/articles/text/editions/1/")]
    assert [title for title, _path in links(client, "/en/articles/", on=day(-7))] == ["New title"]
    assert links(client, "/en/articles/", on=day(-200)) == []


def test_the_front_page_of_a_past_day_has_the_newest_of_every_type(client):
    taken_over(-100, title_en="Old text")
    taken_over(-100, make=make_event, title_en="Old event")
    taken_over(-5, title_en="Younger")
    titles = [title for title, _path in links(client, "/en/", on=day(-50))]
    assert titles == ["Old text", "Old event"]


@pytest.fixture
def subjects():
    """One of every kind that texts are listed under, each with words that no past day had."""
    expert = make_expert(family_name_en="Orlova", bio_en="CANARY bio", slug_en="orlova", slug_ru="orlova-ru")
    made = {
        "topics": make_topic, "regions": make_region, "projects": make_project, "audiences": make_audience,
        "organization": make_organization,
    }  # fmt: skip
    found = {name: make(description_en="CANARY description") for name, make in made.items()}
    make_affiliation(expert=expert, organization=found["organization"], role_en="CANARY post")
    return found | {"expert": expert}


def about(subjects, n, make=make_article, **words):
    """A publication about and by all of them whose edition has been live since so many days."""
    publication = make(**words)
    for name in ("topics", "regions", "projects", "audiences"):
        getattr(publication, name).add(subjects[name])
    publication.institutions.create(organization=subjects["organization"], role="partner", position=0)
    publication.contributions.create(expert=subjects["expert"], role="author", position=0)
    return publish_now(publication, "en", at=moment(n), taken_over=True)[0]


def test_the_page_of_every_subject_has_the_editions_titles_and_order_of_that_day_and_nothing_younger(
    client, subjects
):
    old = about(subjects, -100, title_en="Old title", slug_en="text", dated=datetime.date(2020, 1, 1))
    about(subjects, -90, title_en="Dated later", slug_en="later", dated=datetime.date(2021, 1, 1))
    republish(old, -10, title_en="CANARY corrected")
    about(subjects, -5, title_en="CANARY younger")
    taken_over(-100, title_en="CANARY of another subject")
    for name, subject in subjects.items():
        path = subject.path_in("en")
        assert links(client, path, on=day(-50)) == [
            ("Dated later", "/en/articles/later/editions/1/"),
            ("Old title", "/en/articles/text/editions/1/"),
        ], name
        response = client.get(path, {"on": day(-50)})
        assert "CANARY" not in response.text, name
        assert f"<h1>{subject.label_in('en')}</h1>" in response.text
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert f'href="{subject.path_in("ru")}?on={day(-50)}"' in response.text
        assert links(client, path, on=day(-200)) == []
        assert client.get(path, {"on": "yesterday"}).status_code == 404
        assert 'name="on"' in client.get(path).text


def test_a_type_chosen_for_a_subject_stays_chosen(client, subjects):
    about(subjects, -100, title_en="Text")
    about(subjects, -100, make=make_report, title_en="Report")
    for name in ("topics", "regions", "expert"):
        path = subjects[name].path_in("en")
        assert [title for title, _path in links(client, path, on=day(-50), type="report")] == ["Report"]
        assert f'href="{path}?type=report"' in client.get(path, {"on": day(-50), "type": "report"}).text


def test_a_subject_of_that_day_that_is_one_no_more_is_found_with_its_texts_and_a_withdrawn_text_never_is(
    client, subjects
):
    edition = about(subjects, -100, title_en="Text")
    article = Publication.objects.get(pk=edition.publication_id).article
    article.topics.clear()
    publish_now(article, "en", at=moment(-10), taken_over=True)
    path = subjects["topics"].path_in("en")
    assert links(client, path) == []
    assert [title for title, _path in links(client, path, on=day(-50))] == ["Text"]
    assert links(client, path, on=day(-5)) == []
    withdraw(article, "en", public_note="Why.", now=timezone.now())
    for subject in subjects.values():
        assert links(client, subject.path_in("en"), on=day(-50)) == []
    erase(about(subjects, -100, title_en="Erased"), "A court", by=make_superuser("root"))
    assert links(client, path, on=day(-50)) == []


def test_a_series_whose_parts_have_no_history_has_no_past_day(client):
    path = Series.objects.create(name_en="Lines", slug_en="lines").path_in("en")
    assert client.get(path, {"on": day(-50)}).content == client.get(path).content


def test_it_says_so_and_search_engines_leave_it_alone(client):
    taken_over(-100, title_en="Old text")
    response = client.get("/en/articles/", {"on": "2019-03-05"})
    assert "as it was on 5 March 2019" in response.content.decode()
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert 'href="/ru/articles/?on=2019-03-05"' in response.content.decode()
    assert "5 марта 2019" in client.get("/ru/", {"on": "2019-03-05"}).content.decode().replace("\xa0", " ")


def test_a_day_ends_in_the_time_zone_of_the_site(client):
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) - datetime.timedelta(
        days=3
    )
    for at, title in ((midnight - datetime.timedelta(seconds=1), "Before"), (midnight, "After")):
        make_edition(options={"at": at, "taken_over": True}, title_en=title)
    titles = {title for title, _path in links(client, "/en/articles/", on=day(-4))}
    assert titles == {"Before"}


def test_what_was_withdrawn_or_erased_since_is_on_no_day(client):
    gone = taken_over(-100, title_en="CANARY withdrawn")
    withdraw(gone.publication, "en", public_note="Why.", now=timezone.now())
    erase(taken_over(-100, title_en="CANARY erased"), "A court", by=make_superuser("root"))
    article = make_article(title_en="CANARY scheduled")
    save_revision(article, by=None)
    publish(article, ["en"], by=None, at=timezone.now() + datetime.timedelta(days=1))
    draft = make_article(title_en="CANARY draft")
    save_revision(draft, by=None)
    for path in ("/en/articles/", "/en/", "/en/articles/canary-withdrawn/editions/"):
        for on in (day(-50), day(-1), day(0), day(1), day(5)):
            assert "CANARY" not in client.get(path, {"on": on}).content.decode(), (path, on)


@pytest.mark.parametrize(
    "on", ["yesterday", "2019-13-01", "20190305", "2019-3-5", "0000-01-01", "٢٠١٩-٠٣-٠٥"]
)
def test_what_is_no_day_is_not_found(client, on):
    assert client.get("/en/articles/", {"on": on}).status_code == 404


def test_today_and_later_are_the_usual_page(client):
    make_edition(title_en="Text")
    usual = client.get("/en/articles/").content
    assert [client.get("/en/articles/", {"on": day(n)}).content == usual for n in (0, 3)] == [True, True]


def test_a_past_day_takes_at_most_six_queries(client, frozen_cache_state, subjects):
    for n in range(3):
        about(subjects, -100 - n, title_en=f"Text {n}")
    for path in ("/en/articles/", "/en/", *(each.path_in("en") for each in subjects.values())):
        client.get(path, {"on": day(-50)})
        with CaptureQueriesContext(connection) as queries:
            client.get(path, {"on": day(-50)})
        assert len(queries) <= 6, path


def test_a_text_opens_as_it_was_on_a_day(client):
    old = taken_over(-100, title_en="Old title", slug_en="text")
    republish(old, -10, title_en="New title")
    there = client.get("/en/articles/text/editions/", {"on": day(-50)})
    assert (there.status_code, there["Location"]) == (302, "/en/articles/text/editions/1/")
    assert (
        client.get("/en/articles/text/editions/", {"on": day(-5)})["Location"]
        == "/en/articles/text/editions/2/"
    )
    before = client.get("/en/articles/text/editions/", {"on": day(-300)})
    assert before.status_code == 200
    assert "there was no edition of this text" in before.content.decode()
