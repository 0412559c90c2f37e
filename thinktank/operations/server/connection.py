"""A connection that cannot be held for nothing: it ends when its client is slow, silent, or one of too many.

The server library knows no limit for the time a head takes, for what is sent beside bodies, for an answer that nobody
reads, or for the connections of one client. Bodies have their limits in bodies.py.
"""

import asyncio
import re
import socket

from django.conf import settings
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from thinktank.operations.server.answers import OURS
from thinktank.readers.client_address import parse_address
from thinktank.readers.networks import subscriber_of

HEAD_SECONDS = (
    10  # from the first byte of a request, or from the beginning of a connection, to the end of the head
)
UNREAD_SECONDS = 20  # during which a client that is being answered has to take something
LARGEST_HEAD = 64 * 1024  # bytes; of what stands between and after the pieces of a body as well
MOST_AHEAD = 64  # requests that a client sends before it has the answer to the first
MOST_OF_ONE_CLIENT = 100  # connections to one process; without meaning behind a proxy of ours
LOOK_EVERY = 1  # second

WHOLE_ADDRESS = re.compile(rb"https?://([^/?#]+)(/?)(.*)", re.IGNORECASE | re.DOTALL)


class NoRequest(ValueError):
    """A head that means nothing, or two things. Raised for the parser, and answered 400."""


class Connection(HttpToolsProtocol):
    """One client's connection. All of them are looked at once a second."""

    def connection_made(self, transport):
        super().connection_made(transport)
        # asyncio leaves this out for sockets that other processes share: head and body would wait 40 ms for each other
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.subscriber = subscriber_of(self.client and parse_address(self.client[0]))
        self.waits_since = self.loop.time()  # for the head of a request
        self.beside_bodies = 0  # bytes of this request, less two for each byte of its body
        self.is_in_head = True
        self.unread, self.unread_since = 0, None
        self.full_since = None  # more is written than the client takes
        make_room_for(self)
        watch(self.loop, self.connections)

    def data_received(self, data):
        self.beside_bodies += len(data)
        super().data_received(data)
        if self.beside_bodies > LARGEST_HEAD and self.is_open:
            self.send_400_response("More was sent than a head may hold.")

    def eof_received(self):
        """Who has asked and has no more to say is answered before the connection ends."""
        if self.is_owed_an_answer:
            self.cycle.keep_alive = False
        return self.is_owed_an_answer

    def on_message_begin(self):
        super().on_message_begin()
        self.is_in_head, self.beside_bodies, self.waits_since = True, 0, self.loop.time()
        self.scope["extensions"] = {"connection": self}

    def on_header(self, name, value):
        """One behind the body is left out: it would pass for what a proxy of ours has written."""
        if self.is_in_head:
            super().on_header(name, value)

    def on_headers_complete(self):
        self.is_in_head = False
        self._read_whole_address()
        if self.parser.get_http_version() == "1.0":
            self.expect_100_continue = False  # it does not know what that is (RFC 9110, 10.1.1)
        is_to_be_upgraded = self.parser.should_upgrade()
        if is_to_be_upgraded and any(name in OURS for name, _value in self.headers):
            raise NoRequest  # the parser would take the body for further requests
        super().on_headers_complete()
        if is_to_be_upgraded:
            self.cycle.keep_alive = False  # we go on as before, and who knows what the client does
        if len(self.pipeline) > MOST_AHEAD:
            self.transport.abort()
            raise NoRequest

    def _read_whole_address(self):
        """Of "GET http://host/path" the host counts, not the header (RFC 9112, 3.2.2); there must be one of them."""
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

    def on_body(self, body):
        self.beside_bodies -= 2 * len(body)
        super().on_body(body)

    def on_response_complete(self):
        self.waits_since = self.loop.time()
        super().on_response_complete()

    def pause_writing(self):
        self.full_since = self.loop.time()
        super().pause_writing()

    def resume_writing(self):
        self.full_since = self.unread_since = None
        super().resume_writing()

    @property
    def is_open(self):
        return not self.transport.is_closing()

    @property
    def is_answered(self):
        return self.cycle is None or self.cycle.response_complete

    @property
    def is_owed_an_answer(self):
        """Whether a whole request has arrived that is not answered yet."""
        return not self.is_answered and not self.cycle.more_body

    @property
    def keeps_us_waiting_since(self):
        """When it ceased to ask, or to take what it asked for; None while it does both."""
        if self.is_owed_an_answer and self.full_since is not None:
            return self.full_since
        return self.waits_since if self.pipeline or not self.is_owed_an_answer else None

    def end_if_too_slow(self, now):
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
    """End one connection when the newcomer's client has too many: the one that has kept us waiting longest.

    Who sends whole requests and reads the answers is never ended for others of the same client: when all do, it is
    the newcomer.
    """
    if settings.TRUSTED_PROXIES or newcomer.client is None:
        return
    of_client = [
        other for other in newcomer.connections if other.subscriber == newcomer.subscriber and other.is_open
    ]
    if len(of_client) <= MOST_OF_ONE_CLIENT:
        return
    waiting = [
        other for other in of_client if other.keeps_us_waiting_since is not None and other is not newcomer
    ]
    longest = min(waiting, key=lambda other: other.keeps_us_waiting_since, default=newcomer)
    longest.transport.abort()


_watches = {}  # by loop


def watch(loop: asyncio.AbstractEventLoop, connections: set[Connection]) -> None:
    """Look at these connections as long as there are any."""
    if loop in _watches:
        return

    def look():
        for connection in list(connections):
            connection.end_if_too_slow(loop.time())
        if connections:
            _watches[loop] = loop.call_later(LOOK_EVERY, look)
        else:
            del _watches[loop]

    _watches[loop] = loop.call_later(LOOK_EVERY, look)
