"""A public page as it is kept: its bytes in every encoding, and until when and for whom it may be used."""

import datetime
import functools
import gzip
import hashlib
import math
import time
from dataclasses import dataclass, field

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from thinktank.delivery.cache_tags import KEPT_WHILE_AWAY, SKEW

A_YEAR = 31_536_000  # seconds
STALE_IF_ERROR = 60  # seconds
SMALLEST = 256  # bytes: what is shorter gains nothing by compression
COMPRESSIBLE = ("text/", "application/json", "application/xml", "application/rss+xml", "application/atom+xml")
OURS = {"cache-control", "etag", "content-encoding", "content-length", "vary"}  # written anew for each answer
COMPRESS = {
    "br": functools.partial(brotli.compress, quality=5),
    "gzip": functools.partial(gzip.compress, compresslevel=6, mtime=0),
}  # best first
COMPRESS_FOR_ONE = {
    "br": functools.partial(brotli.compress, quality=1),
    "gzip": functools.partial(gzip.compress, compresslevel=1, mtime=0),
}  # what nobody else will get: a fifth more bytes, a seventh of the time


@dataclass
class KeptPage:
    """seen: the generations it was made under, see `Reading.seen`; keys: what it shows, None for anything.

    knew: all generations of its time, whatever it shows.

    Moments are seconds of the wall clock: other processes may use it too.
    """

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    tag: str
    made_at: float
    expires_at: float
    next_change: float
    is_immutable: bool
    seen: dict[str, frozenset[int]]
    keys: frozenset[str] | None
    knew: frozenset[int]
    compressed: dict[str, bytes] = field(default_factory=dict)

    @property
    def is_compressible(self):
        return (
            bool(self.tag)
            and len(self.body) >= SMALLEST
            and _content_type(self.headers).startswith(COMPRESSIBLE)
        )

    def compress(self):
        """Once, before it is kept: a hit does no such work."""
        if self.is_compressible:
            self.compressed = {name: compress(self.body) for name, compress in COMPRESS.items()}
        return self

    def is_fresh(self, now, reading):
        return self._is_of(now) and now < self.expires_at and not reading.has_more_than(self.seen, self.keys)

    def is_good_while_away(self, now, reading):
        """Whether it may still be shown, when the database has been away since this reading.

        Nothing at all has changed between the two, and no moment has come at which a page changes by itself.
        """
        return (
            self._is_of(now)
            and now < min(self.next_change, self.expires_at + KEPT_WHILE_AWAY)
            and reading.ids <= self.knew
            and self.made_at > reading.at.timestamp() - KEPT_WHILE_AWAY
        )

    def _is_of(self, now):
        """What was made later than now was made while the clock was ahead: who knows what it shows."""
        return self.made_at <= now + SKEW.total_seconds()

    def grows_old(self, now):
        """In the last fifth of its life one reader has it made anew while the others still get it."""
        return now > self.expires_at - (self.expires_at - self.made_at) / 5

    def answer(self, request: HttpRequest, now: float) -> HttpResponse:
        """The response for whoever asks: in an encoding they take, or 304 when they have it (RFC 9110, 13.1.2)."""
        encoding = encoding_for(request.META.get("HTTP_ACCEPT_ENCODING", "")) if self.is_compressible else ""
        body = self.compressed.get(encoding) or (
            COMPRESS_FOR_ONE[encoding](self.body) if encoding else self.body
        )
        response = HttpResponse(body, status=self.status)
        headers = response.headers
        del headers["Content-Type"]
        for name, value in self.headers:
            headers[name] = value
        headers["Content-Length"] = str(len(body))
        headers["Cache-Control"] = self.cache_control(now)
        headers["ETag"] = f'{self.tag[:-1]}-{encoding}"' if encoding else self.tag
        if self.is_compressible:
            headers["Vary"] = "Accept-Encoding"
        if encoding:
            headers["Content-Encoding"] = encoding
        if "HTTP_IF_NONE_MATCH" in request.META:
            response = get_conditional_response(request, etag=headers["ETag"], response=response)
        return response

    def cache_control(self, now):
        """Caches further on keep it no longer than we do: half of what is left fresh, half while they ask again."""
        if self.is_immutable:
            return f"public, max-age={A_YEAR}, immutable"
        left = max(0, math.floor(self.expires_at - now))
        fresh = (left + 1) // 2
        on_error = max(0, min(STALE_IF_ERROR, math.floor(self.next_change - now)))
        return (
            f"public, max-age={fresh}, s-maxage={fresh}, stale-while-revalidate={left - fresh}, "
            f"stale-if-error={on_error}"
        )


def keep(response: HttpResponse, *, began: float, reading, next_change: datetime.datetime) -> KeptPage:
    """The page a public view has answered with. `began`: when its making began; `reading`: what was known then."""
    page, change = response.public_page, next_change.timestamp()
    return KeptPage(
        status=response.status_code,
        headers=[(name, value) for name, value in response.items() if name.lower() not in OURS],
        body=response.content,
        tag=response.headers.get("ETag")
        or f'"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"',
        made_at=began,
        expires_at=min(began + page.max_age, change),
        next_change=change,
        is_immutable=page.immutable,
        seen=reading.seen(page.keys),
        keys=page.keys,
        knew=reading.ids,
    )


@functools.lru_cache(maxsize=512)
def encoding_for(accepted: str) -> str:
    """The best of our encodings that an Accept-Encoding header takes; an empty text for none (RFC 9110, 12.5.3)."""
    taken = {}
    for part in accepted[:200].lower().split(","):
        name, _semicolon, weight = part.replace(" ", "").partition(";")
        taken[name] = not weight.startswith("q=0") or any(digit in "123456789" for digit in weight[3:])
    return next((name for name in COMPRESS if taken.get(name, taken.get("*", False))), "")


def _content_type(headers):
    return next((value for name, value in headers if name.lower() == "content-type"), "")


def now() -> float:
    return time.time()
