"""A connection that cannot be held for nothing: it ends when its client is slow, silent, or one of too many.

The server library knows no limit for the time a head takes, for an answer that nobody reads, or for the connections of
one address. Bodies have their limits in bodies.py.
"""

import asyncio
import socket

from django.conf import settings
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = (
    10  # from the first byte of a request, or from the beginning of a connection, to the end of the head
)
UNREAD_SECONDS = 20  # during which a client that is being answered has to take something
LARGEST_HEAD = 64 * 1024  # bytes
MOST_OF_ONE_ADDRESS = 100  # connections to one process; without meaning behind a proxy of ours
LOOK_EVERY = 1  # second


class Connection(HttpToolsProtocol):
    """One client's connection. All of them are looked at once a second."""

    def connection_made(self, transport):
        super().connection_made(transport)
        # asyncio leaves this out for sockets that other processes share: head and body would wait 40 ms for each other
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.waits_since = self.loop.time()  # for the head of a request
        self.head_size = 0
        self.is_in_head = True
        self.unread, self.unread_since = 0, None
        make_room_for(self)
        watch(self.loop, self.connections)

    def data_received(self, data):
        if self.is_in_head:
            self.head_size += len(data)
        super().data_received(data)
        if self.is_in_head and self.head_size > LARGEST_HEAD:
            self.transport.abort()

    def on_message_begin(self):
        super().on_message_begin()
        self.is_in_head, self.head_size, self.waits_since = True, 0, self.loop.time()
        self.scope["extensions"] = {"connection": self}

    def on_headers_complete(self):
        self.is_in_head = False
        super().on_headers_complete()

    def on_response_complete(self):
        self.waits_since = self.loop.time()
        super().on_response_complete()

    def resume_writing(self):
        self.unread_since = None
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

    def end_if_too_slow(self, now):
        if self.is_in_head and self.is_answered and now - self.waits_since > HEAD_SECONDS:
            self.transport.abort()
            return
        unread = self.transport.get_write_buffer_size()
        if not unread or unread != self.unread:
            self.unread, self.unread_since = unread, None
        elif self.unread_since is None:
            self.unread_since = now
        elif now - self.unread_since > UNREAD_SECONDS:
            self.transport.abort()


def make_room_for(newcomer: Connection) -> None:
    """End one connection when the newcomer's address has too many: the one that has kept us waiting longest.

    Who sends whole requests and reads the answers is never ended for others of the same address: when all do, it is
    the newcomer.
    """
    if settings.TRUSTED_PROXIES or newcomer.client is None:
        return
    of_address = [
        other
        for other in newcomer.connections
        if other.client and other.client[0] == newcomer.client[0] and other.is_open
    ]
    if len(of_address) <= MOST_OF_ONE_ADDRESS:
        return
    idle = [other for other in of_address if not other.is_owed_an_answer and other is not newcomer]
    unread = [other for other in of_address if other.unread_since is not None]
    longest = min(idle or unread, key=lambda other: other.waits_since, default=newcomer)
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
