"""Experts and organisations: their lists and their pages."""

import functools
from collections import Counter
from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.db.models import CharField, OuterRef, Prefetch, QuerySet, StringAgg, Subquery, Value
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from experts.models import Affiliation, Expert, Organization
from thinktank.addresses.alternates import canonical_links_in_every_language
from thinktank.addresses.directory import directory
from thinktank.database.prepared import PreparedQuery, prepared
from thinktank.delivery.decorators import public_page, tag_response
from thinktank.delivery.paging import only_page
from thinktank.language import languages
from thinktank.language.names import monogram
from thinktank.language.plain import line
from thinktank.language.positions import Institution
from thinktank.language.sorting import folded, initial, sort_key
from thinktank.language.typography import typeset_lines
from thinktank.pages.subjects import company, find, links_to, listed, surroundings
from thinktank.pages.views.archive import archived_types, type_asked
from thinktank.pages.work import by_type, by_year, work_of
from thinktank.publishing.public.pages import home_of
from thinktank.publishing.public.past import past_day_asked, subject_on
from thinktank.publishing.publication_types import Context
from thinktank.taxonomy.models import Topic

MAX_QUERY = 100  # letters


@public_page(reads=("q", "topic", "organization", "page"))
def expert_list(request: HttpRequest) -> HttpResponse:
    """All experts who have a page in any language, grouped by the first letter of the family name.

    `?q=` searches for words in the names in all languages; `?topic=` and `?organization=` take slugs.
    """
    tag_response(request)
    only_page(request)
    language = request.LANGUAGE_CODE
    rows = [row for expert in _all_experts() if (row := _listed_expert(expert, language))]
    asked = {name: request.GET.get(name, "")[:MAX_QUERY] for name in ("q", "topic", "organization")}
    asked["q"] = " ".join(line(asked["q"]).split())
    found = _by_name((row for row in rows if _answers(row, asked)), language)
    groups: dict[str, list[Context]] = {}
    for row in found:
        groups.setdefault(initial(row["sorted_by"]), []).append(row)
    context = canonical_links_in_every_language(request, partial(_asked_in, asked, language)) | {
        "breadcrumbs": [home_of(language)],
        "groups": [{"letter": letter, "experts": experts} for letter, experts in groups.items()],
        "count": len(found),
        "is_narrowed": any(asked.values()),
        "asked": asked,
        "topics": _choices(rows, "topics", asked["topic"], language),
        "organizations": _choices(rows, "organizations", asked["organization"], language),
    }
    return render(request, "experts/expert_list.html", context)


def _asked_in(asked: dict[str, str], language: str, other: str) -> dict[str, str]:
    """The query parameters for another language: the slugs of the same subjects there, and the same words."""
    chosen = {"q": asked["q"]}
    for name, prefix in (("topic", Topic.address_prefix), ("organization", Organization.address_prefix)):
        entry = directory().at(language, prefix, asked[name])
        there = entry and directory().find(entry.uid, other)
        chosen[name] = there.slug if there else ""
    return chosen


def _all_experts() -> QuerySet[Expert]:
    """All public experts, with what a list shows of them."""
    affiliations = Prefetch("affiliations", Affiliation.objects.select_related("organization"))
    experts = Expert.objects.filter(is_public=True).select_related("portrait")
    return experts.prefetch_related(affiliations, "topics")


def _listed_expert(expert: Expert, language: str) -> Context | None:
    """A row of the list, in this language or else in the first with a page; None without a page."""
    today = timezone.localdate()
    for code in [language, *languages.codes()]:
        if path := expert.path_in(code):
            return _person(expert, path, code) | {
                "names": folded(" ".join(expert.label_in(each) for each in languages.codes())),
                "position": expert.position_in(code, today),
                "lang": code if code != language else "",
                "topics": _with_pages(expert.topics.all(), language),
                "organizations": _with_pages(
                    [row.organization for row in expert.affiliations.all() if row.is_held(today)], language
                ),
            }
    return None


def _with_pages(things: Iterable[Topic] | Iterable[Organization], language: str) -> dict[str, str]:
    """{slug: name} of those that have a page in this language."""
    return {
        languages.word(thing, "slug", language): thing.label_in(language)
        for thing in things
        if thing.is_public_in(language)
    }


def _answers(row: Context, asked: dict[str, str]) -> bool:
    return (
        all(word in row["names"] for word in folded(asked["q"]).split())
        and (not asked["topic"] or asked["topic"] in row["topics"])
        and (not asked["organization"] or asked["organization"] in row["organizations"])
    )


def _choices(rows: list[Context], name: str, asked: str, language: str) -> list[Context]:
    """The choices of a filter, by name, each with the number of experts. `name`: "topics" or "organizations"."""
    labels: dict[str, str] = {}
    numbers: Counter[str] = Counter()
    for row in rows:
        for slug, label in row[name].items():
            labels.setdefault(slug, label)
            numbers[slug] += 1
    choices = [
        {"slug": slug, "label": label, "n": numbers[slug], "is_current": slug == asked}
        for slug, label in labels.items()
    ]
    return sorted(choices, key=lambda choice: (sort_key(choice["label"], language), choice["slug"]))


@public_page(reads=("page", "type", "on"))
def expert_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """An expert with all their publications, or those of the type in `?type=`."""
    found = find(request, Expert, slug, "portrait", topic_uids=_uids_of_topics)
    if isinstance(found, HttpResponse):
        return found
    if past := past_day_asked(request):
        return subject_on(request, found, past, type_asked(request))
    language = request.LANGUAGE_CODE
    work = work_of(found.uid, language, timezone.now())
    chosen = {"type": type_asked(request)}
    context = surroundings(request, found, _("Experts"), lambda language: chosen) | {
        "expert": _person(found, request.path, language)
        | {
            "other_names": _other_names(found, language),
            "bio": typeset_lines(languages.word(found, "bio", language), language),
            "languages": languages.word(found, "spoken_languages", language),
            "press_contact": found.press_contact,
            "orcid": found.orcid,
            "positions": sorted(
                (_position(row, language) for row in _affiliations_of(language)(expert_id=found.pk)),
                key=lambda position: not position["current"],
            ),
            "topics": links_to(_topics_of(found), language),
        },
        "years": by_year(work),
        **_of_type(request, found, by_type(work)),
    }
    return render(request, "experts/expert_detail.html", context)


def _other_names(found: Expert | Organization, language: str) -> list[str]:
    """The name in the other languages, where it is another one."""
    names = (found.label_in(code) for code in languages.codes() if code != language)
    return [name for name in dict.fromkeys(names) if name and name != found.label_in(language)]


def _of_type(request: HttpRequest, found: Expert, counts: Counter[str]) -> Context:
    """One page of an expert's publications, and the links of the filter by type."""
    types, asked = archived_types(), type_asked(request)
    size = counts[asked] if asked else counts.total()
    offered = {"": _("All")} | {name: label for name, label in types.items() if counts[name] or name == asked}
    return {
        "page_obj": listed(request, found, size=size, type_name=asked),
        "kinds": [
            {
                "label": label,
                "path": request.path + (f"?type={name}" if name else ""),
                "is_current": name == asked,
                "n": counts[name] if name else counts.total(),
            }
            for name, label in offered.items()
        ],
    }


def _topics_of(expert: Expert) -> list[UUID]:
    """The uids that the annotation of `_uids_of_topics` has for this expert."""
    uids: str | None = getattr(expert, "topic_uids", None)
    return [UUID(uid) for uid in (uids or "").split()]


@functools.cache
def _affiliations_of(language: str) -> PreparedQuery:
    """The query for one language, because it selects the columns of that language."""

    @prepared
    def affiliations(expert_id: int) -> QuerySet[Affiliation]:
        return Affiliation.objects.filter(expert=expert_id).select_related("organization")

    return affiliations


def _uids_of_topics() -> Subquery:
    """The uids of an expert's topics in one string with spaces, which saves a query."""
    topics = Topic.objects.filter(experts=OuterRef("pk")).order_by().values("experts")
    return Subquery(
        topics.annotate(uids=StringAgg(Cast("uid", CharField()), Value(" "))).values("uids"), CharField()
    )


def _position(row: Affiliation, language: str) -> Context:
    role, name = languages.word(row, "role", language), row.organization.label_in(language)
    return {
        "role": role,
        "organization": row.organization.after_position(language, name)
        if role
        else Institution("", name, ""),
        "organization_uid": row.organization.uid,
        "path": row.organization.path_in(language),
        "from": row.starts_on,
        "to": row.ends_on,
        "current": row.is_held(timezone.localdate()),
    }


@public_page(reads=("page",))
def organization_list(request: HttpRequest) -> HttpResponse:
    tag_response(request)
    only_page(request)
    language = request.LANGUAGE_CODE
    rows: list[Context] = [
        {
            "uid": row.uid,
            "name": row.label_in(language),
            "path": row.path_in(language),
            "description": typeset_lines(
                Truncator(languages.word(row, "description", language)).words(30), language
            ),
            "logo": row.logo.record(language) if row.logo else None,
            "initials": _initials_of_organization(row, language),
        }
        for row in Organization.objects.public_in(language).select_related("logo")
    ]
    rows.sort(key=lambda row: (sort_key(row["name"], language), row["path"]))
    context = {"organizations": rows, "breadcrumbs": [home_of(language)]} | canonical_links_in_every_language(
        request
    )
    return render(request, "experts/organization_list.html", context)


def _initials_of_organization(row: Organization, language: str) -> str:
    """What to show without a logo: the short name when it has at most five letters, else the first letter."""
    short = languages.word(row, "short_name", language)
    return short if 0 < len(short) <= 5 else initial(row.label_in(language))


@public_page(reads=("page", "on"))
def organization_detail(request: HttpRequest, slug: str) -> HttpResponse:
    found = find(request, Organization, slug, "logo")
    if isinstance(found, HttpResponse):
        return found
    if past := past_day_asked(request):
        return subject_on(request, found, past)
    language = request.LANGUAGE_CODE
    affiliations = found.affiliations.select_related("expert__portrait")
    context = surroundings(request, found, _("Organisations")) | {
        "organization": {
            "uid": found.uid,
            "name": found.label_in(language),
            "short_name": languages.word(found, "short_name", language),
            "other_names": _other_names(found, language),
            "ror": found.ror,
            "description": typeset_lines(languages.word(found, "description", language), language),
            "website": found.website,
            "logo": found.logo.record(language) if found.logo else None,
            "people": _people_of(affiliations, language),
        },
        "page_obj": listed(request, found),
        "company": company(request, found) | {"experts": []},  # its people are above, with their roles
    }
    return render(request, "experts/organization_detail.html", context)


def _people_of(affiliations: Iterable[Affiliation], language: str) -> list[Context]:
    """The people with a role today, each once, by name."""
    today = timezone.localdate()
    people: dict[int, Context] = {}
    for row in affiliations:
        if row.is_held(today) and (path := row.expert.path_in(language)):
            person = people.setdefault(row.expert_id, _person(row.expert, path, language) | {"roles": []})
            if role := languages.word(row, "role", language):
                person["roles"].append(role)
    rows = [person | {"position": "; ".join(person["roles"])} for person in people.values()]
    return _by_name(rows, language)


def _by_name(people: Iterable[Context], language: str) -> list[Context]:
    return sorted(people, key=lambda person: (sort_key(person["sorted_by"], language), person["path"]))


def _person(expert: Expert, path: str, language: str) -> Context:
    """What lists and pages show of an expert whose page is at this path."""
    given, family = (languages.word(expert, field, language) for field in ("given_name", "family_name"))
    return {
        "uid": expert.uid,
        "name": expert.label_in(language),
        "sorted_by": f"{family} {given}",
        "path": path,
        "portrait": expert.portrait.record(language) if expert.portrait else None,
        "initials": monogram(given, family, language),
    }
