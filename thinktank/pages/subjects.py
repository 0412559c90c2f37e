"""Pages about people, institutions, topics and readers, each with the editions listed under it.

They stand here because they show editions, and the apps of their models lie below publishing in the house.
"""

from django.db.models import Prefetch
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from experts.models import Affiliation, Expert, Organization
from thinktank.addresses.alternates import place_in_every_language, place_of
from thinktank.addresses.directory import directory
from thinktank.addresses.models import Address
from thinktank.delivery.generations import subject
from thinktank.delivery.pages import public_page, shows
from thinktank.delivery.paging import get_page
from thinktank.language import languages
from thinktank.language.sorting import sort_key
from thinktank.publishing.pages import PER_PAGE
from thinktank.publishing.reading import listed_under
from thinktank.taxonomy.models import Audience, Project, Region, Topic


def _find(request, model, slug):
    """(object, None) or (None, a redirect to where its page is now); 404 when it never was public here."""
    language = request.LANGUAGE_CODE
    found = model.objects.public_in(language).filter(**{languages.field_name("slug", language): slug}).first()
    if found:
        return found, None
    owner_uid = (
        Address.objects.public(timezone.now())
        .at(language, model.address_prefix, slug)
        .values_list("owner_uid", flat=True)
        .first()
    )
    moved = model.objects.public_in(language).filter(uid=owner_uid).first() if owner_uid else None
    if moved is None:
        raise Http404
    return None, HttpResponsePermanentRedirect(moved.path_in(language))


def _place(found, language):
    return place_of({code: found.path_in(code) for code in languages.codes()}, language)


def _translations(found, language):
    return [
        {
            "language": code,
            "name": languages.own_name_of(code),
            "invitation": languages.invitation_to(code),
            "path": path,
        }
        for code in languages.codes()
        if code != language and (path := found.path_in(code))
    ]


def _listed(request, found):
    shows(request, subject(found.uid))
    return get_page(listed_under(found.uid, request.LANGUAGE_CODE, timezone.now()), request, PER_PAGE)


def _term_page(request, model, slug):
    found, redirect = _find(request, model, slug)
    if redirect:
        return redirect
    language = request.LANGUAGE_CODE
    context = _place(found, language) | {
        "term": {
            "uid": found.uid,
            "name": found.label_in(language),
            "description": languages.word(found, "description", language),
        },
        "kind_label": model._meta.verbose_name,
        "page_obj": _listed(request, found),
        "translations": _translations(found, language),
        "breadcrumbs": [
            (_("Home"), f"/{language}/"),
            (model._meta.verbose_name_plural, address_of_list(model, language)),
        ],
    }
    return render(request, "taxonomy/term_detail.html", context)


def address_of_list(model, language):
    return f"/{language}/{model.address_prefix}/"


def _term_list(request, model):
    shows(request)
    language = request.LANGUAGE_CODE
    terms = [
        {
            "name": term.label_in(language),
            "path": term.path_in(language),
            "description": languages.word(term, "description", language),
        }
        for term in model.objects.public_in(language)
    ]
    context = {"terms": terms, "heading": model._meta.verbose_name_plural}
    return render(request, "taxonomy/term_list.html", context | place_in_every_language(request))


@public_page
def topic_list(request):
    return _term_list(request, Topic)


@public_page(reads=("page",))
def topic_detail(request, slug):
    return _term_page(request, Topic, slug)


@public_page
def region_list(request):
    return _term_list(request, Region)


@public_page(reads=("page",))
def region_detail(request, slug):
    return _term_page(request, Region, slug)


@public_page
def project_list(request):
    return _term_list(request, Project)


@public_page(reads=("page",))
def project_detail(request, slug):
    return _term_page(request, Project, slug)


@public_page
def audience_list(request):
    return _term_list(request, Audience)


@public_page(reads=("page",))
def audience_detail(request, slug):
    return _term_page(request, Audience, slug)


@public_page
def expert_list(request):
    """Everybody with a page, by the letter of the family name; a name missing in this language stands in its own."""
    shows(request)
    language, today = request.LANGUAGE_CODE, timezone.localdate()
    affiliations = Prefetch("affiliations", Affiliation.objects.select_related("organization"))
    rows = [
        _listed_expert(expert, language, today)
        for expert in Expert.objects.filter(is_public=True).prefetch_related(affiliations)
    ]
    rows = sorted((row for row in rows if row), key=lambda row: sort_key(row["sorted_by"], language))
    groups = {}
    for row in rows:
        groups.setdefault(row["sorted_by"][:1].upper(), []).append(row)
    context = {"groups": [{"letter": letter, "experts": experts} for letter, experts in groups.items()]}
    return render(request, "experts/expert_list.html", context | place_in_every_language(request))


def _listed_expert(expert, language, today):
    for code in [language, *languages.codes()]:
        if path := expert.path_in(code):
            return {
                "name": expert.label_in(code),
                "sorted_by": languages.word(expert, "family_name", code),
                "path": path,
                "position": expert.position_in(code, today),
                "lang": code if code != language else "",
            }
    return None


@public_page(reads=("page",))
def expert_detail(request, slug):
    found, redirect = _find(request, Expert, slug)
    if redirect:
        return redirect
    language = request.LANGUAGE_CODE
    context = _place(found, language) | {
        "expert": {
            "name": found.label_in(language),
            "bio": languages.word(found, "bio", language),
            "portrait": found.portrait.record(language) if found.portrait else None,
            "positions": [
                _position(row, language) for row in found.affiliations.select_related("organization")
            ],
            "topics": _directory_links(found.topics.values_list("uid", flat=True), language),
        },
        "page_obj": _listed(request, found),
        "translations": _translations(found, language),
        "breadcrumbs": [(_("Home"), f"/{language}/"), (_("Experts"), address_of_list(Expert, language))],
    }
    return render(request, "experts/expert_detail.html", context)


def _position(row, language):
    return {
        "role": languages.word(row, "role", language),
        "organization": row.organization.label_in(language),
        "path": row.organization.path_in(language),
        "from": row.starts_on,
        "to": row.ends_on,
        "current": row.is_held(timezone.localdate()),
    }


def _directory_links(uids, language):
    entries = (directory().find(uid, language) for uid in uids)
    return [{"name": entry.label, "path": entry.path} for entry in entries if entry]


@public_page
def organization_list(request):
    shows(request)
    language = request.LANGUAGE_CODE
    rows = [
        {
            "name": row.label_in(language),
            "path": row.path_in(language),
            "description": languages.word(row, "description", language),
        }
        for row in Organization.objects.public_in(language)
    ]
    rows.sort(key=lambda row: sort_key(row["name"], language))
    context = {"organizations": rows} | place_in_every_language(request)
    return render(request, "experts/organization_list.html", context)


@public_page(reads=("page",))
def organization_detail(request, slug):
    found, redirect = _find(request, Organization, slug)
    if redirect:
        return redirect
    language = request.LANGUAGE_CODE
    people = Expert.objects.public_in(language).filter(
        affiliations__organization=found, affiliations__ends_on=None
    ).distinct()  # fmt: skip
    context = _place(found, language) | {
        "organization": {
            "name": found.label_in(language),
            "short_name": languages.word(found, "short_name", language),
            "description": languages.word(found, "description", language),
            "website": found.website,
            "logo": found.logo.record(language) if found.logo else None,
            "people": [
                {"name": person.label_in(language), "path": person.path_in(language)} for person in people
            ],
        },
        "page_obj": _listed(request, found),
        "translations": _translations(found, language),
        "breadcrumbs": [
            (_("Home"), f"/{language}/"),
            (_("Organisations"), address_of_list(Organization, language)),
        ],
    }
    return render(request, "experts/organization_detail.html", context)
