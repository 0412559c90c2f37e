"""The site, in real processes, serves others despite hostile clients, locks and dying processes."""

import contextlib
import http.client
import os
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings

from tests.live_site import open_site, server_processes
from tests.polls import live
from thinktank.database.sqlite3.driver import Database
from thinktank.delivery.cache_tags import READ_EVERY
from thinktank.operations.serving import HOST

MANY = 120  # more than one address may have
# Seconds within which every request has a response, even a 503. The site waits two for the database; beside other tests
# a busy machine adds some. One after another, the twenty requests of a test would take 40.
SOON = 9
UNTOUCHED = ["/en/", "/en/articles/", "/en/polls/"]


@pytest.fixture(scope="module")
def site():
    with open_site(settings.DATABASES["default"]) as site:
        site.poll = site.call(live.new_poll)[1]
        yield site


def ask(site, path, method="GET", body=None, **headers):
    """(status, Retry-After, seconds)"""
    began = time.monotonic()
    connection = http.client.HTTPConnection(HOST, site.port, timeout=20)
    with contextlib.closing(connection):
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        response.read()
    return response.status, response.headers["Retry-After"], time.monotonic() - began


def ask_for_a_ticket(site):
    return ask(
        site, f"{site.poll}ticket/", "POST", "{}", **{"Origin": site.url, "Content-Type": "application/json"}
    )


HOST_LINE = f"Host: {HOST}\r\n"
POST = f"POST /en/x/ HTTP/1.1\r\n{HOST_LINE}Content-Type: application/x-www-form-urlencoded\r\n"
SLOW = {
    "a body of ten bytes, of which one comes": f"{POST}Content-Length: 10\r\n\r\na",
    "a body in pieces without an end": f"{POST}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
    "a body where none belongs": f"GET /en/ HTTP/1.1\r\n{HOST_LINE}Content-Length: 10\r\n\r\na",
    "a large body for the desk": f"{POST.replace('/en/x/', '/admin/login/')}Content-Length: 50000000\r\n\r\na",
    "a head without an end": f"GET /en/ HTTP/1.1\r\n{HOST_LINE}X-A: ",
    "nothing": "",
    "answers that nobody reads": f"GET /static/js/editor.js HTTP/1.1\r\n{HOST_LINE}\r\n" * 50,
}


@pytest.mark.once
@pytest.mark.parametrize("sent", SLOW.values(), ids=SLOW)
def test_clients_that_keep_connections_open_take_nothing_from_others(site, sent):
    with contextlib.ExitStack() as held:
        for _n in range(MANY):
            slow = held.enter_context(socket.socket())
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            slow.connect((HOST, site.port))
            slow.sendall(sent.encode())
        for path, status in [("/en/", 200), ("/en/articles/?page=1", 200), ("/en/nowhere/", 404)]:
            seen = ask(site, path)
            assert (seen[0], seen[2] < SOON) == (status, True), (path, seen)
        assert ask_for_a_ticket(site)[0] == 200


@pytest.mark.once
def test_head_and_body_of_an_answer_do_not_wait_for_each_other(site):
    """Without TCP_NODELAY each answer on a connection that stays open took 40 ms."""
    seconds = []
    with contextlib.closing(http.client.HTTPConnection(HOST, site.port, timeout=10)) as connection:
        for _n in range(20):
            began = time.monotonic()
            connection.request("GET", "/en/")
            connection.getresponse().read()
            seconds.append(time.monotonic() - began)
    assert min(seconds[10:]) < 0.03


@pytest.mark.once
def test_bodies_that_are_too_large_are_refused_before_they_are_sent(site):
    with socket.create_connection((HOST, site.port), timeout=10) as client:
        client.sendall(f"{POST}Content-Length: 2000000\r\nExpect: 100-continue\r\n\r\n".encode())
        assert client.recv(100).startswith(b"HTTP/1.1 413 ")


@pytest.mark.once
def test_a_body_in_pieces_arrives_as_any_other(site):
    sent = f"POST {site.poll}ticket/ HTTP/1.1\r\n{HOST_LINE}Origin: {site.url}\r\nConnection: close\r\n"
    sent += (
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"
    )
    with socket.create_connection((HOST, site.port), timeout=10) as client:
        client.sendall(sent.replace(HOST_LINE, f"Host: {HOST}:{site.port}\r\n").encode())
        assert client.recv(100).startswith(b"HTTP/1.1 200 ")


@pytest.mark.once
def test_a_process_that_dies_again_and_again_is_replaced_again_and_again(site):
    for _time in range(3):
        (victim, *_others) = server_processes(site.process.pid)
        os.kill(victim, signal.SIGKILL)
        _until(
            lambda gone=victim: (
                gone not in server_processes(site.process.pid)
                and len(server_processes(site.process.pid)) == 2
            )
        )
    assert site.process.poll() is None
    _until(lambda: ask(site, "/en/")[0] == 200)


@pytest.mark.once
def test_new_code_is_taken_up_and_no_reader_notices(site):
    before, seen = set(server_processes(site.process.pid)), []
    os.kill(site.process.pid, signal.SIGHUP)

    def all_are_new():
        seen.append(ask(site, "/en/nowhere/")[0])
        return len(server_processes(site.process.pid)) == 2 and not before & set(
            server_processes(site.process.pid)
        )

    _until(all_are_new, seconds=60)
    assert set(seen) == {404}


def _until(holds, seconds=15):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.once
@pytest.mark.parametrize(
    "name, ticket",
    [
        ("media", 200),
        ("private", 200),
        ("snapshots", 200),
        ("day-salts", 200),
        ("static", 200),
        ("peppers", 503),
    ],
)
def test_a_folder_that_is_taken_away_takes_nothing_but_what_needs_it(site, name, ticket):
    folder, away = site.folder / name, site.folder / "away"
    folder.mkdir(exist_ok=True)
    folder.rename(away)
    folder.write_text("in the way")
    try:
        seen = [ask(site, path)[0] for path in ["/en/", "/en/nowhere/", "/admin/login/"]]
        assert (seen, ask_for_a_ticket(site)[0]) == ([200, 404, 200], ticket)
    finally:
        folder.unlink()
        away.rename(folder)
    assert ask_for_a_ticket(site)[0] == 200


@contextlib.contextmanager
def locked(url):
    """Lock the database against writes, on PostgreSQL against reads too."""
    if urlsplit(url).scheme == "sqlite":
        with contextlib.closing(
            Database.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        ) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    with psycopg.connect(url) as other:
        names = other.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        other.execute(f"LOCK TABLE {', '.join(name for (name,) in names)} IN ACCESS EXCLUSIVE MODE")
        yield
        other.rollback()


def test_a_lock_takes_no_page_that_does_not_need_it_and_is_soon_said_where_it_does(site):
    # Both processes know what was written before, so that pages made now stay current.
    time.sleep(1.5 * READ_EVERY)
    for path in UNTOUCHED * 4:
        ask(site, path)  # by either process
    with ThreadPoolExecutor(30) as readers, locked(site.environment["DATABASE_URL"]):
        for _second in range(2):
            writers = [readers.submit(ask_for_a_ticket, site) for _n in range(20)]
            time.sleep(0.2)
            kept = [readers.submit(ask, site, path).result() for path in UNTOUCHED]
            refused = [writer.result() for writer in writers]
            assert {status for status, _wait, _seconds in kept} == {200}
            assert max(seconds for _status, _wait, seconds in kept) < SOON
            assert {status for status, _wait, _seconds in refused} == {503}
            assert all(int(wait) > 0 for _status, wait, _seconds in refused)
            assert max(seconds for _status, _wait, seconds in refused) < SOON
    _until(lambda: ask_for_a_ticket(site)[0] == 200)


def test_a_site_that_starts_under_a_lock_remembers_nothing_of_it(site):
    addresses = ["/", "/en/", "/ru/", "/en/articles/", "/en/feed.atom", "/sitemap.xml", "/robots.txt"]
    addresses += ["/admin/login/", site.poll, "/en/nowhere/", "/en/report-error/"]
    site.stop()
    with locked(site.environment["DATABASE_URL"]):
        site.start()
        with ThreadPoolExecutor(12) as readers:
            under = [readers.submit(ask, site, path) for path in addresses * 3]
            assert {seen.result()[0] for seen in under} <= {200, 302, 400, 404, 503}
    _until(lambda: ask(site, "/en/articles/")[0] == 200)
    time.sleep(1)
    with ThreadPoolExecutor(12) as readers:
        after = [readers.submit(ask, site, path) for path in addresses * 6]
        assert {seen.result()[0] for seen in after} <= {200, 302, 400, 404}
    assert ask_for_a_ticket(site)[0] == 200
