import datetime
import json
import uuid

import pytest
from django.db import OperationalError
from django.utils import timezone
from lxml import html

from polls.models import BallotInbox, Poll, PollVoter
from tests.polls.making import OWN_PAGE, Reader, close, make_poll
from thinktank.readers.peppers import shred_peppers

pytestmark = pytest.mark.django_db


def ballots():
    assert PollVoter.objects.count() == BallotInbox.objects.count()
    return BallotInbox.objects.count()


def code(response):
    return response.status_code, response.json()["error"]["code"]


def test_a_script_votes_with_a_ticket_and_gets_a_receipt_and_the_new_counts():
    poll, reader = make_poll(imported=[33, 30, 24, 21]), Reader()

    ballot = reader.ticket(poll)
    response = reader.send(poll, ballot, [2])

    assert response.status_code == 201
    assert response.json()["receipt"] == ballot["ballot_id"] == BallotInbox.objects.get().id.hex
    assert "109 votes in all." in response.json()["results_html"]
    assert response.headers["Cache-Control"] == "private, no-store"
    receipt = reader.client.get(response.json()["receipt_path"])
    assert receipt.status_code == 200
    assert "your choice" in receipt.content.decode()


def test_the_cookie_comes_with_the_ticket_and_with_nothing_before():
    poll, reader = make_poll(), Reader()
    for path in ("", "results.json", "vote/"):
        reader.client.get(reader.path(poll, path))
    assert reader.client.cookies == {}

    reader.ticket(poll)

    assert reader.cookie["httponly"] and reader.cookie["samesite"] == "Lax"
    assert reader.cookie["max-age"] == 365 * 86400


def test_the_cookie_of_a_poll_that_closes_lives_thirty_days_longer_than_the_poll():
    poll, reader = make_poll(closes_at=timezone.now() + datetime.timedelta(days=5)), Reader()

    reader.ticket(poll)

    assert reader.cookie["max-age"] == 35 * 86400


def test_sending_again_changes_nothing():
    poll, reader = make_poll(), Reader()
    ballot = reader.ticket(poll)

    assert reader.send(poll, ballot, [1]).status_code == 201
    again = reader.send(poll, ballot, [1])
    assert (again.status_code, again.json()["receipt"]) == (200, ballot["ballot_id"])
    assert code(reader.send(poll, ballot, [2])) == (422, "other_choices")
    assert code(reader.vote(poll, 1)) == (409, "already_voted")
    assert reader.ticket(poll)["my"] == "voted"
    assert ballots() == 1


def test_two_tabs_of_a_first_visit_make_one_vote():
    """Both tabs ask for a ticket before either has a cookie; the browser keeps the second cookie."""
    poll, tab_a, tab_b = make_poll(), Reader(), Reader()
    ballot_a, ballot_b = tab_a.ticket(poll), tab_b.ticket(poll)
    tab_a.client.cookies = tab_b.client.cookies

    assert code(tab_a.send(poll, ballot_a, [1])) == (409, "reload")
    assert tab_b.send(poll, ballot_b, [1]).status_code == 201
    assert ballots() == 1


def test_without_a_cookie_a_ticket_is_of_no_use():
    poll, reader = make_poll(), Reader()
    ballot = reader.ticket(poll)
    reader.client.cookies.clear()

    assert code(reader.send(poll, ballot, [1])) == (409, "reload")
    assert ballots() == 0


def test_a_ticket_is_for_its_poll_only():
    poll, other, reader = make_poll(), make_poll(), Reader()

    assert code(reader.send(other, reader.ticket(poll), [1])) == (403, "ticket")
    assert ballots() == 0


@pytest.mark.parametrize("ticket", [None, "", "x", 1, [], {}, "A" * 118, "é" * 40, "A" * 5000])
def test_a_malformed_ticket_is_refused(ticket):
    poll, reader = make_poll(), Reader()
    reader.ticket(poll)

    response = reader.post_json(reader.path(poll, "vote/"), {"ticket": ticket, "choices": [1]})

    assert response.status_code in (403, 413)
    assert ballots() == 0


@pytest.mark.parametrize(
    "choices",
    ["[1,2]", "[5]", "[true]", '["1"]', "[1e400]", "[1e0]", "[12345678901234567890]", "[1,1]", "[]", "1", '"1"', "null", "{}", "[[1]]", "[NaN]"],
)  # fmt: skip
def test_only_whole_numbers_of_this_polls_options_will_do(choices):
    poll, reader = make_poll(4), Reader()
    make_poll(6)
    ballot = reader.ticket(poll)

    body = f'{{"ticket": "{ballot["ticket"]}", "choices": {choices}}}'
    response = reader.client.post(reader.path(poll, "vote/"), body, content_type="application/json")

    assert code(response) == (422, "choices")
    assert ballots() == 0


@pytest.mark.parametrize(
    "body", ["[]", "1", "null", "{", "[" * 4000, '{"a": "' + "\udc80", b"\xff", "1" * 4095]
)
def test_a_body_that_is_no_json_object_is_a_bad_request(body):
    poll, reader = make_poll(), Reader()
    body = body if isinstance(body, bytes) else body.encode(errors="surrogatepass")

    response = reader.client.post(reader.path(poll, "vote/"), body, content_type="application/json")

    assert response.status_code == 400


def test_a_body_that_is_too_large_is_refused():
    poll, reader = make_poll(), Reader()

    response = reader.post_json(reader.path(poll, "vote/"), {"choices": [1] * 4000})

    assert code(response) == (413, "size")


@pytest.mark.parametrize("content_type", ["text/plain", "text/json", "application/xml", ""])
def test_other_formats_are_refused(content_type):
    poll, reader = make_poll(), Reader()

    response = reader.client.post(reader.path(poll, "vote/"), "{}", content_type=content_type)

    assert response.status_code == 415


def test_a_poll_that_has_not_opened_does_not_exist():
    poll, reader = make_poll(opens_at=timezone.now() + datetime.timedelta(hours=1)), Reader()

    for path in ("", "results.json", "vote/"):
        assert reader.client.get(reader.path(poll, path)).status_code == 404
    for path in ("ticket/", "vote/"):
        assert reader.post_json(reader.path(poll, path), {}).status_code == 404


def test_a_closed_poll_takes_no_votes():
    poll, reader = make_poll(), Reader()
    ballot = reader.ticket(poll)
    close(poll)

    assert code(reader.send(poll, ballot, [1])) == (409, "not_open")
    assert code(reader.post_json(reader.path(poll, "ticket/"), {})) == (409, "not_open")
    assert reader.client.post(reader.path(poll, "vote/"), {"choice": "1"}).status_code == 409
    assert reader.client.get(reader.path(poll, "vote/")).status_code == 302
    assert ballots() == 0


def test_a_closed_poll_without_its_pepper_takes_no_votes_and_shows_its_receipts():
    poll, reader = make_poll(), Reader()
    receipt = reader.vote(poll, 1).json()["receipt_path"]
    late = Reader()
    ballot = late.ticket(poll)
    close(poll)
    shred_peppers("polls", [poll.uid])

    assert code(late.send(poll, ballot, [1])) == (409, "not_open")
    assert reader.client.get(receipt).status_code == 200


def test_an_open_poll_without_its_pepper_waits_instead_of_making_a_new_one():
    poll, reader = make_poll(), Reader()
    reader.vote(poll, 1)
    shred_peppers("polls", [poll.uid])

    response = reader.post_json(reader.path(poll, "ticket/"), {})

    assert code(response) == (503, "busy")
    assert response.headers["Retry-After"] == "2"


@pytest.mark.parametrize("path", ["ticket/", "vote/"])
def test_a_database_that_is_away_is_said_so_and_when_to_try_again(path, monkeypatch):
    poll, reader = make_poll(), Reader()
    monkeypatch.setattr(
        "polls.views.voting.poll_at", lambda *args: (_ for _ in ()).throw(OperationalError("connection lost"))
    )

    response = reader.post_json(reader.path(poll, path), {})

    assert code(response) == (503, "busy")
    assert response.headers["Retry-After"] == "2"


def test_an_unknown_poll_or_receipt_is_not_found():
    poll, reader = make_poll(), Reader()

    assert reader.post_json("/en/polls/nothing/vote/", {}).status_code == 404
    assert reader.client.get(reader.path(poll, f"receipt/{uuid.uuid4()}/")).status_code == 404
    assert reader.client.get(reader.path(poll, "receipt/1/")).status_code == 404


# Without JavaScript


def form_token(response):
    text = response.content.decode()
    return {
        name: text.split(f'name="{name}" value="')[1].split('"')[0]
        for name in ("csrfmiddlewaretoken", "ticket")
        if f'name="{name}" value="' in text
    }


def test_a_form_is_asked_to_confirm_and_counts_the_second_time():
    poll, reader = make_poll(), Reader()

    confirm = reader.client.post(reader.path(poll, "vote/"), {"choice": "3"})
    assert (confirm.status_code, ballots()) == (200, 0)
    assert "Way 3" in confirm.content.decode()
    assert confirm.headers["Cache-Control"] == "private, no-store"

    sent = {"choice": "3"} | form_token(confirm)
    done = reader.client.post(reader.path(poll, "vote/"), sent)
    assert (done.status_code, ballots()) == (303, 1)
    receipt = reader.client.get(done.headers["Location"])
    assert "your choice" in receipt.content.decode()

    again = reader.client.post(reader.path(poll, "vote/"), sent)
    assert (again.status_code, again.headers["Location"]) == (303, done.headers["Location"])
    assert reader.client.post(reader.path(poll, "vote/"), {"choice": "1"}).status_code == 409
    assert ballots() == 1


def test_the_confirmed_form_needs_its_token_and_its_ticket():
    poll, reader = make_poll(), Reader()
    tokens = form_token(reader.client.post(reader.path(poll, "vote/"), {"choice": "3"}))

    without_token = {"choice": "3", "ticket": tokens["ticket"]}
    forged_ticket = {"choice": "3", "ticket": "x", "csrfmiddlewaretoken": tokens["csrfmiddlewaretoken"]}

    assert reader.client.post(reader.path(poll, "vote/"), without_token).status_code == 403
    assert reader.client.post(reader.path(poll, "vote/"), forged_ticket).status_code == 403
    assert ballots() == 0


@pytest.mark.parametrize(
    "sent", [{}, {"choice": ""}, {"choice": "9"}, {"choice": "x"}, {"choice": ["1", "2"]}, {"choice": "١"}]
)
def test_a_form_without_a_valid_answer_is_shown_again_with_the_error(sent):
    poll, reader = make_poll(), Reader()

    response = reader.client.post(reader.path(poll, "vote/"), sent)

    assert response.status_code == 422
    assert "aria-describedby" in response.content.decode()
    assert ballots() == 0


def test_boxes_stay_ticked_when_the_form_is_shown_again():
    poll, reader = make_poll(), Reader()

    response = reader.client.post(reader.path(poll, "vote/"), {"choice": ["1", "3"]})

    assert len(html.fromstring(response.content).xpath("//main//input[@checked]")) == 2


# Where a vote was sent from: the table of docs/decisions/0011

FOREIGN = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
    {"origin": "null"},
    {"origin": "https://evil.example"},
    {"origin": "http://testserver.evil.example"},
    {},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_nothing_is_counted_that_another_site_sent(headers):
    poll, reader = make_poll(), Reader()
    ballot = reader.ticket(poll)
    cookie = reader.client.cookies
    stranger = Reader()
    stranger.client.cookies = cookie
    stranger.client.defaults.pop("HTTP_SEC_FETCH_SITE")
    body = json.dumps({"ticket": ballot["ticket"], "choices": [1]})

    def post(path, data, content_type):
        return stranger.client.post(reader.path(poll, path), data, content_type=content_type, headers=headers)

    form = "application/x-www-form-urlencoded"
    assert post("vote/", body, "application/json").status_code == 403
    assert post("vote/", "choice=1", form).status_code == (403 if headers else 200)  # 200: asked to confirm
    assert post("vote/", f"choice=1&ticket={ballot['ticket']}", form).status_code == 403
    assert post("ticket/", "{}", "application/json").status_code == 403
    assert ballots() == 0


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin"}, {"origin": "http://testserver"}])
def test_a_vote_from_our_own_page_is_counted(headers):
    poll, reader = make_poll(), Reader()
    reader.client.defaults.pop("HTTP_SEC_FETCH_SITE")

    ballot = reader.post_json(reader.path(poll, "ticket/"), {}, **headers).json()
    body = {"ticket": ballot["ticket"], "choices": [1]}

    assert reader.post_json(reader.path(poll, "vote/"), body, **headers).status_code == 201


def test_a_browser_without_origin_headers_votes_with_the_token_of_the_confirm_page():
    poll, reader = make_poll(), Reader()
    reader.client.defaults.pop("HTTP_SEC_FETCH_SITE")
    path = reader.path(poll, "vote/")
    assert form_token(reader.client.get(path)) == {}
    assert reader.client.cookies == {}

    second = {"choice": "1"} | form_token(reader.client.post(path, {"choice": "1"}))

    assert reader.client.post(path, second).status_code == 303
    assert ballots() == 1


def test_the_other_name_of_this_machine_is_our_page_too(settings):
    """For readers who open http://localhost:8000 instead of SITE_ORIGIN's http://127.0.0.1:8000."""
    settings.SITE_ORIGIN = "http://127.0.0.1:8000"
    poll = make_poll()
    reader = Reader()
    reader.client.defaults.pop("HTTP_SEC_FETCH_SITE")

    def ask(host, origin):
        path = reader.path(poll, "ticket/")
        return reader.post_json(path, {}, host=host, origin=origin).status_code

    assert ask("localhost:8000", "http://localhost:8000") == 200
    assert ask("127.0.0.1:8000", "http://127.0.0.1:8000") == 200
    assert ask("127.0.0.1:8000", "http://localhost:9000") == 403


# Limits


def test_ballots_beyond_the_limit_of_a_network_get_429(settings):
    settings.BALLOTS_PER_SUBSCRIBER, settings.BALLOTS_PER_NETWORK = 3, 5
    poll = make_poll()

    def ask(address):
        reader = Reader()
        return reader.client.post(
            reader.path(poll, "ticket/"), "{}", content_type="application/json", REMOTE_ADDR=address
        )

    assert [ask("198.51.100.7").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    assert [ask(f"198.51.100.{n}").status_code for n in range(20, 24)] == [200, 200, 429, 429]
    assert ask("203.0.113.1").status_code == 200
    refused = ask("198.51.100.7")
    assert 1 <= int(refused.headers["Retry-After"]) <= 600
    assert refused.json()["error"]["code"] == "too_many"


def test_the_usual_limit_is_thirty_for_one_address():
    poll = make_poll()

    answers = [Reader().post_json(Reader().path(poll, "ticket/"), {}).status_code for _ in range(31)]

    assert answers == [200] * 30 + [429]


def test_the_form_is_put_off_in_the_same_way(settings):
    settings.BALLOTS_PER_SUBSCRIBER = 1
    poll = make_poll()

    answers = [Reader().client.post(Reader().path(poll, "vote/"), {"choice": "1"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].headers["Content-Type"].startswith("text/html")


def test_only_polls_with_a_page_in_the_language_take_votes_in_it():
    poll = make_poll()
    Poll.objects.filter(pk=poll.pk).update(question_ru="")

    assert Reader(language="ru").post_json("/ru/polls/kuda/ticket/", {}).status_code == 404
    assert OWN_PAGE  # and in the other one they do
    assert Reader().vote(poll, 1).status_code == 201
