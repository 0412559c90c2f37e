"""Typed links of an edition, for programs: Signposting for FAIR, level 2 (https://signposting.org/FAIR/).

The header Link has them on the page of a text and on that of each edition; the linkset (RFC 9264) has all of them, and
those of the files and citations too. Both name the addresses of the edition, which stay, whatever replaces it. A live text
with a DOI is cited by it.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from thinktank.addresses.alternates import absolute
from thinktank.metadata.citations.styles import FORMATS
from thinktank.metadata.description import Description, Person, describe_edition
from thinktank.publishing.models import Edition
from thinktank.publishing.public.surroundings import Surroundings

LINKSET = "application/linkset+json"  # RFC 9264, section 4.2
SCHEMA = "https://schema.org/"
MOST = 20  # of one relation in the header: Signposting asks for short ones, and the linkset has the rest
IN_ADDRESSES = ":/?#[]@!$&'()*+,;=%-._~"  # RFC 3986, section 2; all else is percent-encoded
MEDIA_TYPE = re.compile(
    r"[A-Za-z0-9][\w!#$&^.+-]*/[A-Za-z0-9][\w!#$&^.+-]*", re.ASCII
)  # RFC 6838, section 4.2


@dataclass(frozen=True)
class TypedLink:
    """A link from an edition; `relation` is in the registry of RFC 8288, the address has nothing but ASCII."""

    relation: str
    address: str
    media_type: str = ""

    def in_header(self) -> str:
        """RFC 8288, section 3."""
        media_type = f'; type="{self.media_type}"' if self.media_type else ""
        return f'<{self.address}>; rel="{self.relation}"{media_type}'

    def in_linkset(self) -> dict[str, str]:
        """RFC 9264, section 4.2.3."""
        return {"href": self.address} | ({"type": self.media_type} if self.media_type else {})


def typed_links(edition: Edition, now: datetime.datetime, surroundings: Surroundings) -> str:
    """The links of an edition as the header Link has them, the linkset last."""
    of = describe_edition(edition, now, surroundings)
    shown = [*_bounded(links_of(of)), _link("linkset", linkset_address(of), LINKSET)]
    return ", ".join(link.in_header() for link in shown)


def linkset_address(of: Description) -> str:
    return f"{of.permanent}linkset.json"


def links_of(of: Description) -> list[TypedLink]:
    """Every link of the edition. `of` describes its numbered page, so that its files have lasting addresses."""
    return [
        _link("cite-as", of.persistent),
        _link("type", f"{SCHEMA}AboutPage"),
        _link("type", SCHEMA + of.schema_type),
        *_authors(of),
        *_descriptions(of),
        _link("alternate", f"{of.permanent.removesuffix('/')}.md", "text/markdown"),
        *(_link("item", file.address, file.media_type) for file in of.files),
        *([_link("license", of.licence.address)] if of.licence and of.licence.address else []),
        *_collection(of),
    ]


def linkset(of: Description, *, is_newest: bool) -> dict[str, Any]:
    """The links by what they begin at (RFC 9264, section 4.2); those of the newest edition begin at the text too."""
    links = links_of(of)
    pages = [*([of.canonical] if is_newest else []), of.permanent]
    back = _link("collection", of.permanent, "text/html"), _link("describes", of.permanent, "text/html")
    files = [_from(link.address, back[:1]) for link in links if link.relation == "item"]
    descriptions = [_from(link.address, back[1:]) for link in links if link.relation == "describedby"]
    return {"linkset": [*(_from(_encoded(page), links) for page in pages), *files, *descriptions]}


def _from(anchor: str, links: Iterable[TypedLink]) -> dict[str, Any]:
    """A link context object: RFC 9264, section 4.2.2."""
    targets: dict[str, list[dict[str, str]]] = {}
    for link in links:
        targets.setdefault(link.relation, []).append(link.in_linkset())
    return {"anchor": anchor, **targets}


def _authors(of: Description) -> list[TypedLink]:
    """By ORCID, else by the page here. Who has neither is not linked to."""
    addresses = dict.fromkeys(filter(None, map(_address_of, of.authors)))
    return [_link("author", address) for address in addresses]


def _address_of(person: Person) -> str:
    return f"https://orcid.org/{person.orcid}" if person.orcid else person.address


def _descriptions(of: Description) -> list[TypedLink]:
    """The citations that programs read; the one for people is on the page."""
    formats = (each for each in FORMATS.values() if each.ending != "txt")
    return [
        _link("describedby", f"{of.permanent}cite/{each.ending}/", each.media_type.partition(";")[0])
        for each in formats
    ]


def _collection(of: Description) -> list[TypedLink]:
    """Its series, else the list of its type. Lasting pages are in no list."""
    if of.series:
        return [_link("collection", of.series[1], "text/html")]
    if not of.type.has_list:
        return []
    return [_link("collection", absolute(of.type.list_path(of.language)), "text/html")]


def _bounded(links: Iterable[TypedLink]) -> Iterable[TypedLink]:
    """At most so many of each relation, the first ones."""
    seen: dict[str, int] = {}
    for link in links:
        seen[link.relation] = seen.get(link.relation, 0) + 1
        if seen[link.relation] <= MOST:
            yield link


def _link(relation: str, address: str, media_type: str = "") -> TypedLink:
    return TypedLink(relation, _encoded(address), media_type if MEDIA_TYPE.fullmatch(media_type) else "")


def _encoded(address: str) -> str:
    """Nothing in it can end the address or the header: no space, quotation mark, bracket or line break."""
    return quote(address, safe=IN_ADDRESSES)
