"""Read the body of a request, within limits of size and time, before the request gets a thread."""

import asyncio
import logging
import tempfile
import time
from collections.abc import Awaitable, Callable
from typing import IO, Any

from thinktank.delivery.errors import DISK_FULL

logger = logging.getLogger(__name__)

IN_MEMORY = 256 * 1024  # bytes; larger bodies go to the disk
GRACE = 10  # seconds that a body of any size may take
SLOWEST = 4 * 1024  # bytes per second, on average, that are required after that
LISTEN_ON = 2  # seconds, for clients that read the response only after they have sent everything

Receive = Callable[[], Awaitable[dict[str, Any]]]  # of ASGI


class Refused(Exception):
    """The request gets no thread. `status` is the HTTP status of the response."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Gone(Exception):
    """The client has disconnected."""


async def read_body(receive: Receive, most: int) -> tuple[IO[bytes], int]:
    """(the body as an open file at its beginning, its size in bytes). `most` is the largest size in bytes.

    Raises Refused (408, 413, 503, 507) or Gone.
    """
    body, size, began = tempfile.SpooledTemporaryFile(IN_MEMORY), 0, time.monotonic()
    try:
        more = True
        while more:
            left = GRACE + size / SLOWEST - (time.monotonic() - began)
            chunk, more = await _next(receive, left)
            size += len(chunk)
            if size > most:
                raise Refused(413)
            body.write(chunk)
        body.seek(0)
    except BaseException as error:
        body.close()
        if isinstance(error, OSError):
            logger.error("What is sent cannot be kept while it arrives: %s", error)
            raise Refused(507 if error.errno in DISK_FULL else 503) from error
        raise
    return body, size


async def _next(receive: Receive, seconds: float) -> tuple[bytes, bool]:
    try:
        async with asyncio.timeout(max(0, seconds)):
            message = await receive()
    except TimeoutError:
        raise Refused(408) from None
    if message["type"] == "http.disconnect":
        raise Gone
    return message.get("body", b""), message.get("more_body", False)


async def read_away(receive: Receive) -> None:
    """Let a refused client finish sending, because some clients read no response before that."""
    try:
        async with asyncio.timeout(LISTEN_ON):
            while True:
                message = await receive()
                if not message.get("more_body"):
                    return
    except TimeoutError:
        return
