"""Cards: what lists show of an edition. An edition never changes, so its cards are rendered once (decision 0116)."""

from collections.abc import Hashable

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from thinktank.delivery.fragments import cached_fragment
from thinktank.publishing.models import Edition
from thinktank.publishing.publication_types import type_named


def cached_card(template: str, edition: Edition, **options: Hashable) -> SafeString:
    """The template rendered with `edition`, the options, and `event`: the present state of the edition or None.

    It may depend on nothing else but the language of the page.
    """
    state = type_named(edition.type).present_state(edition, timezone.now())

    def render() -> SafeString:
        return render_to_string(template, {"edition": edition, "event": state, **options})

    if not edition.pk:  # a preview
        return render()
    return cached_fragment((template, edition.uid, state.key if state else None, *options.values()), render)
