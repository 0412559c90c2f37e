"""Where a request that changes something was sent from, as the browser says (Fetch Metadata, RFC 6454)."""

from enum import Enum

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest


class SentFrom(Enum):
    OWN_PAGE = "own page"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"  # an old browser, or no browser: the CSRF token decides


def sent_from(request: HttpRequest) -> SentFrom:
    """Sec-Fetch-Site decides; without it, Origin."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        return SentFrom.OWN_PAGE if site == "same-origin" else SentFrom.ELSEWHERE
    if origin is not None:
        return SentFrom.OWN_PAGE if origin in _own_origins(request) else SentFrom.ELSEWHERE
    return SentFrom.UNKNOWN


def _own_origins(request: HttpRequest) -> set[str]:
    try:
        return {settings.SITE_ORIGIN, f"{request.scheme}://{request.get_host()}"}
    except DisallowedHost:
        return {settings.SITE_ORIGIN}
