"""HTML and counts that this process has made and would make again: held under everything it was made from. Decision 0064.

A page that is not kept (page_cache.py) still asks the database everything; but as long as the answers are the same, it
is not written anew. Nothing here grows old: with other answers there is another key, and the old one falls out.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from thinktank.delivery.cache_tags import reading, when_erased
from thinktank.delivery.shared_values import Furniture

era = Furniture(object)  # another one as soon as any furniture has changed or a deadline has passed
MOST_COUNTS = 5_000
MOST = 200  # pages and pieces of one process, the largest with texts and HTML some 200 KB
_counts = {}  # (era, day, name): (what was counted, the reading then)


@dataclass
class Held:
    """`context`: what the view worked out for the template; `html`: the pieces, by who wrote them."""

    context: dict[str, Any] = field(default_factory=dict)
    html: dict[Any, str] = field(default_factory=dict)


def held(place: str, *answers) -> Held:
    """What was made for this place and language from these answers (hashable), this furniture and on this day.

    Blank at first; whoever asks fills it. What changes by the clock must have said so (cache_tags.set_deadlines).
    """
    return _held(place, get_language(), era(), timezone.localdate(), *answers)


@lru_cache(maxsize=MOST)
def _held(*_made_from):
    return Held()


def counted(name: tuple, keys: list[str], count: Callable[[], Any]) -> Any:
    """What `count()` says, asked again only when something under these keys, or furniture, or the day has changed.

    `name` says what is counted (hashable); see cache_tags.py for the keys.
    """
    name = era(), timezone.localdate(), *name
    now = reading()
    found = _counts.get(name)
    if found is None or found[1].is_old(now, keys):
        if len(_counts) >= MOST_COUNTS:
            _counts.clear()
        found = _counts[name] = count(), now
    return found[0]


def forget_pieces() -> None:
    _held.cache_clear()


when_erased.append(forget_pieces)


def held_html(template: str, answers: tuple, values: Callable[[], dict]) -> str:
    """The template with the values that follow from these answers and from nothing else; nothing without answers."""
    if not answers:
        return ""
    html = held(template, *answers).html
    if template not in html:
        html[template] = render_to_string(template, values())
    return html[template]
