"""In-process cache of rendered parts of pages, and of headers: a fragment is kept under everything it depends on, so it never becomes stale.

Templates use it through `{% cachedfragment %}` (templatetags/fragments.py), which knows three scopes: fragments of an
edition, which never changes and is therefore rendered once; fragments of the site, kept until a shared value changes or
the day ends; fragments of a page, kept while its queries return the same rows. FRAGMENT_CACHE=0 turns the cache off;
pages are the same without it. Decision 0116.
"""

import hashlib
import sys
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from cachetools import LRUCache
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from thinktank.delivery.cache_tags import on_erase
from thinktank.delivery.media_host import are_files_here
from thinktank.delivery.rehearsal import is_rehearsal
from thinktank.delivery.shared_values import site_version

MAX_BYTES = 4 * 1024 * 1024  # of HTML in one process
_fragments: LRUCache[tuple[Hashable, ...], Any] = LRUCache(MAX_BYTES, getsizeof=sys.getsizeof)
_lock = Lock()


def cached_fragment[Text: str](key: tuple[Hashable, ...], render: Callable[[], Text]) -> Text:
    """The HTML or header kept under this key, the current language and the host of files; rendered when there is none.

    The key holds everything else that it depends on.
    """
    if not settings.FRAGMENT_CACHE or is_rehearsal():
        return render()
    key = get_language(), are_files_here(), *key
    with _lock:
        html: Text | None = _fragments.get(key)
    if html is None:
        html = render()
        with _lock:
            if sys.getsizeof(html) <= MAX_BYTES:
                _fragments[key] = html
    return html


def site_key() -> tuple[Hashable, ...]:
    """The part of a key for HTML that shows shared values (menus, names) or the year: it changes when they do."""
    return site_version(), timezone.localdate()


def page_key(*shown: Any) -> bytes:
    """The key of a page's own fragments: a digest of its query results and of whatever else it shows."""
    return hashlib.blake2b(repr(shown).encode(), digest_size=16).digest()


def cached_html(
    template: str, rows: tuple[Hashable, ...], context: Callable[[], dict[str, Any]]
) -> SafeString:
    """The template rendered with a context that depends on these query results and on the site only; "" without rows."""
    if not rows:
        return SafeString("")
    key = template, page_key(rows), *site_key()
    return cached_fragment(key, lambda: render_to_string(template, context()))


def clear_fragments() -> None:
    """Forget all fragments of this process."""
    with _lock:
        _fragments.clear()


def bytes_in_use() -> int:
    """Bytes of all fragments of this process."""
    return int(_fragments.currsize)


on_erase(clear_fragments)
