"""Links in a text. Links into this site are stored by uid where possible (decision 0031); broken ones are reported."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from django.conf import settings
from django.utils.translation import gettext as _
from lxml.html import HtmlElement

from thinktank.richtext.markup import parse
from thinktank.richtext.problems import Problem
from thinktank.richtext.sanitise import PUBLICATION, SUBJECT, clean_html, link_address


class LinkTargets(Protocol):
    """What is found out about links into this site."""

    def publication_path(self, uid: str, /) -> str | None:
        """The path of a publication, or None when it does not exist."""

    def publication_at(self, path: str, /) -> str | None:
        """The uid of the publication at a path, or None."""

    def subject_at(self, path: str, /) -> str | None:
        """The uid of the person, institution, topic ... at a path, or None."""

    def is_subject(self, uid: str, /) -> bool:
        """Whether a person, institution, topic ... with this uid has a page."""

    def leads_somewhere(self, path: str, /) -> bool:
        """Whether a public page answers at a path."""


def resolve_links(
    trees: Iterable[HtmlElement], site: LinkTargets, problems: list[Problem]
) -> tuple[dict, list]:
    """Replace the address of links into this site by uids.

    Returns ({publication uid: {"_path": path}}, uids of people, institutions ... that links lead to).
    """
    links: dict[str, dict[str, str]] = {}
    subjects: set[str] = set()
    for link in [link for tree in trees for link in tree.iter("a")]:
        address = on_this_site(link.get("href", ""))
        link.set("href", address)
        if known := PUBLICATION.fullmatch(address):
            _resolve_by_uid(link, known[1], site, links, problems)
        elif known := SUBJECT.fullmatch(address):
            _resolve_subject(link, known[1], site, subjects, problems)
        elif address.startswith("/"):
            if not _resolve_by_path(link, address, site, links, subjects) and not site.leads_somewhere(
                address
            ):
                problems.append(_leads_to_nothing(link, address))
    return links, sorted(subjects)


def links_to_nothing(source: str, site: LinkTargets) -> list[str]:
    """A sentence for each link of an editor's text that leads to no page of this site."""
    problems: list[Problem] = []
    resolve_links([parse(clean_html(source))], site, problems)
    return [problem.sentence for problem in problems]


def on_this_site(address: str) -> str:
    """The path of an absolute address of this site; any other address unchanged."""
    path = re.sub(rf"^https?://{re.escape(_host())}(?=[/?#]|$)", "", address)
    if path == address:
        return address
    return path if path.startswith("/") else f"/{path}"


def _host() -> str:
    return settings.SITE_ORIGIN.partition("://")[2]


def _resolve_by_uid(
    link: HtmlElement, uid: str, site: LinkTargets, links: dict[str, dict[str, str]], problems: list[Problem]
) -> None:
    path = site.publication_path(uid)
    if path is None:
        words = _words(link)
        problems.append(
            Problem(_("A link leads to a publication that does not exist: “%(words)s”.") % {"words": words})
        )
        link.drop_tag()
        return
    del link.attrib["href"]
    link.set("data-publication", uid)
    links[uid] = {"_path": path}


def _resolve_subject(
    link: HtmlElement, uid: str, site: LinkTargets, subjects: set[str], problems: list[Problem]
) -> None:
    if not site.is_subject(uid):
        problems.append(
            Problem(_("A link leads to a page that is gone: “%(words)s”.") % {"words": _words(link)})
        )
        link.drop_tag()
        return
    del link.attrib["href"]
    link.set("data-subject", uid)
    subjects.add(uid)


def _resolve_by_path(
    link: HtmlElement, address: str, site: LinkTargets, links: dict[str, dict[str, str]], subjects: set[str]
) -> bool:
    """Replace a path by the uid of its page; returns whether there is one.

    Links to publications keep the path too, which serves when the publication exists in one language only.
    """
    path, _hash, fragment = address.partition("#")
    if "?" in path:
        return False
    if uid := site.publication_at(path):
        link.set("data-publication", str(uid))
        links[str(uid)] = {"_path": site.publication_path(str(uid)) or path}
    elif uid := site.subject_at(path):
        del link.attrib["href"]
        link.set("data-subject", uid)
        subjects.add(uid)
    if uid and re.fullmatch(r"[A-Za-z0-9_-]{1,120}", fragment):
        link.set("data-fragment", fragment)
    return bool(uid)


def _leads_to_nothing(link: HtmlElement, address: str) -> Problem:
    sentence = _("A link leads to a page of this site that does not exist: “%(words)s” (%(address)s).")
    return Problem(sentence % {"words": _words(link), "address": address})


def _words(link: HtmlElement) -> str:
    return " ".join(" ".join(link.itertext()).split())


def expand_link(link: HtmlElement, links: Mapping[str, Any]) -> None:
    """Give a link the current address of its uid; drop the tag of a link without an address."""
    uid, fragment = link.attrib.pop("data-publication", None), link.attrib.pop("data-fragment", None)
    uid = link.attrib.pop("data-subject", None) or uid
    if uid and (path := _path_of(links.get(uid))):
        link.set("href", f"{path}#{fragment}" if fragment else path)
    if "href" not in link.attrib:
        link.drop_tag()
    elif link.attrib["href"].lower().startswith("http"):
        link.set("rel", "noopener")


def _path_of(target: object) -> str | None:
    path = target.get("_path") if isinstance(target, Mapping) else None
    address = link_address(path) if isinstance(path, str) else None
    return address if address and address.startswith("/") else None
