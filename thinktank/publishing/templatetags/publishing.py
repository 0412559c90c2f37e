from django import template
from django.template.defaultfilters import filesizeformat
from django.utils.html import avoid_wrapping, format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import override

from thinktank.publishing.editions.content_format import current
from thinktank.publishing.publication_types import kind_label
from thinktank.publishing.roles import role_heading
from thinktank.richtext.body import expand_body
from thinktank.richtext.set_words import DASH, unbroken_words

register = template.Library()


@register.simple_tag(takes_context=True)
def body(context):
    """The compiled text of the page's edition, pictures and links filled in; all its words are in its language."""
    edition = context["edition"]
    content = current(edition.content)
    with override(edition.language):
        return expand_body(content["body"], content["images"], _links(context))


@register.simple_tag(takes_context=True)
def note_html(context, note):
    """One footnote's text."""
    return expand_body(note["html"], {}, _links(context))


def _links(context):
    return {uid: {"_path": path} for uid, path in context.get("links", {}).items()}


@register.filter
def unbroken(text):
    """A plain text, its ranges of figures and short compounds marked as in bodies, so that no line breaks them."""
    text, parts, at = str(text or ""), [], 0
    if not DASH.search(text):
        return text
    for start, end in unbroken_words(text):
        parts.append((text[at:start], text[start:end]))
        at = end
    marked = format_html_join("", '{}<span class="nowrap">{}</span>', parts)
    return format_html("{}{}", marked, text[at:])


@register.filter
def kind(edition):
    """The name of an edition's kind in the reader's language: "News"."""
    return kind_label(edition.type, edition.kind)


@register.filter
def heading_above(role, holders):
    """The name of a role above those who had it: "Speakers"."""
    return role_heading(role, len(holders))


@register.filter
def by_relation(related):
    """Entries with the same label together, in the order in which the labels first come."""
    groups = {}
    for entry in related:
        groups.setdefault(entry["relation_label"], []).append(entry)
    return list(groups.values())


@register.filter
def shared_credit(pictures):
    """The credit that several pictures have in common; else nothing."""
    credits = {picture["credit"] for picture in pictures}
    return credits.pop() if len(credits) == 1 and len(pictures) > 1 else ""


@register.filter
def at(entries, key):
    """What stands under the key of a table of the record; empty where an older record has no such table."""
    return (entries or {}).get(str(key), "")


@register.filter
def file_size(size):
    """Whole kilobytes, "340 KB"; larger files as Django writes them, "1.2 MB"."""
    if size >= 1024 * 1024:
        return filesizeformat(size)
    return avoid_wrapping(_("%s KB") % max(round(size / 1024), 1))
