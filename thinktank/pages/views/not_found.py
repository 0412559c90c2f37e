"""The page for an address that does not exist, with suggestions of similar addresses."""

import difflib

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from thinktank.addresses.directory import directory
from thinktank.addresses.models import address_path
from thinktank.delivery.errors import error_page
from thinktank.language import languages
from thinktank.publishing.models import Edition
from thinktank.publishing.publication_types import types_with_lists

MAX_SUGGESTIONS = 3
NEIGHBOURS = 20  # live slugs to compare on either side, in alphabetical order
MIN_SIMILARITY = 0.6  # as difflib measures it: from 0 to 1
MIN_LENGTH = 4  # letters of a slug


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 404, near=lambda: near(request.path))


def near(path: str) -> list[tuple[str, str]]:
    """[(title, path)] of live pages in the same section with a similar address. At most two queries."""
    language, prefix, slug = _parts(path)
    if language not in languages.codes() or len(slug) < MIN_LENGTH:
        return []
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
