"""Which requests a connection accepts, and when it is ended: when it is slow, or for a newcomer of the same client."""

import asyncio
from types import SimpleNamespace

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from tests.operations.server.loops import run
from thinktank.operations.server import connection
from thinktank.operations.server.connection import Connection, make_room_for
from thinktank.readers.client_address import parse_address
from thinktank.readers.networks import subscriber_of


class Transport:
    def __init__(self):
        self.unsent, self.is_aborted = 0, False

    def get_write_buffer_size(self):
        return self.unsent

    def abort(self):
        self.is_aborted = True

    def is_closing(self):
        return self.is_aborted


def make(client="192.0.2.1", waits_since=0, cycle=None, connections=None):
    """A connection as uvicorn makes it, without a network."""
    made = object.__new__(Connection)
    made.transport, made.cycle, made.client = Transport(), cycle, (client, 5000)
    made.subscriber, made.waits_since = subscriber_of(parse_address(client)), waits_since
    made.unread, made.unread_since, made.full_since, made.pipeline = 0, None, None, ()
    made.connections = set() if connections is None else connections
    made.connections.add(made)
    return made


WORKED_ON = SimpleNamespace(response_complete=False, more_body=False)
ANSWERED = SimpleNamespace(response_complete=True, more_body=False)


@pytest.mark.parametrize("before", [None, ANSWERED], ids=["the first", "the next"])
@pytest.mark.parametrize("now, is_aborted", [(9, False), (11, True)])
def test_a_head_has_ten_seconds(now, is_aborted, before):
    """The time for the next head begins with the last response, even when only empty lines have arrived since."""
    waiting = make(cycle=before)
    waiting.end_if_too_slow(now)
    assert waiting.transport.is_aborted == is_aborted


def test_an_answer_that_is_still_being_taken_has_more():
    taking = make(cycle=ANSWERED)
    taking.transport.unsent = 5000
    taking.end_if_too_slow(11)
    assert not taking.transport.is_aborted


def test_a_request_that_is_worked_on_has_no_limit_here():
    busy = make(cycle=WORKED_ON)
    busy.end_if_too_slow(1000)
    assert not busy.transport.is_aborted


def test_an_answer_of_which_nothing_is_taken_is_given_up():
    stuck = make(cycle=WORKED_ON)
    stuck.transport.unsent = 5000
    for now in (0, 1, 20):
        stuck.end_if_too_slow(now)
        assert not stuck.transport.is_aborted
    stuck.end_if_too_slow(22)
    assert stuck.transport.is_aborted


def test_a_response_that_is_read_slowly_continues():
    slow = make(cycle=WORKED_ON)
    for now in range(0, 200, 5):
        slow.transport.unsent = 5000 - now
        slow.end_if_too_slow(now)
    assert not slow.transport.is_aborted


def crowd(number, **fields):
    together = set()
    return [make(connections=together, waits_since=number - n, **fields) for n in range(number)]


def test_one_connection_too_many_of_a_client_ends_the_one_that_idled_longest(monkeypatch):
    monkeypatch.setattr(connection, "MAX_CONNECTIONS", 3)
    *others, longest, newcomer = crowd(4)
    newcomer.waits_since = 100
    make_room_for(newcomer)
    assert [each.transport.is_aborted for each in (*others, longest, newcomer)] == [False, False, True, False]


def test_a_connection_that_is_owed_an_answer_is_never_ended(monkeypatch):
    monkeypatch.setattr(connection, "MAX_CONNECTIONS", 3)
    *others, newcomer = crowd(4, cycle=WORKED_ON)
    newcomer.cycle = None
    make_room_for(newcomer)
    assert [each.transport.is_aborted for each in others] == [False] * 3
    assert newcomer.transport.is_aborted


@pytest.mark.parametrize("trait", [{"full_since": 5}, {"pipeline": ["the next request"]}])
def test_a_connection_that_does_not_read_or_pipelines_is_ended_for_a_newcomer(monkeypatch, trait):
    monkeypatch.setattr(connection, "MAX_CONNECTIONS", 3)
    *others, newcomer = crowd(4, cycle=WORKED_ON)
    newcomer.cycle = None
    vars(others[1]).update(trait)
    make_room_for(newcomer)
    assert [each.transport.is_aborted for each in (*others, newcomer)] == [False, True, False, False]


def test_other_addresses_and_proxies_of_ours_are_not_counted(monkeypatch, settings):
    monkeypatch.setattr(connection, "MAX_CONNECTIONS", 3)
    together = crowd(3)
    make_room_for(make("198.51.100.1", connections=together[0].connections))
    settings.TRUSTED_PROXIES = 1
    make_room_for(make(connections=together[0].connections))
    assert not any(each.transport.is_aborted for each in together[0].connections)


def test_with_ipv6_a_client_has_many_addresses(monkeypatch):
    monkeypatch.setattr(connection, "MAX_CONNECTIONS", 3)
    together = set()
    made = [make(f"2001:db8:0:7::{n}", waits_since=n, connections=together) for n in range(4)]
    neighbour = make("2001:db8:0:8::1", waits_since=-1, connections=together)
    mapped = [make(f"::ffff:192.0.2.{n}", waits_since=-1, connections=together) for n in range(4)]
    for newcomer in (made[-1], neighbour, *mapped):
        make_room_for(newcomer)
    assert [each.transport.is_aborted for each in made] == [True, False, False, False]
    assert not any(each.transport.is_aborted for each in (neighbour, *mapped))


def said(*sent, ends=False, is_kept_waiting=False):
    """(what the server sent before it ended the connection, [(method, path, headers, body)] of the requests it passed on)"""
    asked, may_answer = [], asyncio.Event()

    async def application(scope, receive, send):
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body, more = body + message["body"], message["more_body"]
        asked.append((scope["method"], scope["raw_path"], dict(scope["headers"]), body))
        await may_answer.wait()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    async def talk():
        config = Config(application, ws="none", lifespan="off", log_config=None, proxy_headers=False)
        state = ServerState()
        config.load()
        server = await asyncio.get_running_loop().create_server(
            lambda: Connection(config=config, server_state=state, app_state={}), "127.0.0.1", 0
        )
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        for chunk in sent:
            writer.write(chunk)
            await asyncio.sleep(0.01)
        if ends:
            writer.write_eof()
            await asyncio.sleep(0.01)
        if not is_kept_waiting:
            may_answer.set()
        answer = await asyncio.wait_for(_all_of(reader), 5)
        may_answer.set()
        writer.close()
        server.close()
        await asyncio.gather(*state.tasks)
        return answer

    return run(talk()), asked


async def _all_of(reader):
    answer = b""
    try:
        while chunk := await reader.read(65536):
            answer += chunk
    except ConnectionResetError:
        pass
    return answer


LAST = b"Host: a\r\nConnection: close\r\n"


def test_a_client_that_half_closes_after_its_request_is_answered():
    answer, _asked = said(b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n", ends=True)
    assert answer.startswith(b"HTTP/1.1 200 ") and answer.endswith(b"ok")


def test_a_client_that_half_closes_within_a_body_is_not_answered():
    assert said(b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc", ends=True) == (b"", [])


def test_a_header_behind_the_body_does_not_pass_for_one_before_it():
    sent = (
        b"POST /a HTTP/1.1\r\n" + LAST + b"Transfer-Encoding: chunked\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n"
    )
    _answer, [(_method, _path, headers, body)] = said(
        sent + b"1\r\na\r\n0\r\nX-Forwarded-For: 192.0.2.2\r\nX-B: c\r\n\r\n"
    )
    assert (headers[b"x-forwarded-for"], headers.get(b"x-b"), body) == (b"192.0.2.1", None, b"a")


@pytest.mark.parametrize("is_in_pieces", [False, True])
def test_the_body_of_a_request_for_another_protocol_is_no_further_request(is_in_pieces):
    head = b"POST /a HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n"
    body = b"GET /smuggled HTTP/1.1\r\n" + LAST + b"\r\n"
    if is_in_pieces:
        sent = head + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    else:
        sent = head + b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    answer, asked = said(sent)
    assert (answer[:13], asked) == (b"HTTP/1.1 400 ", [])
    answer, asked = said(head + b"Content-Length: %d\r\n\r\n" % len(body), body)
    assert (answer[:13], asked) == (b"HTTP/1.1 400 ", [])


def test_a_request_for_another_protocol_is_answered_in_ours():
    answer, asked = said(b"GET /a HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ") and len(asked) == 1


def test_a_client_that_pipelines_without_reading_is_cut_off():
    answer, asked = said(b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n" * 5000, is_kept_waiting=True)
    assert (answer, len(asked)) == (b"", 1)


@pytest.mark.parametrize(
    "target, path, host",
    [
        (b"http://a", b"/", b"a"),
        (b"HTTPS://a:80?b", b"/", b"a:80"),
        (b"http://a/b/c?d", b"/b/c", b"a"),
        (b"/b", b"/b", b"of-the-header"),
        (b"//b/c", b"//b/c", b"of-the-header"),
        (b"*", b"*", b"of-the-header"),
    ],
)
def test_an_address_may_be_whole_and_then_its_host_counts(target, path, host):
    head = b"OPTIONS " + target + b" HTTP/1.1\r\nHost: of-the-header\r\nConnection: close\r\n\r\n"
    answer, [(_method, asked_path, headers, _body)] = said(head)
    assert (answer[:13], asked_path, headers[b"host"]) == (b"HTTP/1.1 200 ", path, host)


ENDLESS = b"x" * 100_000
HOSTLESS = b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"
CHUNKED = b"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0"
NO_REQUESTS = {
    "no host": [HOSTLESS],
    "a way through": [b"CONNECT a:80 HTTP/1.1\r\n" + LAST + b"\r\n"],
    "another scheme": [b"GET ftp://a/ HTTP/1.1\r\n" + LAST + b"\r\n"],
    "a head without an end": [b"GET / HTTP/1.1\r\n" + LAST + b"X: ", ENDLESS],
    "an address without an end": [b"GET /", ENDLESS],
    "more behind a body than in it": [CHUNKED + b"\r\nX: ", ENDLESS],
    "more beside a body than in it": [CHUNKED[:-1] + b"1;", ENDLESS],
}


@pytest.mark.parametrize("sent", NO_REQUESTS.values(), ids=NO_REQUESTS)
def test_malformed_requests_get_400(sent):
    answer, asked = said(*sent)
    assert (answer[:13], asked) == (b"HTTP/1.1 400 ", [])


def test_http_1_0_needs_no_host():
    assert said(HOSTLESS.replace(b"1.1", b"1.0"))[0].startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("version, first", [(b"1.0", b"HTTP/1.1 200 "), (b"1.1", b"HTTP/1.1 100 ")])
def test_http_1_0_gets_no_100_continue(version, first):
    head = b"POST / HTTP/" + version + b"\r\n" + LAST + b"Expect: 100-continue\r\nContent-Length: 1\r\n\r\n"
    answer, [(_method, _path, _headers, body)] = said(head, b"a")
    assert (answer[:13], body) == (first, b"a")


def test_a_body_in_small_pieces_is_taken():
    sent = (
        b"POST /a HTTP/1.1\r\n"
        + LAST
        + b"Transfer-Encoding: chunked\r\n\r\n"
        + b"10\r\n0123456789abcdef\r\n" * 20_000
    )
    _answer, [(_method, _path, _headers, body)] = said(sent, b"0\r\n\r\n")
    assert len(body) == 320_000


def test_a_process_that_ends_answers_a_request_that_is_on_its_way():
    async def application(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    async def talk():
        config, state = Config(application, ws="none", lifespan="off", log_config=None), ServerState()
        config.load()
        server = await asyncio.get_running_loop().create_server(
            lambda: Connection(config=config, server_state=state, app_state={}), "127.0.0.1", 0
        )
        place = server.sockets[0].getsockname()
        (asking, asked), (silent, said) = [await asyncio.open_connection(*place) for _ in range(2)]
        await asyncio.sleep(0.01)
        for each in state.connections:
            each.shutdown()
        asked.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        answers = [await asyncio.wait_for(_all_of(each), 5) for each in (asking, silent)]
        for each in (asked, said):
            each.close()
        server.close()
        await asyncio.gather(*state.tasks)
        return answers

    answered, ended = run(talk())
    assert answered.startswith(b"HTTP/1.1 200 ") and b"connection: close" in answered
    assert ended == b""
