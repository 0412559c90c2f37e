from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from thinktank.addresses.alternates import absolute
from thinktank.language import languages
from thinktank.metadata import highwire, json_ld, open_graph
from thinktank.metadata.citations.styles import FORMATS, Citation, Format, citations_of
from thinktank.metadata.description import Description, describe
from thinktank.metadata.json_script import json_ld_script
from thinktank.metadata.publisher import publisher_in
from thinktank.publishing.models import Edition

register = template.Library()


@register.simple_tag(takes_context=True)
def description(context: Context) -> Description:
    """`{% description as described %}`: the description of the page's edition."""
    values: Mapping[Any, Any] = context.flatten()
    return describe(values)


@register.simple_tag
def citation_tags(described: Description) -> SafeString:
    """The tags of scholarly works; what Zotero takes any other page for."""
    tags = highwire.tags(described)
    if described.cited_as.zotero != "report":
        tags = [*tags, ("z:itemType", described.cited_as.zotero)]
    return format_html_join("\n", '<meta name="{}" content="{}">', tags)


@register.simple_tag
def edition_open_graph(described: Description) -> SafeString:
    return _open_graph(open_graph.of_edition(described))


@register.simple_tag(takes_context=True)
def page_open_graph(context: Context, title: str, about: str, site: Any) -> SafeString:
    """Of a page without an edition, at the page's canonical address if it has one."""
    return _open_graph(open_graph.of_page(title, about, context.get("canonical") or "", site))


def _open_graph(tags: list[open_graph.Tag]) -> SafeString:
    named = (("name" if name.startswith("twitter:") else "property", name, content) for name, content in tags)
    return format_html_join("\n", '<meta {}="{}" content="{}">', named)


@register.simple_tag
def edition_json_ld(described: Description) -> SafeString:
    return json_ld_script(json_ld.of_edition(described))


@register.simple_tag(takes_context=True)
def rating_json_ld(context: Context, summary: Any) -> SafeString:
    """Stands beside the average that readers see: `item` and `schema_type` say what is rated."""
    data = json_ld.rating(context["item"], context["schema_type"], summary.average, summary.n, summary.best)
    return json_ld_script(data)


@register.simple_tag
def site_json_ld() -> SafeString:
    language = languages.current()
    return json_ld_script(json_ld.site(publisher_in(language), language))


@register.simple_tag(takes_context=True)
def collection_json_ld(context: Context, name: object) -> SafeString:
    """A list at the page's canonical address."""
    return json_ld_script(json_ld.collection(str(name), context["canonical"], languages.current()))


@register.simple_tag(takes_context=True)
def person_json_ld(context: Context, expert: dict[str, Any]) -> SafeString:
    return json_ld_script(json_ld.profile(expert, context["canonical"], languages.current()))


@register.simple_tag(takes_context=True)
def institution_json_ld(context: Context, organization: dict[str, Any]) -> SafeString:
    return json_ld_script(json_ld.institution(organization, context["canonical"]))


@register.simple_tag(takes_context=True)
def poll_json_ld(context: Context, poll: Any) -> SafeString:
    """The results as a data set, where readers may see them."""
    if poll.counts is None:
        return SafeString("")
    files = {"application/json": "results.json", "text/csv": "results.csv"}
    data = json_ld.poll(
        poll.question, poll.explanation or "; ".join(option.label for option in poll.options), context["canonical"],
        {media_type: absolute(f"{poll.path}{name}") for media_type, name in files.items()},
        publisher_in(poll.language), poll.language,
    )  # fmt: skip
    return json_ld_script(data)


@register.simple_tag(name="citations_of")
def all_citations(described: Description) -> list[Citation]:
    """In every style. The day of reading is today: pages are kept for minutes, and not beyond midnight."""
    return citations_of(described, timezone.localdate())


@register.simple_tag
def first_citation(described: Description, edition: Edition) -> Citation:
    """The one that readers of its language look for first, in a file made from the edition: as of the day it came here.

    That is the day on which it went live, of one taken over from elsewhere the day on which it was entered.
    """
    return citations_of(described, timezone.localdate(max(edition.live_from, edition.made_at)))[0]


@register.simple_tag
def citation_formats() -> list[Format]:
    return list(FORMATS.values())


@register.simple_tag
def source_of(described: Description) -> str:
    """What a copied passage says of where it is from, in the language of the text."""
    with override(described.language):
        words = _("%(title)s. Edition %(number)s of %(day)s, %(publisher)s: %(address)s")
        return words % {
            "title": described.title.rstrip("."),
            "number": described.printed,
            "day": date_format(described.went_live, "DATE_FORMAT"),
            "publisher": described.publisher.name,
            "address": described.permanent,
        }
