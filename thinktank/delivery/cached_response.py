"""A public response as the page cache keeps it: its bytes in every encoding, and until when they may be used."""

import datetime
import functools
import gzip
import hashlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import brotli
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from thinktank.delivery.cache_tags import KEPT_WHILE_AWAY, SKEW, CacheState

if TYPE_CHECKING:
    from thinktank.delivery.decorators import PublicPage

A_YEAR = 31_536_000  # seconds
STALE_IF_ERROR = 60  # seconds
MIN_COMPRESSED = 256  # bytes: compression gains nothing on shorter bodies
COMPRESSIBLE = (
    "text/",
    "application/json",
    "application/xml",
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
)
HEADERS_WE_SET = {"cache-control", "etag", "content-encoding", "content-length", "vary"}  # for each response
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "br": functools.partial(brotli.compress, quality=5),
    "gzip": functools.partial(gzip.compress, compresslevel=6, mtime=0),
}  # best first
COMPRESS_ONCE: dict[str, Callable[[bytes], bytes]] = {
    "br": functools.partial(brotli.compress, quality=1),
    "gzip": functools.partial(gzip.compress, compresslevel=1, mtime=0),
}  # for a response that is not stored: a fifth more bytes, a seventh of the time


@dataclass
class CachedResponse:
    """tags: its cache tags, None for any. seen: the invalidations it takes into account, see `CacheState.seen`.

    next_change: when pages change by the clock. Times are seconds of the wall clock, because other processes use the
    response too. max_age: seconds for which caches further on may keep it.
    """

    status: int
    headers: list[tuple[str, str]]
    content: bytes  # as it is stored: compressed where that helps, see `body`
    etag: str
    made_at: float
    expires_at: float
    next_change: float
    is_immutable: bool
    seen: dict[str, frozenset[int]]
    tags: frozenset[str] | None
    max_age: int
    is_compressible: bool
    compressed: dict[str, bytes] = field(default_factory=dict)

    def __len__(self) -> int:
        """Bytes in memory at most, when it has been asked for in every encoding."""
        return 2_000 + (len(COMPRESS) * len(self.compressed["br"]) if self.compressed else len(self.content))

    @property
    def body(self) -> bytes:
        """The bytes without any encoding."""
        return brotli.decompress(self.compressed["br"]) if self.compressed else self.content

    def compress(self) -> "CachedResponse":
        """The same with a compressed body only, so that a cache hit need not compress."""
        if not self.is_compressible:
            return self
        return replace(self, content=b"", compressed={"br": COMPRESS["br"](self.content)})

    def _encoded(self, encoding: str) -> bytes:
        """The body in this encoding: made once for a stored response, and quickly for one that nobody else gets."""
        if not self.compressed:
            return COMPRESS_ONCE[encoding](self.content)
        if encoding not in self.compressed:
            self.compressed[encoding] = COMPRESS[encoding](self.body)
        return self.compressed[encoding]

    def is_fresh(self, now: float, state: CacheState) -> bool:
        return (
            self._is_not_from_the_future(now)
            and now < self.expires_at
            and not state.has_changed_since(self.seen, self.tags)
        )

    def is_usable_while_away(self, now: float, state: CacheState) -> bool:
        """Whether it may still be shown while the database is away, `state` being the last one read.

        None of its tags was invalidated between the two, and no moment has come at which pages change by the clock.
        Votes and ratings that arrived in between do not count.
        """
        return (
            self._is_not_from_the_future(now)
            and now < min(self.next_change, self.expires_at + KEPT_WHILE_AWAY)
            and not state.was_invalidated_since(self.seen, self.tags)
            and self.made_at > state.at.timestamp() - KEPT_WHILE_AWAY
        )

    def _is_not_from_the_future(self, now: float) -> bool:
        """False for a response made while the clock was ahead: it may show what is not public yet."""
        return self.made_at <= now + SKEW.total_seconds()

    def needs_refresh(self, now: float) -> bool:
        """Whether it is in the last fifth of its life: then one request renders it again, others still get it."""
        return now > self.expires_at - (self.expires_at - self.made_at) / 5

    def to_response(self, request: HttpRequest, now: float) -> HttpResponseBase:
        """The response in an encoding the client accepts, or a 304 (RFC 9110, 13.1.2)."""
        encoding = encoding_for(request.META.get("HTTP_ACCEPT_ENCODING", "")) if self.is_compressible else ""
        body = self._encoded(encoding) if encoding else self.body
        response = HttpResponse(body, status=self.status)
        headers = response.headers
        del headers["Content-Type"]
        for name, value in self.headers:
            headers[name] = value
        headers["Content-Length"] = str(len(body))
        headers["Cache-Control"] = self.cache_control(now)
        headers["ETag"] = f'{self.etag[:-1]}-{encoding}"' if encoding else self.etag
        if self.is_compressible:
            headers["Vary"] = "Accept-Encoding"
        if encoding:
            headers["Content-Encoding"] = encoding
        if "HTTP_IF_NONE_MATCH" in request.META:
            return get_conditional_response(request, etag=headers["ETag"], response=response) or response
        return response

    def cache_control(self, now: float) -> str:
        """Caches further on hear of no invalidation, so `max_age` bounds them: fresh for half of it, stale for the other half.

        They keep it no longer than we do.
        """
        if self.is_immutable:
            return f"public, max-age={A_YEAR}, immutable"
        left = max(0, min(self.max_age, math.floor(self.expires_at - now)))
        fresh = (left + 1) // 2
        on_error = max(0, min(STALE_IF_ERROR, math.floor(self.next_change - now)))
        return (
            f"public, max-age={fresh}, s-maxage={fresh}, stale-while-revalidate={left - fresh}, "
            f"stale-if-error={on_error}"
        )


def make_cached_response(
    response: HttpResponse, *, began: float, state: CacheState, next_change: datetime.datetime
) -> CachedResponse:
    """From the response of a public view. `began`: when the view was called; `state`: the cache state at that time."""
    page: PublicPage = vars(response)["public_page"]
    change = next_change.timestamp()
    headers = [(name, value) for name, value in response.items() if name.lower() not in HEADERS_WE_SET]
    etag = response.headers.get("ETag")
    return CachedResponse(
        status=response.status_code,
        headers=headers,
        content=response.content,
        etag=etag or f'"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"',
        made_at=began,
        expires_at=min(began + page.life, change),
        next_change=change,
        is_immutable=page.immutable,
        seen=state.seen(page.tags),
        tags=page.tags,
        max_age=page.max_age,
        is_compressible=len(response.content) >= MIN_COMPRESSED
        and _content_type(headers).startswith(COMPRESSIBLE),
    )


@functools.lru_cache(maxsize=512)
def encoding_for(accepted: str) -> str:
    """The best of our encodings that an Accept-Encoding header accepts; "" for none (RFC 9110, 12.5.3)."""
    taken = {}
    for part in accepted[:200].lower().split(","):
        name, _semicolon, weight = part.replace(" ", "").partition(";")
        taken[name] = not weight.startswith("q=0") or any(digit in "123456789" for digit in weight[3:])
    return next((name for name in COMPRESS if taken.get(name, taken.get("*", False))), "")


def _content_type(headers: list[tuple[str, str]]) -> str:
    return next((value for name, value in headers if name.lower() == "content-type"), "")


def now() -> float:
    """Seconds of the wall clock."""
    return time.time()
