"""The metadata formats: `oai_dc`, which every repository has, and MODS, which keeps roles, identifiers and relations.

Both are written from the description of which JSON-LD and citations are made, so that no two of them can disagree.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from lxml import etree

from thinktank.language.plain import kept
from thinktank.metadata.description import Description, Person
from thinktank.publishing.models import Contribution
from thinktank.publishing.publication_types import kind_label

XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
OAI_DC, DC = "http://www.openarchives.org/OAI/2.0/oai_dc/", "http://purl.org/dc/elements/1.1/"
MODS = "http://www.loc.gov/mods/v3"
Role = Contribution.Role
# https://id.loc.gov/vocabulary/relators
RELATORS: dict[str, str] = {
    Role.AUTHOR: "aut", Role.EDITOR: "edt", Role.SPEAKER: "spk", Role.MODERATOR: "mod", Role.INTERVIEWER: "ivr",
    Role.INTERVIEWEE: "ive", Role.TRANSLATOR: "trl", Role.PHOTOGRAPHER: "pht",
}  # fmt: skip


@dataclass(frozen=True)
class Format:
    prefix: str
    schema: str
    namespace: str
    write: Callable[[Description, str], etree._Element]  # (description, checksum of the edition)


def _dublin_core(said: Description, digest: str) -> etree._Element:
    """The fifteen elements of Dublin Core, as often as needed; texts with their language."""
    root = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    creators = said.authors
    _add(root, "title", said.title, said.language)
    for person in creators:
        _add(root, "creator", person.name.family_first)
    for keyword in said.keywords:
        _add(root, "subject", keyword, said.language)
    _add(root, "description", said.abstract, said.language)
    for publisher in said.publishers:
        _add(root, "publisher", publisher)
    for person in _others(said, creators):
        _add(root, "contributor", person.name.family_first)
    _add(root, "date", said.dated.isoformat() if said.dated else "")
    _add(root, "type", _kind(said), said.language)
    _add(root, "format", "text/html")
    addresses = (said.doi_address, said.edn_address, said.canonical, said.permanent)
    for identifier in (*addresses, said.report_number):
        _add(root, "identifier", identifier)
    _add(root, "language", said.language)
    for version in [said.original] if said.original else said.translations:
        _add(root, "relation", version.address)
    for address in said.copy_addresses:
        _add(root, "relation", address)
    if said.licence:
        _add(root, "rights", said.licence.address or str(said.licence.label))
    return root


def _add(root: etree._Element, name: str, text: str, language: str = "") -> None:
    if text:
        element = etree.SubElement(root, f"{{{DC}}}{name}", {XML_LANG: language} if language else None)
        element.text = kept(text)


def _others(said: Description, creators: list[Person]) -> list[Person]:
    return [person for person in said.people if person not in creators]


def _kind(said: Description) -> str:
    return str(kind_label(said.type.name, said.kind))


def _mods(said: Description, digest: str) -> etree._Element:
    """MODS 3.8 (https://www.loc.gov/standards/mods/)."""
    root = etree.Element(f"{{{MODS}}}mods", {"version": "3.8"}, nsmap={"mods": MODS, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", f"{MODS} http://www.loc.gov/standards/mods/v3/mods-3-8.xsd")
    _put(_put(root, "titleInfo", language=said.language), "title", said.title)
    for person in said.people:
        _mods_name(root, person)
    _put(root, "genre", _kind(said), language=said.language)
    origin = _put(root, "originInfo")
    for publisher in said.publishers:
        _put(origin, "publisher", publisher)
    if said.dated:
        _put(origin, "dateIssued", said.dated.isoformat(), encoding="w3cdtf", keyDate="yes")
    if said.modified:
        _put(origin, "dateModified", timezone.localdate(said.modified).isoformat(), encoding="w3cdtf")
    _put(origin, "edition", said.printed)
    _put(_put(root, "language"), "languageTerm", said.language, type="code", authority="rfc5646")
    _put(root, "abstract", said.abstract, language=said.language)
    for keyword in said.keywords:
        _put(_put(root, "subject", language=said.language), "topic", keyword)
    _mods_identifiers(root, said, digest)
    if said.licence:
        address = said.licence.address
        _put(root, "accessCondition", address or str(said.licence.label), type="use and reproduction")
    return root


def _mods_name(root: etree._Element, person: Person) -> None:
    name = _put(root, "name", type="corporate" if person.name.is_team else "personal")
    if person.name.is_team:
        _put(name, "namePart", person.name.billed)
    else:
        _put(name, "namePart", person.name.family, type="family")
        _put(name, "namePart", person.name.given, type="given")
    if person.orcid:
        _put(name, "nameIdentifier", person.orcid, type="orcid")
    _put(name, "affiliation", person.affiliation)
    if relator := RELATORS.get(person.role):
        _put(_put(name, "role"), "roleTerm", relator, type="code", authority="marcrelator")


def _mods_identifiers(root: etree._Element, said: Description, digest: str) -> None:
    _put(root, "identifier", said.doi, type="doi")
    _put(root, "identifier", said.edn, type="edn")
    _put(root, "identifier", said.report_number, type="report-number")
    _put(root, "identifier", digest, type="checksum")
    location = _put(root, "location")
    _put(location, "url", said.canonical, usage="primary")
    _put(location, "url", said.permanent, note="this edition")
    if said.original:
        original = _put(root, "relatedItem", type="original")
        _put(_put(original, "titleInfo", language=said.original.language), "title", said.original.title)
        _put(_put(original, "location"), "url", said.original.address)
    for address in said.copy_addresses:
        _put(_put(_put(root, "relatedItem", type="otherVersion"), "location"), "url", address)


def _put(
    parent: etree._Element, name: str, text: str | None = None, *, language: str = "", **attributes: str
) -> etree._Element:
    """Add an element. An element for a text is left out when the text is empty."""
    if text == "":
        return parent
    element = etree.SubElement(parent, f"{{{MODS}}}{name}", attributes)
    if language:
        element.set(XML_LANG, language)
    if text is not None:
        element.text = kept(text)
    return element


FORMATS = {
    each.prefix: each
    for each in [
        Format("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC, _dublin_core),
        Format("mods", "http://www.loc.gov/standards/mods/v3/mods-3-8.xsd", MODS, _mods),
    ]
}
