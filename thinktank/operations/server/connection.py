"""Connections with limits: they end when a client is slow, silent, or has too many of them.

Uvicorn has no limits on the time of a head, on the bytes outside bodies, on responses that a client does not read, or
on the connections of one client. The limits of bodies are in bodies.py.
"""

import asyncio
import re
import socket
from typing import cast

from django.conf import settings
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from thinktank.operations.server.answers import BODY_HEADERS
from thinktank.readers.client_address import parse_address
from thinktank.readers.networks import subscriber_of

HEAD_SECONDS = (
    10  # from the first byte of a request, or from the beginning of a connection, to the end of the head
)
UNREAD_SECONDS = 20  # within which a client has to read something of its response
LARGEST_HEAD = 64 * 1024  # bytes; trailers and the framing of chunks count too
MAX_PIPELINED = 64  # requests that a client sends before it has the response to the first
MAX_CONNECTIONS = 100  # of one client to one process; not used behind a trusted proxy
LOOK_EVERY = 1  # second
LINGER = 1  # second in which a process that ends waits for requests that are on their way

WHOLE_ADDRESS = re.compile(rb"https?://([^/?#]+)(/?)(.*)", re.IGNORECASE | re.DOTALL)


class NoRequest(ValueError):
    """The head is malformed or ambiguous. Raised inside the parser; the response is 400."""


class Connection(HttpToolsProtocol):
    """One client's connection. `watch` checks all of them once a second."""

    cycle: RequestResponseCycle | None  # type: ignore[assignment] # None before the first request

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        # asyncio does not do this for shared sockets. Without it, the body would be sent 40 ms after the head
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.subscriber = subscriber_of(self.client and parse_address(self.client[0]))
        self.waits_since = self.loop.time()  # when the server began to wait for the head of a request
        self.beside_bodies = 0  # bytes of this request, less two for each byte of its body
        self.is_in_head = True
        self.is_ending = False  # whether this process ends
        self.unread = 0  # bytes in the write buffer at the last check
        self.unread_since: float | None = None  # since when the client has read nothing of them
        self.full_since: float | None = None  # since when the write buffer is full
        make_room_for(self)
        end_slow_connections(self.loop, self.connections_here)

    def data_received(self, data: bytes) -> None:
        self.beside_bodies += len(data)
        super().data_received(data)
        if self.beside_bodies > LARGEST_HEAD and self.is_open:
            self.send_400_response("More was sent than a head may hold.")

    def eof_received(self) -> bool:  # type: ignore[override] # asyncio keeps the connection open for True
        """Keep the connection of a client that has finished sending until its request is answered."""
        if self.cycle is not None and self.is_owed_an_answer:
            self.cycle.keep_alive = False
        return self.is_owed_an_answer

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.is_in_head, self.beside_bodies, self.waits_since = True, 0, self.loop.time()
        self.scope["extensions"] = {"connection": self}  # type: ignore[dict-item] # for gate.py, in the same process

    def on_header(self, name: bytes, value: bytes) -> None:
        """Ignore trailers, because the application could not tell them from headers that a proxy has set."""
        if self.is_in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self.is_in_head = False
        self._read_whole_address()
        if self.parser.get_http_version() == "1.0":
            self.expect_100_continue = False  # HTTP/1.0 does not have it (RFC 9110, 10.1.1)
        is_to_be_upgraded = self.parser.should_upgrade()
        if is_to_be_upgraded and any(name in BODY_HEADERS for name, _value in self.headers):
            raise NoRequest  # the parser would take the body for further requests
        super().on_headers_complete()
        if self.cycle is not None and (is_to_be_upgraded or self.is_ending):
            self.cycle.keep_alive = False  # an upgrade is ignored, and the client may send anything now
        if len(self.pipeline) > MAX_PIPELINED:
            self.transport.abort()
            raise NoRequest

    def _read_whole_address(self) -> None:
        """Take the host from "GET http://host/path" instead of the header (RFC 9112, 3.2.2). Raises NoRequest."""
        if not self.url.startswith((b"/", b"*")):
            found = WHOLE_ADDRESS.fullmatch(self.url)
            if not found:
                raise NoRequest
            host, _slash, rest = found.groups()
            self.url = b"/" + rest
            self.headers[:] = [(b"host", host), *(each for each in self.headers if each[0] != b"host")]
        elif self.parser.get_http_version() == "1.1" and not any(
            name == b"host" for name, _value in self.headers
        ):
            raise NoRequest

    def on_body(self, body: bytes) -> None:
        self.beside_bodies -= 2 * len(body)
        super().on_body(body)

    def shutdown(self) -> None:
        """End when the request is answered that has arrived, or may be on its way. Called when the process ends.

        The base class ends a connection at once that has no request, and so resets one that has just sent it.
        """
        self.is_ending = True
        if self.cycle is not None and not self.is_answered:
            self.cycle.keep_alive = False
        self.loop.call_later(LINGER, self._end_if_answered)

    def _end_if_answered(self) -> None:
        if self.is_answered and self.is_open:
            self.transport.close()

    def on_response_complete(self) -> None:
        self.waits_since = self.loop.time()
        super().on_response_complete()

    def pause_writing(self) -> None:
        self.full_since = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        self.full_since = self.unread_since = None
        super().resume_writing()

    @property
    def connections_here(self) -> "set[Connection]":
        """The open connections of this process, which all are of this class."""
        return cast("set[Connection]", self.connections)

    @property
    def is_open(self) -> bool:
        return not self.transport.is_closing()

    @property
    def is_answered(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    @property
    def is_owed_an_answer(self) -> bool:
        """Whether a complete request has arrived that is not answered yet."""
        return self.cycle is not None and not self.is_answered and not self.cycle.more_body

    @property
    def keeps_us_waiting_since(self) -> float | None:
        """When the client stopped sending a request or reading its response; None when it is not to blame."""
        if self.is_owed_an_answer and self.full_since is not None:
            return self.full_since
        return self.waits_since if self.pipeline or not self.is_owed_an_answer else None

    def end_if_too_slow(self, now: float) -> None:
        unread = self.transport.get_write_buffer_size()
        if self.is_answered and not unread and now - self.waits_since > HEAD_SECONDS:
            self.transport.abort()
        elif not unread or unread != self.unread:
            self.unread, self.unread_since = unread, None
        elif self.unread_since is None:
            self.unread_since = now
        elif now - self.unread_since > UNREAD_SECONDS:
            self.transport.abort()


def make_room_for(newcomer: Connection) -> None:
    """End one connection when the newcomer's client has too many: the one that the server has waited for longest.

    A connection that sends complete requests and reads the responses is never ended for another one. When all of the
    client's do so, the newcomer is ended.
    """
    if settings.TRUSTED_PROXIES or newcomer.client is None:
        return
    of_client = [
        other
        for other in newcomer.connections_here
        if other.subscriber == newcomer.subscriber and other.is_open
    ]
    if len(of_client) <= MAX_CONNECTIONS:
        return
    waiting = [
        (since, other)
        for other in of_client
        if (since := other.keeps_us_waiting_since) is not None and other is not newcomer
    ]
    longest = min(waiting, key=lambda each: each[0])[1] if waiting else newcomer
    longest.transport.abort()


_checks: dict[asyncio.AbstractEventLoop, asyncio.TimerHandle] = {}


def end_slow_connections(loop: asyncio.AbstractEventLoop, connections: set[Connection]) -> None:
    """Check these connections once a second as long as there are any."""
    if loop in _checks:
        return

    def look() -> None:
        for connection in list(connections):
            connection.end_if_too_slow(loop.time())
        if connections:
            _checks[loop] = loop.call_later(LOOK_EVERY, look)
        else:
            del _checks[loop]

    _checks[loop] = loop.call_later(LOOK_EVERY, look)
