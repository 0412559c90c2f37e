"""Bodies are read completely within limits of size and time, or refused."""

import asyncio
import errno
import tempfile

import pytest

from tests.operations.server.loops import run
from thinktank.operations.server import bodies
from thinktank.operations.server.bodies import Gone, Refused, read_body


def read(*chunks, most=1000, ends=True):
    """The result of read_body for these chunks. Without `ends`, nothing follows them."""
    messages = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    if ends:
        messages.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive():
        if not messages:
            await asyncio.sleep(3600)
        return messages.pop(0)

    async def ask():
        body, size = await read_body(receive, most)
        with body:
            return body.read(), size

    return run(ask())


def status_of(*chunks, **options):
    with pytest.raises(Refused) as refused:
        read(*chunks, **options)
    return refused.value.status


def test_a_body_is_put_together_whatever_its_pieces():
    assert read(b"one ", b"", b"two") == (b"one two", 7)
    assert read() == (b"", 0)


def test_a_body_on_the_disk_is_the_same(monkeypatch):
    monkeypatch.setattr(bodies, "IN_MEMORY", 4)
    assert read(b"one ", b"two ", b"three") == (b"one two three", 13)


def test_one_that_ends_never_is_too_large_as_soon_as_it_is():
    assert status_of(b"x" * 600, b"x" * 600, ends=False) == 413


def test_one_that_stops_coming_has_its_time_and_no_more(monkeypatch):
    monkeypatch.setattr(bodies, "GRACE", 0.05)
    assert status_of(b"a", ends=False) == 408


def test_a_drop_now_and_then_does_not_keep_it_going(monkeypatch):
    monkeypatch.setattr(bodies, "GRACE", 0.1)

    async def drip():
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b"a", "more_body": True}

    with pytest.raises(Refused) as refused:
        run(read_body(drip, 1_000_000))
    assert refused.value.status == 408


def test_a_client_that_disconnects_raises_gone():
    async def leave():
        return {"type": "http.disconnect"}

    with pytest.raises(Gone):
        run(read_body(leave, 10))


@pytest.mark.parametrize("code, status", [(errno.ENOSPC, 507), (errno.ENOENT, 503), (errno.EROFS, 503)])
def test_a_disk_that_is_full_or_away_is_said(monkeypatch, code, status):
    class Failing(tempfile.SpooledTemporaryFile):
        def write(self, data):
            raise OSError(code, "no")

    monkeypatch.setattr(bodies.tempfile, "SpooledTemporaryFile", Failing)
    assert status_of(b"one") == status
