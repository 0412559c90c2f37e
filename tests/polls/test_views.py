import datetime
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from polls.models import Poll
from tests.polls.making import Reader, close, make_poll

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


def get(path):
    return Client().get(path)


def text(path):
    response = get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def results(poll, language="en"):
    return json.loads(text(f"{poll.path_in(language)}results.json"))["results"]


def test_a_poll_shows_its_question_its_counts_and_where_they_come_from():
    poll = make_poll(imported=[33, 30, 24, 21])

    page = text(poll.path_in("en"))

    assert "<h1>Which way?</h1>" in page
    assert [
        part in page for part in ("33 votes (31%)", "30 votes (28%)", "24 votes (22%)", "21 votes (19%)")
    ] == [True] * 4
    assert "108 votes in all." in page
    assert "All of them were imported on" in page
    assert "Source: an earlier page" in page
    assert "Answers come from readers of this site; they are not a representative sample." in page
    assert "One vote per browser." in page


def test_the_description_for_shared_links_names_the_answers():
    poll = make_poll()

    page = text(poll.path_in("ru"))

    answers = "; ".join(poll.options.values_list("label_ru", flat=True))
    assert f'<meta name="description" content="Опрос: {answers}.">' in page
    assert '<meta property="og:locale" content="ru_RU">' in page


def test_a_poll_without_votes_says_so_and_shows_no_zeros():
    poll = make_poll()
    path = poll.path_in("en")

    assert "No votes yet." in text(path) and "0%" not in text(path)
    close(poll)
    assert "No votes were cast." in text(path) and "0%" not in text(path)


def test_the_page_is_the_same_for_everybody_and_short_lived():
    poll, reader = make_poll(), Reader()
    reader.vote(poll, 1)
    for path in (
        *(f"{poll.path_in('en')}{rest}" for rest in ("", "results.json", "results.csv")),
        "/en/polls/",
    ):
        mine, anybodys = reader.client.get(path), get(path)
        assert mine.content == anybodys.content
        assert not mine.cookies and "Cookie" not in mine.headers.get("Vary", "")
        max_age = int(mine.headers["Cache-Control"].split("max-age=")[1].split(",")[0])
        assert mine.headers["Cache-Control"].startswith("public") and max_age <= 10
        assert b"csrfmiddlewaretoken" not in mine.content
        assert b" style=" not in mine.content


def test_each_language_has_its_own_words_and_a_link_to_the_other():
    poll = make_poll()

    assert "<h1>Куда?</h1>" in text(poll.path_in("ru"))
    assert f'href="{poll.path_in("ru")}"' in text(poll.path_in("en"))


def test_a_poll_without_words_in_a_language_has_no_page_in_it():
    poll = make_poll()
    option = poll.options.first()
    path = poll.path_in("ru")
    option.label_ru = ""
    option.save()

    assert get(path).status_code == 404
    assert "Куда?" not in text("/ru/polls/")
    assert f'href="{path}"' not in text(poll.path_in("en"))


def test_an_old_address_leads_to_the_new_one():
    poll = make_poll(slug_en="old")
    poll.slug_en = "new"
    poll.save()

    response = get("/en/polls/old/")

    assert (response.status_code, response.headers["Location"]) == (301, "/en/polls/new/")
    assert get("/en/polls/never/").status_code == 404


def test_hidden_polls_and_polls_that_have_not_opened_appear_nowhere():
    hidden = make_poll(question_en="CANARY hidden", is_public=False, slug_en="hidden")
    later = make_poll(question_en="CANARY later", opens_at=timezone.now() + HOUR, slug_en="later")

    assert "CANARY" not in text("/en/polls/")
    for poll in (hidden, later):
        for rest in ("", "results.json", "results.csv", "vote/"):
            assert get(f"/en/polls/{poll.slug_en}/{rest}").status_code == 404


def test_the_list_has_open_polls_first_and_the_newest_of_each_on_top():
    now = timezone.now()
    for name, opened, closed in (("a", 9, None), ("b", 8, 1), ("c", 7, None), ("d", 6, 2)):
        make_poll(
            question_en=f"Poll {name}?",
            opens_at=now - opened * HOUR,
            closes_at=closed and now - closed * HOUR,
        )

    page = text("/en/polls/")

    assert sorted("abcd", key=lambda name: page.index(f"Poll {name}?")) == list("cadb")


def test_the_list_shows_results_where_everybody_may_see_them():
    now = timezone.now()
    for visibility in ("always", "after_voting"):
        poll = make_poll(
            question_en=f"Seen {visibility}?", results_visibility=visibility, opens_at=now - HOUR
        )
        Reader().vote(poll, 1)

    rows = html.fromstring(get("/en/polls/").content).find_class("poll-list__item")

    counts = {row.xpath("string(.//h2)"): row.xpath(".//*[@class='poll__count']") for row in rows}
    assert {question: bool(found) for question, found in counts.items()} == {
        "Seen always?": True,
        "Seen after_voting?": False,
    }


def test_the_list_costs_the_same_for_few_and_for_many(frozen_cache_state):
    make_poll()
    get("/en/polls/")
    with CaptureQueriesContext(connection) as few:
        get("/en/polls/")
    for _ in range(10):
        make_poll()
    get("/en/polls/")
    with CaptureQueriesContext(connection) as many:
        get("/en/polls/")

    assert len(few) == len(many)


def test_a_poll_costs_few_queries_however_many_votes_and_options_it_has(frozen_cache_state):
    small, large = make_poll(2), make_poll(20)
    for _ in range(5):
        Reader().vote(large, 1)
    get(small.path_in("en"))
    with CaptureQueriesContext(connection) as few:
        get(small.path_in("en"))
    with CaptureQueriesContext(connection) as many:
        get(large.path_in("en"))

    assert len(few) == len(many) <= 6


@pytest.mark.parametrize("visibility", [Poll.Visibility.AFTER_VOTING, Poll.Visibility.STAFF])
def test_no_public_address_holds_counts_before_closing_where_they_are_not_for_all(visibility):
    poll = make_poll(options=2, results_visibility=visibility, imported=[123457, 7654321])
    reader = Reader()
    receipt = reader.vote(poll, 1).json()
    public = [
        poll.path_in("en"),
        f"{poll.path_in('en')}results.json",
        f"{poll.path_in('en')}results.csv",
        f"{poll.path_in('ru')}results.csv",
        f"{poll.path_in('en')}vote/",
        "/en/polls/",
    ]

    for path in public:
        shown = text(path)
        assert (
            "123457" not in shown and "123458" not in shown and "123,458" not in shown and "(2%)" not in shown
        )
    assert results(poll) is None
    stranger = text(receipt["receipt_path"])
    assert "123458" not in stranger
    to_voter = reader.client.get(receipt["receipt_path"]).content.decode()
    is_shown = visibility == Poll.Visibility.AFTER_VOTING
    assert ("123458 votes" in to_voter, "123458 votes" in receipt["results_html"]) == (is_shown, is_shown)

    close(poll)
    assert results(poll)["total"] == 123457 + 7654321 + 1


def test_several_answers_are_shown_as_shares_of_voters():
    poll = make_poll(3, max_choices=2)
    for choices in ((1, 2), (1, 3), (1,)):
        Reader().vote(poll, *choices)

    page = text(poll.path_in("en"))

    assert "3 votes (100%)" in page and "1 vote (33%)" in page
    assert "they do not add up to 100" in page
    assert results(poll)["percentages_of"] == "voters"
    assert results(poll)["total"] == 3


def test_a_corrected_slip_of_the_pen_is_shown():
    poll = make_poll()
    Reader().vote(poll, 1)
    option = poll.options.get(number=1)
    option.label_en = "“Way” 1"
    option.save()

    page = text(poll.path_in("en"))

    assert "““Way” 1” read “Way 1” until" in page


def test_a_closed_poll_shows_its_counts_without_a_form_or_a_note_about_the_cookie():
    poll = make_poll()
    assert "A cookie is set only when" in text(poll.path_in("en"))
    close(poll)

    page = text(poll.path_in("en"))

    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    assert "A cookie is set only when" not in page
    assert "Was open from" in page
    assert json.loads(text(f"{poll.path_in('en')}results.json"))["open"] is False


def test_results_as_data_add_up():
    poll = make_poll(imported=[33, 30, 24, 21])
    Reader().vote(poll, 4)

    found = results(poll)

    assert (found["total"], found["ballots"], found["taken_over"]) == (109, 1, 108)
    assert sum(option["votes"] for option in found["options"]) == 109
    assert sum(option["percent"] for option in found["options"]) == 100
    assert [option["taken_over"] for option in found["options"]] == [33, 30, 24, 21]


@pytest.mark.parametrize(
    "rest", ["", "results.json", "results.csv", "receipt/00000000-0000-0000-0000-000000000000/"]
)
def test_pages_are_only_read(rest):
    poll, reader = make_poll(), Reader()

    assert reader.client.post(f"{poll.path_in('en')}{rest}", {}).status_code == 405
    assert reader.client.get(f"{poll.path_in('en')}ticket/").status_code == 405
