"""Cards: what lists show of an edition. An edition never changes, so its cards are rendered once (decision 0116)."""

from collections.abc import Hashable

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from thinktank.delivery.cache_tags import subject_tag
from thinktank.delivery.cached_results import cached_result
from thinktank.delivery.fragments import cached_fragment
from thinktank.markings.in_force import SITE, Shown, marked_uids, markings_of
from thinktank.publishing.models import Edition, Listing
from thinktank.publishing.publication_types import type_named


def cached_card(template: str, edition: Edition, **options: Hashable) -> SafeString:
    """The template rendered with `edition`, the options, `event` (the present state of the edition or None), and `markings`.

    It may depend on nothing else but the language of the page.
    """
    state = type_named(edition.type).present_state(edition, timezone.now())
    markings = markings_on_card(edition)

    def render() -> SafeString:
        context = {"edition": edition, "event": state, "markings": markings, **options}
        return render_to_string(template, context)

    if not edition.pk:  # a preview
        return render()
    key = template, edition.uid, state.key if state else None, *markings.items(), *options.values()
    return cached_fragment(key, render)


def markings_on_card(edition: Edition) -> dict[str, tuple[Shown, ...]]:
    """{name: markings} of the people on the card about whom something is in force today.

    A card has names only. Who is meant is read from the records of the few who are marked, once for each.
    """
    names = {uid: _names_of(uid).get(edition.pk) for uid in sorted(marked_uids() - {SITE})}
    return {name: markings_of(uid, edition.language) for uid, name in names.items() if name}


def _names_of(uid: str) -> dict[int, str]:
    """{edition id: name as billed} of the editions that name this person."""

    def read() -> dict[int, str]:
        rows = Listing.objects.filter(subject_uid=uid).values_list("edition_id", "edition__content__people")
        return {pk: person["name"] for pk, people in rows for person in people or () if person["uid"] == uid}

    return cached_result(("names of", uid), [subject_tag(uid)], read)
