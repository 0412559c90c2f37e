"""The whole text of an edition as HTML that can be read away from the site: in feed readers, and as Markdown.

Addresses are absolute, pictures are single files, and nothing is left that needs the site's styles or scripts.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

from django.template.loader import render_to_string
from lxml import etree, html
from lxml.html import HtmlElement

from thinktank.addresses.alternates import absolute
from thinktank.language import languages
from thinktank.language.plain import kept
from thinktank.publishing.editions.content_format import upgraded
from thinktank.publishing.models import Edition
from thinktank.publishing.public.pages import subject_links
from thinktank.publishing.publication_types import type_named
from thinktank.richtext.markup import escape_attribute, tag_of
from thinktank.richtext.pull_quotes import without_repetitions

# {tag: its attributes}; other tags are replaced by what is in them, other attributes are left out.
KEPT: dict[str, set[str]] = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "time": {"datetime"},
    **dict.fromkeys(
        [
            "p", "h2", "h3", "ul", "li", "blockquote", "table", "thead", "tbody", "tr", "figure", "figcaption", "caption", "em", "strong", "small", "sub", "sup",
            "s", "br", "hr", "dl", "dt", "dd",
        ],
        set(),
    ),
}  # fmt: skip
FOR_ALL = {"lang", "dir"}
ADDRESSES = {"href", "src"}
EMPTY = {"br", "hr", "img"}
SPACES = re.compile("[ \t\n]+")  # not those that hold words together


def paths_of_links(
    editions: Iterable[Edition], language: str, at: datetime.datetime
) -> dict[str, dict[str, str]]:
    """{edition uid: {uid: path}} of what the texts link to, in this language or one it has. One query for all."""
    editions = list(editions)
    contents = {str(edition.uid): upgraded(edition.content) for edition in editions}
    uids = {UUID(uid) for content in contents.values() for uid in content.get("links", {})}
    live = Edition.objects.live(at).filter(publication_uid__in=uids).for_lists() if uids else []
    order = [language, *languages.codes()]
    best = sorted(live, key=lambda row: order.index(row.language), reverse=True)
    paths = {str(row.publication_uid): row.get_absolute_url() for row in best}
    return {
        uid: {linked: paths[linked] for linked in content.get("links", {}) if linked in paths}
        | subject_links(content, language)
        for uid, content in contents.items()
    }


def portable_html(edition: Edition, links: Mapping[str, str], *, notes_apart: bool = False) -> str:
    """The text with its cover, findings, agenda, notes and pictures. `links`: its own of `paths_of_links`.

    `notes_apart`: leave the notes out.
    """
    content = upgraded(edition.content)
    context: dict[str, Any] = {
        "edition": edition,
        "content": content,
        "links": dict(links),
        "notes_apart": notes_apart,
        **type_named(edition.type).extra_context(edition, content, None),
    }
    rendered = render_to_string("syndication/text.html", context)
    return made_portable(rendered, absolute(edition.get_absolute_url()))


def made_portable(rendered: str, page: str) -> str:
    """HTML of the site without what only the site can use; `page` is the address that its links are relative to."""
    tree = html.fragment_fromstring(kept(rendered), create_parent="div")
    without_repetitions(tree)
    for told in tree.find_class("elsewhere__told"):
        told.drop_tree()
    etree.strip_elements(tree, "dialog", "script", "button", "svg", "summary", with_tail=False)
    return SPACES.sub(" ", "".join(_written(tree, page))).strip()


def _written(element: HtmlElement, page: str) -> Iterable[str]:
    """The HTML of what is in an element."""
    yield _text(element.text)
    for child in element:
        if isinstance(child.tag, str):
            tag = tag_of(child)
            if tag in KEPT:
                yield _start(child, tag, page)
            yield from _written(child, page)
            if tag in KEPT and tag not in EMPTY:
                yield f"</{tag}>"
        yield _text(child.tail)


def _start(element: HtmlElement, tag: str, page: str) -> str:
    attributes = "".join(
        f' {name}="{escape_attribute(urljoin(page, value) if name in ADDRESSES else value)}"'
        for name, value in element.items()
        if name in KEPT[tag] | FOR_ALL
    )
    return f"<{tag}{attributes}>"


def _text(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
