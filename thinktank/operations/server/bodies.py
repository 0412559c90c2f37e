"""A request's body, read whole before a thread is given to the request: within its size and its time."""

import asyncio
import logging
import tempfile
import time

from thinktank.delivery.errors import DISK_FULL

logger = logging.getLogger(__name__)

IN_MEMORY = 256 * 1024  # bytes: what is larger goes to the disk
GRACE = 10  # seconds a body may take whatever its size
SLOWEST = 4 * 1024  # bytes a second it has to bring after that, on average
LISTEN_ON = 2  # seconds: for a client that looks at the answer only after it has sent everything


class Refused(Exception):
    """The request gets no thread; `status` says why."""

    def __init__(self, status: int):
        super().__init__(status)
        self.status = status


class Gone(Exception):
    """The client has left."""


async def read_body(receive, most: int):
    """(the body as an open file at its beginning, its size in bytes). Raises Refused (408, 413, 503, 507) or Gone."""
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


async def _next(receive, seconds):
    try:
        async with asyncio.timeout(max(0, seconds)):
            message = await receive()
    except TimeoutError:
        raise Refused(408) from None
    if message["type"] == "http.disconnect":
        raise Gone
    return message.get("body", b""), message.get("more_body", False)


async def read_away(receive) -> None:
    """Let a client that was refused finish sending, or it would not see why."""
    try:
        async with asyncio.timeout(LISTEN_ON):
            while True:
                message = await receive()
                if not message.get("more_body"):
                    return
    except TimeoutError:
        return
