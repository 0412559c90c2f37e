"""The Cache-Status header (RFC 9211): whether the page cache answered, and if not, why.

    Cache-Status: thinktank; hit; ttl=41
    Cache-Status: thinktank; fwd=uri-miss; stored; ttl=60
    Cache-Status: thinktank; fwd=bypass; detail=private

`ttl` is in seconds, less than 0 for a page that is shown beyond its life. Caches further on may add a member of
their own in front. Values are structured fields (RFC 9651): names, details and reasons here are tokens.
"""

import functools
import math

HEADER = "Cache-Status"
CACHE_NAME = "thinktank"

# Why a request went to the view. RFC 9211, 2.2, names these.
BYPASS = "bypass"  # the cache does not handle such requests or responses
METHOD = "method"  # neither GET nor HEAD
URI_MISS = "uri-miss"  # nothing is stored for this address
STALE = "stale"  # what is stored may no longer be used

# Details, of our own
PRIVATE = "private"  # no public view answers at this address
REFUSED = "refused"  # a request that the site does not accept
MARKDOWN = "markdown"  # a request that would rather have Markdown (accept.py)
OFF = "off"  # PAGE_CACHE=0
STREAMED = "streamed"  # a file
STATIC = "static"  # a static file
NOT_STORED = "not-stored"  # HEAD, too large, or the store failed
EARLY_REFRESH = "early-refresh"  # still fresh, and rendered again before it is not
INVALIDATED = "invalidated"  # one of its tags was invalidated
EXPIRED = "expired"  # its life has ended
DATABASE_AWAY = "database-away"


@functools.lru_cache(maxsize=1024)
def hit(ttl: int, detail: str = "") -> str:
    """For a stored response with so many seconds of life left."""
    return f"{CACHE_NAME}; hit; ttl={ttl}{_detail(detail)}"


@functools.lru_cache(maxsize=1024)
def forwarded(
    why: str, detail: str = "", *, stored_for: int | None = None, is_collapsed: bool = False
) -> str:
    """For a response of a view. `stored_for`: seconds; `is_collapsed`: another request's response, waited for."""
    collapsed = "; collapsed" if is_collapsed else ""
    stored = "" if stored_for is None else f"; stored; ttl={stored_for}"
    return f"{CACHE_NAME}; fwd={why}{collapsed}{stored}{_detail(detail)}"


def status_detail(status: int) -> str:
    """The detail for a status that is not stored: "status-404"."""
    return f"status-{status}"


def seconds_left(expires_at: float, now: float) -> int:
    return math.floor(expires_at - now)


def _detail(detail: str) -> str:
    return f"; detail={detail}" if detail else ""
