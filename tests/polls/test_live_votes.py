"""Votes over HTTP, against the production server in two processes, with readers in two more."""

import collections
import contextlib
import json
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings

from tests.live_site import open_site
from tests.polls import crowd, live
from thinktank.database.sqlite3.driver import Database

UNBOUNDED = {"BALLOTS_PER_SUBSCRIBER": "1000000", "BALLOTS_PER_NETWORK": "1000000"}
READERS = 1000


@pytest.fixture(scope="module")
def site():
    with open_site(settings.DATABASES["default"], **UNBOUNDED) as site:
        yield site


@pytest.fixture(autouse=True)
def _close_connections():
    yield
    crowd.close_connections()


def new_poll(site, **fields):
    return site.call(live.new_poll, **fields)


@pytest.mark.long
def test_a_thousand_readers_who_all_send_four_times_make_a_thousand_votes(site):
    """Each sends one ballot twice and two other ballots, with other answers, once. All are shuffled, 32 at a time."""
    uid, path = new_poll(site)
    readers = site.call(live.readers_with_tickets, uid, READERS, ballots=3)
    chance = random.Random(32)
    chosen = {ballot[0]: chance.randint(1, 4) for reader in readers for ballot in reader["ballots"]}
    sends = [
        (number, reader["cookie"], ballot, [chosen[ballot[0]]])
        for number, reader in enumerate(readers)
        for ballot in [*reader["ballots"], reader["ballots"][0]]
    ]
    chance.shuffle(sends)

    answers = crowd.storm(site.url, path, sends)

    assert len(answers) == 4 * READERS
    assert {status for _number, _id, status, _receipt in answers} <= {200, 201, 409}
    acked = collections.defaultdict(set)
    for number, ballot_id, status, receipt in answers:
        if status in (200, 201):
            assert receipt == ballot_id
            acked[number].add(ballot_id)
    assert [len(acked[number]) for number in range(READERS)] == [1] * READERS
    assert collections.Counter(status for _n, _id, status, _r in answers)[201] == READERS
    expected = collections.Counter(str(chosen[ballot_id]) for [ballot_id] in acked.values())
    assert site.call(live.counted, uid) == [READERS, READERS, dict(expected)]
    assert site.call(live.is_sound)
    time.sleep(5.1)  # results.json stays in the page cache for so long
    _status, _headers, body = crowd.request(site.url, "GET", f"{path}results.json")
    results = json.loads(body)["results"]
    assert {str(option["number"]): option["votes"] for option in results["options"]} == expected
    assert sum(option["percent"] for option in results["options"]) == 100


def test_at_the_closing_moment_every_ack_is_a_vote_and_no_vote_comes_after(site):
    """64 readers vote one after the other from a second before the close until a second after it."""
    uid, path = new_poll(site)
    readers = site.call(live.readers_with_tickets, uid, 192, ballots=1)
    closing = site.call(live.close_in, uid, 5)
    with ThreadPoolExecutor(64) as threads:
        assert time.time() < closing - 1

        def vote(number):
            time.sleep(max(0, closing - 1 + 2 * number / len(readers) - time.time()))
            sent_at = time.time()
            reader = readers[number]
            status, _answer = crowd.cast(site.url, path, reader["cookie"], reader["ballots"][0], [1])
            return sent_at, status

        answers = list(threads.map(vote, range(len(readers))))

    acked = [sent_at for sent_at, status in answers if status == 201]
    assert {status for _sent_at, status in answers} == {201, 409}
    assert max(acked) < closing
    assert [status for sent_at, status in answers if sent_at >= closing] == [409] * sum(
        sent_at >= closing for sent_at, _status in answers
    )
    assert site.call(live.counted, uid) == [len(acked), len(acked), {"1": len(acked)}]
    time.sleep(1)
    assert site.call(live.counted, uid)[1] == len(acked)


def test_processes_that_vote_and_store_the_tally_at_once_count_every_vote_once(site):
    """Three of them; each sees its own vote at once, and no tally that is smaller than the one before."""
    uid, _path = new_poll(site)
    processes = [another_process(site) for _ in range(3)]
    try:
        with ThreadPoolExecutor(3) as threads:
            votes = [
                threads.submit(each.call, live.cast_while_tallies_are_stored, uid, 60) for each in processes
            ]
            assert [each.result() for each in votes] == [[], [], []]
    finally:
        for each in processes:
            each.end_calls()

    voters, pending = site.call(live.shown, uid)
    assert (voters, site.call(live.counted, uid)[:2]) == (180, [180, 180])
    assert 3 <= pending <= 20
    assert site.call(live.is_sound)


def another_process(site):
    other = site.on(site.environment["DATABASE_URL"])
    other._asking = threading.Lock()  # its calls do not wait for those of the others
    return other


def test_two_tabs_at_once_make_one_vote(site):
    """Both ask for a ticket before there is a cookie; the browser ends up with one of the two cookies."""
    uid, path = new_poll(site)
    with ThreadPoolExecutor(2) as threads:
        tab_a, tab_b = threads.map(lambda _n: crowd.begin(site.url, path), range(2))
        kept = tab_b["cookie"]
        answers = threads.map(
            lambda tab: crowd.cast(site.url, path, kept, tab["ballots"][0], [1]), [tab_a, tab_b]
        )
        statuses = [status for status, _answer in answers]

    assert statuses == [409, 201]
    assert site.call(live.counted, uid)[:2] == [1, 1]


def test_only_answers_of_this_poll_from_our_own_page_are_counted(site):
    uid, path = new_poll(site)
    reader = crowd.begin(site.url, path)
    for choices in ([1, 2], [5], [True], ["1"], [10**20], [1, 1], [], None):
        assert crowd.cast(site.url, path, reader["cookie"], reader["ballots"][0], choices)[0] == 422
    body = {"ticket": reader["ballots"][0][1], "choices": [1]}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        assert crowd.post_json(site.url, f"{path}vote/", body, reader["cookie"], **headers)[0] == 403
    told = {"Content-Type": "application/json", "Cookie": reader["cookie"]}
    for origin in ("null", "https://evil.example", None):
        headers = told | ({"Origin": origin} if origin else {})
        assert crowd.request(site.url, "POST", f"{path}vote/", json.dumps(body), headers)[0] == 403

    assert site.call(live.counted, uid)[:2] == [0, 0]
    own = crowd.request(site.url, "POST", f"{path}vote/", json.dumps(body), told | {"Origin": site.url})
    assert own[0] == 201


def test_a_blocked_database_is_said_to_be_busy_and_the_vote_counts_once(site):
    uid, path = new_poll(site)
    reader = crowd.begin(site.url, path)
    body = {"ticket": reader["ballots"][0][1], "choices": [1]}
    seen = []

    def vote():
        seen.append(crowd.post_json(site.url, f"{path}vote/", body, reader["cookie"]))

    with writing_blocked(site):
        thread = threading.Thread(target=vote)
        thread.start()
        time.sleep(4)
    thread.join()

    status, headers, _answer = seen[0]
    assert (status, headers["Retry-After"]) == (503, "2")
    assert crowd.post_json(site.url, f"{path}vote/", body, reader["cookie"])[0] == 201
    assert site.call(live.counted, uid)[:2] == [1, 1]


@contextlib.contextmanager
def writing_blocked(site):
    """No other connection can write votes meanwhile."""
    url = site.environment["DATABASE_URL"]
    if url.startswith("sqlite"):
        with contextlib.closing(
            Database.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        ) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")
    else:
        import psycopg

        with psycopg.connect(url) as connection:
            connection.execute("LOCK TABLE polls_pollvoter IN EXCLUSIVE MODE")
            yield


# Limits of one network


def asked(site, path, number, **headers):
    return crowd.post_json(site.url, f"{path}ticket/", {}, **headers)[0]


def test_behind_a_proxy_the_address_it_saw_is_limited_and_entries_left_of_it_are_ignored(new_live_site):
    with new_live_site(TRUSTED_PROXIES="1") as site:
        _uid, path = new_poll(site)
        chance = random.Random(24)

        def forged():
            return (
                f"{chance.randint(1, 223)}.{chance.randint(0, 255)}.{chance.randint(0, 255)}.7, 198.51.100.9"
            )

        answers = [asked(site, path, n, **{"X-Forwarded-For": forged()}) for n in range(100)]

        assert answers == [200] * 30 + [429] * 70
        assert asked(site, path, 0, **{"X-Forwarded-For": "192.0.2.77, 203.0.113.5"}) == 200


def test_without_a_proxy_headers_about_the_address_are_ignored(new_live_site):
    with new_live_site() as site:
        _uid, path = new_poll(site)
        names = ("X-Forwarded-For", "X_Forwarded_For", "X-Real-IP", "Forwarded")

        with ThreadPoolExecutor(8) as threads:
            answers = threads.map(
                lambda n: asked(site, path, n, **{names[n % 4]: f"198.51.{n}.7"}), range(40)
            )

        assert sorted(answers) == [200] * 30 + [429] * 10
