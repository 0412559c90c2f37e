"""The page for an address that does not exist, with suggestions of similar addresses and of what its words find."""

import difflib

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from thinktank.addresses.directory import directory
from thinktank.addresses.models import address_path
from thinktank.delivery.errors import error_page
from thinktank.language import languages
from thinktank.language.analyser import words_in
from thinktank.publishing.models import Edition
from thinktank.publishing.publication_types import types_with_lists
from thinktank.search.find import find
from thinktank.search.models import SearchDocument
from thinktank.search.query import LONGEST

MAX_SUGGESTIONS = 3
NEIGHBOURS = 20  # live slugs to compare on either side, in alphabetical order
MIN_SIMILARITY = 0.6  # as difflib measures it: from 0 to 1
MIN_LENGTH = 4  # letters of a slug


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 404, near=lambda: near(request.path), typed=_words_of(request.path))


def near(path: str) -> list[tuple[str, str]]:
    """[(title, path)] of live pages in the same section with a similar address, then of what the address's words find."""
    language, _prefix, slug = _parts(path)
    if language not in languages.codes() or len(slug) < MIN_LENGTH:
        return []
    found = _similar(path)
    if len(found) < MAX_SUGGESTIONS:
        known = {address for _title, address in found}
        found += [each for each in _found(_words_of(path), language) if each[1] not in known]
    return found[:MAX_SUGGESTIONS]


def _words_of(path: str) -> str:
    """The words of the last part of an address, to search for; empty when they are too short."""
    last = next((part for part in reversed(path.split("/")) if part), "")
    words = " ".join(words_in(last))[:LONGEST]
    return words if len(words) >= MIN_LENGTH else ""


def _found(words: str, language: str) -> list[tuple[str, str]]:
    """[(title, path)] of what a search for the words finds with the best first."""
    keys = find(words, language, [], timezone.now()).keys[:MAX_SUGGESTIONS] if words else []
    rows = SearchDocument.objects.filter(pk__in=keys).defer("tokens").in_bulk()
    return [(rows[key].title, rows[key].path) for key in keys if key in rows]


def _similar(path: str) -> list[tuple[str, str]]:
    """[(title, path)] of live pages in the same section with a similar address. At most two queries."""
    language, prefix, slug = _parts(path)
    found = {entry.path: entry.label for entry in directory().all(language, prefix)}
    found |= {
        address_path(language, prefix, near): title for near, title in _neighbours(language, prefix, slug)
    }
    by_slug = {path.rstrip("/").rpartition("/")[2]: (title, path) for path, title in found.items()}
    cut = [known for known in by_slug if known.startswith(slug) or slug.startswith(known)]
    alike = difflib.get_close_matches(slug, list(by_slug), MAX_SUGGESTIONS, MIN_SIMILARITY)
    return [by_slug[known] for known in dict.fromkeys([*alike, *sorted(cut)])][:MAX_SUGGESTIONS]


def _parts(path: str) -> tuple[str, str, str]:
    language, *rest = [*(part for part in path.lower().split("/") if part), "", "", ""][:3]
    prefix, slug = rest if rest[1] else ("", rest[0])
    return language, prefix, slug[:100]


def _neighbours(language: str, prefix: str, slug: str) -> list[tuple[str, str]]:
    of_prefix = [each.name for each in types_with_lists() if each.prefix == prefix]
    if not of_prefix:
        return []
    live = Edition.objects.live(timezone.now()).in_language(language).of_type(of_prefix[0])
    rows = live.values_list("slug", "title")
    after = rows.filter(slug__gte=slug).order_by("slug")[:NEIGHBOURS]
    before = rows.filter(slug__lt=slug).order_by("-slug")[:NEIGHBOURS]
    return [*after, *before]
