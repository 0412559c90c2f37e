"""In-process cache of rendered HTML, keyed by the query results it was rendered from. Decision 0064.

A page that is not in the page cache still runs its queries; when they return what they returned before, its HTML is
not rendered again. Entries never become stale: other query results make another key, and unused entries fall out.
FRAGMENT_CACHE=0 turns this cache off; pages are the same without it.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from thinktank.delivery.cache_tags import on_erase
from thinktank.delivery.shared_values import site_version

MAX_ENTRIES = 200  # per process, the largest with texts and HTML some 200 KB


@dataclass
class Fragments:
    """`context`: what the view computed for the template; `html`: rendered fragments, by template node or name."""

    context: dict[str, Any] = field(default_factory=dict)
    html: dict[Hashable, str] = field(default_factory=dict)


def fragments_of(place: str, *rows: Hashable) -> Fragments:
    """The fragments made for this place and language from these query results, this site version and today.

    They are empty at first; the caller fills them. What changes by the clock must have called `expire_pages_at`.
    """
    if not settings.FRAGMENT_CACHE:
        return Fragments()
    return _fragments_of(place, get_language(), site_version(), timezone.localdate(), *rows)


@lru_cache(maxsize=MAX_ENTRIES)
def _fragments_of(*_made_from: Hashable) -> Fragments:
    return Fragments()


def cached_html(template: str, rows: tuple[Hashable, ...], context: Callable[[], dict[str, Any]]) -> str:
    """The template rendered with a context that depends on these query results only; "" without rows."""
    if not rows:
        return ""
    html = fragments_of(template, *rows).html
    if template not in html:
        html[template] = render_to_string(template, context())
    return html[template]


def clear_fragments() -> None:
    _fragments_of.cache_clear()


on_erase(clear_fragments)
