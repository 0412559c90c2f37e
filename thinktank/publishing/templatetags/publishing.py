from collections.abc import Iterable, Mapping, Sequence, Sized
from typing import Any

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils.html import avoid_wrapping, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from thinktank.language.records import Record
from thinktank.markings.markup import beside_name
from thinktank.publishing.editions.content_format import upgraded
from thinktank.publishing.models import Edition
from thinktank.publishing.public import cards
from thinktank.publishing.public.cards import cached_card
from thinktank.publishing.publication_types import kind_label
from thinktank.publishing.roles import role_heading
from thinktank.richtext.body import Footnote, expand_body
from thinktank.richtext.set_words import DASH, unbroken_words

register = template.Library()


@register.simple_tag(takes_context=True)
def body(context: template.Context) -> SafeString:
    """The compiled text of the page's edition with pictures and links filled in, in the edition's language."""
    edition = context["edition"]
    content = upgraded(edition.content)
    with override(edition.language):
        charts = content.get("charts", {})
        return expand_body(content["body"], content["images"], _links(context), charts, _numbered(edition))


def _numbered(edition: Edition) -> str:
    """The path of this edition for ever; "" in a preview."""
    return f"{edition.get_absolute_url()}editions/{edition.number}/" if edition.pk else ""


@register.simple_tag(takes_context=True)
def note_html(context: template.Context, note: Footnote) -> SafeString:
    """The text of one footnote with links filled in."""
    return expand_body(note["html"], {}, _links(context))


def _links(context: template.Context) -> dict[str, dict[str, str]]:
    links: dict[str, str] = context.get("links") or {}
    return {uid: {"_path": path} for uid, path in links.items()}


@register.simple_tag
def card(
    edition: Edition,
    tag: str = "h2",
    sizes: str = "(min-width: 62rem) 20rem, (min-width: 40rem) 33vw, 100vw",
    loading: str = "lazy",
    audience: object = None,
) -> SafeString:
    """The card of an edition in a list.

    `tag` is the element of its title, `sizes` and `loading` are for its picture, `audience` is the uid of the readers
    that the list is for.
    """
    return cached_card(
        "publishing/_card.html", edition, tag=tag, sizes=sizes, loading=loading, audience=audience
    )


@register.simple_tag
def title_link(edition: Edition) -> SafeString:
    """The title of an edition as a link, with its kind and day."""
    return cached_card("publishing/_link.html", edition)


@register.simple_tag(takes_context=True)
def markings_on_card(context: template.Context, name: str) -> SafeString:
    """What must stand beside a name on the card of the context's edition."""
    known = context.get("markings")
    markings = cards.markings_on_card(context["edition"]) if known is None else known
    return beside_name(markings.get(name, ()))


@register.filter
def unbroken(text: object) -> str:
    """A plain text whose ranges and short compounds are marked as in bodies, so that no line breaks them."""
    plain, at = str(text or ""), 0
    if not DASH.search(plain):
        return plain
    parts: list[tuple[str, str]] = []
    for start, end in unbroken_words(plain):
        parts.append((plain[at:start], plain[start:end]))
        at = end
    marked = format_html_join("", '{}<span class="nowrap">{}</span>', parts)
    return format_html("{}{}", marked, plain[at:])


@register.filter
def kind(edition: Edition) -> str:
    """The name of an edition's kind in the reader's language: "News"."""
    return kind_label(edition.type, edition.kind)


@register.filter
def heading_above(role: str, holders: Sized) -> str:
    """The name of a role above those who had it: "Speakers"."""
    return role_heading(role, len(holders))


@register.filter
def by_relation(related: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Group entries by their label, in the order of each label's first entry."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for entry in related:
        groups.setdefault(entry["relation_label"], []).append(entry)
    return list(groups.values())


@register.filter
def shared_credit(pictures: Sequence[Record]) -> str:
    """The credit that several pictures have in common, or ""."""
    credits = {picture["credit"] for picture in pictures}
    return credits.pop() if len(credits) == 1 and len(pictures) > 1 else ""


@register.filter
def at(entries: Mapping[str, str] | None, key: object) -> str:
    """The value of a key in a table of the content; "" when there is no such key or, in older contents, no such table."""
    return (entries or {}).get(str(key), "")


@register.filter
def file_size(size: int) -> str:
    """Whole kilobytes, "340 KB"; larger files as Django writes them, "1.2 MB"."""
    if size >= 1024 * 1024:
        return filesizeformat(size)
    return avoid_wrapping(_("%s KB") % max(round(size / 1024), 1))
