"""Links in a text: into this site by uid where there is one (decision 0031), and never to nothing without a word."""

import re
from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext as _
from lxml import html

from thinktank.richtext.markup import parse
from thinktank.richtext.problems import Problem
from thinktank.richtext.sanitise import PUBLICATION, SUBJECT, clean_html, link_address


def resolve_links(trees, site, problems) -> tuple[dict, list]:
    """Turn links into the site into uids; returns where publications lead today, and the uids of all others."""
    links, subjects = {}, set()
    for link in [link for tree in trees for link in tree.iter("a")]:
        address = on_this_site(link.get("href"))
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


def links_to_nothing(source: str, site) -> list[str]:
    """A sentence for each link of an editor's text that leads to no page of this site."""
    problems = []
    resolve_links([parse(clean_html(source))], site, problems)
    return [problem.sentence for problem in problems]


def on_this_site(address: str) -> str:
    """The path, when somebody pasted one of our own addresses whole."""
    path = re.sub(rf"^https?://{re.escape(_host())}(?=[/?#]|$)", "", address)
    if path == address:
        return address
    return path if path.startswith("/") else f"/{path}"


def _host():
    return settings.SITE_ORIGIN.partition("://")[2]


def _resolve_by_uid(link, uid, site, links, problems):
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


def _resolve_subject(link, uid, site, subjects, problems):
    if not site.is_subject(uid):
        problems.append(
            Problem(_("A link leads to a page that is gone: “%(words)s”.") % {"words": _words(link)})
        )
        link.drop_tag()
        return
    del link.attrib["href"]
    link.set("data-subject", uid)
    subjects.add(uid)


def _resolve_by_path(link, address, site, links, subjects):
    """Whether a uid was found. The address of a publication stays as well: it may be meant, as that of a text which
    exists in one language only.
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


def _leads_to_nothing(link, address):
    sentence = _("A link leads to a page of this site that does not exist: “%(words)s” (%(address)s).")
    return Problem(sentence % {"words": _words(link), "address": address})


def _words(link):
    return " ".join(" ".join(link.itertext()).split())


def expand_link(link: html.HtmlElement, links: Mapping) -> None:
    """Give a link the address that its uid has today; one without an address keeps its words only."""
    uid, fragment = link.attrib.pop("data-publication", None), link.attrib.pop("data-fragment", None)
    uid = link.attrib.pop("data-subject", None) or uid
    if uid and (path := _path_of(links.get(uid))):
        link.set("href", f"{path}#{fragment}" if fragment else path)
    if "href" not in link.attrib:
        link.drop_tag()
    elif link.get("href").lower().startswith("http"):
        link.set("rel", "noopener")


def _path_of(target):
    path = target.get("_path") if isinstance(target, Mapping) else None
    address = link_address(path) if isinstance(path, str) else None
    return address if address and address.startswith("/") else None
