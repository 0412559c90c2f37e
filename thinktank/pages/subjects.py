"""What the pages of people, institutions and topics share: finding one by its address, its place, what is around it.

The pages stand in this room because they show editions, and the apps of their models lie below publishing in the house.
"""

from django.http import Http404, HttpResponsePermanentRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from thinktank.addresses.alternates import canonical_links
from thinktank.addresses.directory import directory
from thinktank.addresses.former import no_longer_public
from thinktank.addresses.models import Address
from thinktank.delivery.cache_tags import subject_tag
from thinktank.delivery.decorators import tag_response
from thinktank.delivery.paging import get_page
from thinktank.language import languages
from thinktank.language.sorting import sort_key
from thinktank.publishing.public.lookup import listed_under, listed_with
from thinktank.publishing.public.pages import PER_PAGE


def find(request, model, slug, *related, **annotations):
    """(object, None) or (None, a redirect to where its page is now, or a page that says it is gone).

    404 when it never was public here.
    """
    language = request.LANGUAGE_CODE
    public = model.objects.public_in(language)
    if previewed := getattr(request, "previewed", None):
        public = model.objects.filter(pk=previewed.pk)
    if related:
        public = public.select_related(*related)
    public = public.annotate(**annotations)
    found = public.filter(**{languages.field_name("slug", language): slug}).first()
    if found:
        return found, None
    owner_uid = (
        Address.objects.public(timezone.now())
        .at(language, model.address_prefix, slug)
        .values_list("owner_uid", flat=True)
        .first()
    )
    if owner_uid is None:
        raise Http404
    if moved := model.objects.public_in(language).filter(uid=owner_uid).first():
        return None, HttpResponsePermanentRedirect(moved.path_in(language))
    return None, no_longer_public(request, model, owner_uid)


def surroundings(request, found, heading, chosen=None):
    """For the template of every such page: its address in every language, and the way up to the list of its kind."""
    language = request.LANGUAGE_CODE
    return canonical_links(request, {code: found.path_in(code) for code in languages.codes()}, chosen) | {
        "previewed": getattr(request, "previewed", None),
        "breadcrumbs": [(_("Home"), f"/{language}/"), (heading, address_of_list(type(found), language))],
    }


def address_of_list(model, language):
    return f"/{language}/{model.address_prefix}/"


def listed(request, found, per_page=PER_PAGE, size=None, **narrower):
    """One page of what is live under it, newest first. `size`: how many there are, if that is known."""
    tag_response(request, subject_tag(found.uid))
    editions = listed_under(found.uid, request.LANGUAGE_CODE, timezone.now(), size, **narrower)
    return get_page(editions, request, per_page)


def company(request, found, *, most=12):
    """What it is often listed with, the most frequent first: {prefix: [name, path, n]}, "experts" and so on."""
    language, groups = request.LANGUAGE_CODE, {}
    for uid, n in listed_with(found.uid, language, timezone.now()).items():
        if entry := directory().find(uid, language):
            groups.setdefault(entry.prefix, []).append({"name": entry.label, "path": entry.path, "n": n})
    for entries in groups.values():
        entries.sort(key=lambda entry: (-entry["n"], sort_key(entry["name"], language)))
        del entries[most:]
    return groups


def links_to(uids, language):
    """Names and paths of those that have a page in this language."""
    entries = (directory().find(uid, language) for uid in uids)
    return [{"name": entry.label, "path": entry.path} for entry in entries if entry]
