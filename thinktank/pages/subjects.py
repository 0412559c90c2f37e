"""What the pages of people, institutions and terms share: look one up by its address, list its publications.

These pages are in this package because they show editions, which the apps of their models may not import.
"""

import functools
from collections.abc import Callable, Iterable
from typing import Any, cast
from uuid import UUID

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from experts.models import Expert, Organization
from thinktank.addresses.alternates import canonical_links
from thinktank.addresses.directory import directory
from thinktank.addresses.former import no_longer_public
from thinktank.addresses.models import Address, Addressed
from thinktank.database.prepared import PreparedQuery, prepared
from thinktank.delivery.cache_tags import subject_tag
from thinktank.delivery.decorators import tag_response
from thinktank.delivery.paging import get_page
from thinktank.language import languages
from thinktank.language.sorting import sort_key
from thinktank.publishing.public.lookup import listed_under, listed_with
from thinktank.publishing.public.pages import PER_PAGE
from thinktank.publishing.publication_types import Context, Words
from thinktank.taxonomy.models import Term


def find[Subject: Expert | Organization | Term](
    request: HttpRequest, model: type[Subject], slug: str, *related: str, **annotations: Any
) -> Subject | HttpResponse:
    """The subject with this slug, or else the response to send.

    That is a redirect to the current address of its page, or a page that says that it is no longer public. `related` is
    for select_related, `annotations` are functions without arguments. Raises Http404 when no subject was ever public at
    this address.
    """
    language = request.LANGUAGE_CODE
    key: dict[str, Any] = {"slug": slug}
    if previewed := getattr(request, "previewed", None):
        key = {"pk": previewed.pk}
    find_by: Callable[..., PreparedQuery] = _subject_of  # to mypy, a class with type parameters has no hash
    if found := find_by(model, language, related, tuple(annotations.items()))(**key):
        return cast(Subject, found[0])
    owner_uid = (
        Address.objects.public(timezone.now())
        .at(language, model.address_prefix, slug)
        .values_list("owner_uid", flat=True)
        .first()
    )
    if owner_uid is None:
        raise Http404
    if moved := model.objects.public_in(language).filter(uid=owner_uid).first():
        return HttpResponsePermanentRedirect(moved.path_in(language))
    return no_longer_public(request, model, owner_uid)


@functools.cache
def _subject_of(
    model: Any,
    language: str,
    related: tuple[str, ...],
    annotations: tuple[tuple[str, Callable[[], Any]], ...],
) -> PreparedQuery:
    """The query for a model and a language, by `slug`; or by `pk`, for previews of what is not public."""

    @prepared
    def subject(**key: Any) -> QuerySet[Any]:
        if "slug" in key:
            subjects = model.objects.public_in(language)
            key = {languages.field_name("slug", language): key["slug"]}
        else:
            subjects = model.objects.all()
        made = {name: annotation() for name, annotation in annotations}
        return (subjects.select_related(*related) if related else subjects).annotate(**made).filter(**key)

    return subject


def surroundings(
    request: HttpRequest,
    found: Addressed,
    heading: Words | None,
    chosen: Callable[[str], dict[str, str]] | None = None,
) -> Context:
    """Context for the page of a subject: its address in every language, and breadcrumbs."""
    language = request.LANGUAGE_CODE
    return canonical_links(request, {code: found.path_in(code) for code in languages.codes()}, chosen) | {
        "previewed": getattr(request, "previewed", None),
        "breadcrumbs": [(_("Home"), f"/{language}/"), (heading, address_of_list(type(found), language))],
    }


def address_of_list(model: type[Addressed], language: str) -> str:
    return f"/{language}/{model.address_prefix}/"


def listed(
    request: HttpRequest,
    found: Addressed,
    per_page: int = PER_PAGE,
    size: int | None = None,
    type_name: str = "",
) -> Page:
    """One page of the live editions of a subject, newest first. `size`: how many there are, if that is known.

    `type_name` narrows the list to one type. Raises Http404 for a page that does not exist.
    """
    narrower: dict[str, Any] = {"type": type_name} if type_name else {}
    tag_response(request, subject_tag(found.uid))
    editions = listed_under(found.uid, request.LANGUAGE_CODE, timezone.now(), size, **narrower)
    return get_page(editions, request, per_page)


def company(request: HttpRequest, found: Addressed, *, most: int = 12) -> dict[str, list[Context]]:
    """Other subjects of its editions, the most frequent first, by prefix: {"experts": [{"uid", "name", "path", "n"}]}."""
    language = request.LANGUAGE_CODE
    groups: dict[str, list[Context]] = {}
    for uid, n in listed_with(found.uid, language, timezone.now()).items():
        if entry := directory().find(uid, language):
            groups.setdefault(entry.prefix, []).append(
                {"uid": entry.uid, "name": entry.label, "path": entry.path, "n": n}
            )
    for entries in groups.values():
        entries.sort(key=lambda entry: (-entry["n"], sort_key(entry["name"], language), entry["path"]))
        del entries[most:]
    return groups


def links_to(uids: Iterable[UUID], language: str) -> list[dict[str, str]]:
    """Name and path of each subject that has a page in this language, by name."""
    entries = [entry for uid in uids if (entry := directory().find(uid, language))]
    entries.sort(key=lambda entry: (sort_key(entry.label, language), entry.path))
    return [{"name": entry.label, "path": entry.path} for entry in entries]
