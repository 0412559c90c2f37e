"""The XML of a deposit: Crossref's schema 5.4.0 (https://www.crossref.org/documentation/schema-library/).

Reports and papers are `report-paper`, without a series, since that would need an ISSN; what stands on the site
alone is `posted_content`. A file holds one of the two. The schema fixes the order of elements and the lengths of texts:
a name that is longer, or has figures, is deposited as an organisation's, which may have both.
"""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import etree

from thinktank.language.plain import kept
from thinktank.metadata.crossref.relations import Relationship
from thinktank.metadata.description import Body, Description, Employer, Person
from thinktank.publishing.models import Contribution, Institution

VERSION = "5.4.0"
CROSSREF = f"http://www.crossref.org/schema/{VERSION}"
JATS, FUNDREF = "http://www.ncbi.nlm.nih.gov/JATS1", "http://www.crossref.org/fundref.xsd"
ACCESS, RELATIONS = "http://www.crossref.org/AccessIndicators.xsd", "http://www.crossref.org/relations.xsd"
XSI, XML_LANG = "http://www.w3.org/2001/XMLSchema-instance", "{http://www.w3.org/XML/1998/namespace}lang"
PREFIXES = {None: CROSSREF, "jats": JATS, "fr": FUNDREF, "ai": ACCESS, "rel": RELATIONS, "xsi": XSI}
SCHEMA = f"{CROSSREF} https://www.crossref.org/schemas/crossref{VERSION}.xsd"

ROLES = {Contribution.Role.EDITOR: "editor", Contribution.Role.TRANSLATOR: "translator"}
ISSUERS = (Institution.Role.PUBLISHER, Institution.Role.PARTNER)
MOST_INSTITUTIONS = 5
NAME_LENGTH, SUFFIX_LENGTH, NUMBER_LENGTH, ORGANIZATION_LENGTH, INSTITUTION_LENGTH = 60, 10, 32, 511, 1024
IN_A_NAME = re.compile(
    r"[^\d?]*[^\d?\s][^\d?]*"
)  # given_name and surname have neither figures nor question marks


@dataclass(frozen=True)
class Head:
    """Who deposits, and when; `timestamp` grows from file to file."""

    batch_id: str
    timestamp: str
    depositor: str
    email: str
    registrant: str


@dataclass(frozen=True)
class Record:
    """A text in one language as it is deposited. The description has a DOI and a day."""

    description: Description
    relationships: tuple[Relationship, ...] = ()


def batch(head: Head, records: Sequence[Record]) -> bytes:
    """The file. All records are of one sort: `Description.in_print`."""
    root = etree.Element(f"{{{CROSSREF}}}doi_batch", {"version": VERSION}, nsmap=PREFIXES)
    root.set(f"{{{XSI}}}schemaLocation", SCHEMA)
    top = _put(root, "head")
    _put(top, "doi_batch_id", head.batch_id)
    _put(top, "timestamp", head.timestamp)
    depositor = _put(top, "depositor")
    _put(depositor, "depositor_name", _cut(head.depositor, 130))
    _put(depositor, "email_address", head.email)
    _put(top, "registrant", _cut(head.registrant, 255))
    body = _put(root, "body")
    for record in records:
        if record.description.in_print:
            _report(body, record)
        else:
            _posted_content(body, record)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _report(body: etree._Element, record: Record) -> None:
    of = record.description
    paper = _put(_put(body, "report-paper"), "report-paper_metadata", language=_language(of.language))
    _contributors(paper, of)
    _titles(paper, of)
    _abstract(paper, of)
    _day(paper, "publication_date", of, media_type="online")
    _institutions(paper, of)
    if number := _cut(of.report_number, NUMBER_LENGTH):
        _put(_put(paper, "publisher_item"), "item_number", number, item_number_type="report-number")
    _after_the_description(paper, record)


def _posted_content(body: etree._Element, record: Record) -> None:
    of = record.description
    posted = _put(body, "posted_content", type="other", language=_language(of.language))
    _contributors(posted, of)
    _titles(posted, of)
    _day(posted, "posted_date", of)
    _institutions(posted, of)
    _abstract(posted, of)
    _after_the_description(posted, record)


def _after_the_description(parent: etree._Element, record: Record) -> None:
    of = record.description
    _funders(parent, of)
    _licence(parent, of)
    _related(parent, record.relationships)
    _put(_put(parent, "version_info"), "version", of.printed)
    data = _put(parent, "doi_data")
    _put(data, "doi", of.doi)
    _put(data, "resource", of.canonical)


# People and institutions


def _contributors(parent: etree._Element, of: Description) -> None:
    """Authors, editors and translators; without authors the institutions that issued a report."""
    named = [("author", person) for person in of.authors]
    named += [(ROLES[role], person) for role in ROLES for person in of.with_role(role)]
    named = [(role, person) for role, person in named if _cut(person.name.billed, ORGANIZATION_LENGTH)]
    issuers = _issuers(of) if of.in_print and not of.authors else []
    if not (named or issuers):
        return
    contributors = _put(parent, "contributors")
    for issuer in issuers:
        _organization(contributors, issuer.name, "author")
    for role, person in named:
        _person(contributors, person, role)


def _person(contributors: etree._Element, person: Person, role: str) -> None:
    name = person.name
    if not all(map(_fits, filter(None, [name.family or "?", name.given]))):
        _organization(contributors, name.billed, role)
        return
    element = _put(contributors, "person_name", sequence=_sequence(contributors), contributor_role=role)
    if name.given:
        _put(element, "given_name", name.given)
    _put(element, "surname", name.family)
    if suffix := _cut(name.suffix, SUFFIX_LENGTH):
        _put(element, "suffix", suffix)
    if employers := [each for each in person.employers if _cut(each.name, INSTITUTION_LENGTH)]:
        affiliations = _put(element, "affiliations")
        for employer in employers:
            _institution(affiliations, employer)
    if person.orcid:
        _put(element, "ORCID", f"https://orcid.org/{person.orcid}")


def _fits(part: str) -> bool:
    return len(part) <= NAME_LENGTH and bool(IN_A_NAME.fullmatch(kept(part)))


def _organization(contributors: etree._Element, name: str, role: str) -> None:
    _put(
        contributors,
        "organization",
        _cut(name, ORGANIZATION_LENGTH),
        sequence=_sequence(contributors),
        contributor_role=role,
    )


def _sequence(contributors: etree._Element) -> str:
    return "additional" if len(contributors) else "first"


def _issuers(of: Description) -> list[Body | Employer]:
    """The institutions that published it, then partners; of what names none the site."""
    issued = [body for role in ISSUERS for body in of.bodies_as(role)]
    bodies = [body for body in issued if _cut(body.name, INSTITUTION_LENGTH)]
    return list(bodies) or [Employer(of.publisher.name)]


def _institutions(parent: etree._Element, of: Description) -> None:
    for issuer in _issuers(of)[:MOST_INSTITUTIONS]:
        _institution(parent, issuer)


def _institution(parent: etree._Element, found: Body | Employer) -> None:
    element = _put(parent, "institution")
    _put(element, "institution_name", _cut(found.name, INSTITUTION_LENGTH))
    if found.ror:
        _put(element, "institution_id", f"https://ror.org/{found.ror}", type="ror")


def _funders(parent: etree._Element, of: Description) -> None:
    """Institutions that paid; what an editor wrote about funding is a text for readers."""
    funders = of.bodies_as(Institution.Role.FUNDER)
    if not funders:
        return
    program = _put(parent, "program", of=FUNDREF, name="fundref")
    for funder in funders:
        group = _put(program, "assertion", of=FUNDREF, name="fundgroup")
        _put(group, "assertion", funder.name, of=FUNDREF, name="funder_name")
        if funder.ror:
            _put(group, "assertion", f"https://ror.org/{funder.ror}", of=FUNDREF, name="ror")


# The text


def _titles(parent: etree._Element, of: Description) -> None:
    titles = _put(parent, "titles")
    _put(titles, "title", of.title)
    if of.original:
        _put(titles, "original_language_title", of.original.title, language=_language(of.original.language))


def _abstract(parent: etree._Element, of: Description) -> None:
    paragraphs = [line.strip() for line in of.abstract.splitlines() if line.strip()]
    if paragraphs:
        abstract = _put(parent, "abstract", of=JATS)
        abstract.set(XML_LANG, of.language)
        for paragraph in paragraphs:
            _put(abstract, "p", paragraph, of=JATS)


def _day(parent: etree._Element, name: str, of: Description, **attributes: str) -> None:
    day = of.dated or datetime.date.min
    element = _put(parent, name, **attributes)
    for part, value in (("month", f"{day:%m}"), ("day", f"{day:%d}"), ("year", f"{day.year:04}")):
        _put(element, part, value)


def _licence(parent: etree._Element, of: Description) -> None:
    """The licence, if it has an address; all texts are free to read."""
    program = _put(parent, "program", of=ACCESS, name="AccessIndicators")
    _put(program, "free_to_read", of=ACCESS)
    if of.licence and of.licence.address and of.dated:
        _put(program, "license_ref", of.licence.address, of=ACCESS, start_date=of.dated.isoformat())


def _related(parent: etree._Element, relationships: Iterable[Relationship]) -> None:
    found = list(relationships)
    if not found:
        return
    program = _put(parent, "program", of=RELATIONS, name="relations")
    for each in found:
        sort = "intra_work_relation" if each.is_same_work else "inter_work_relation"
        attributes = {"relationship-type": each.kind, "identifier-type": "doi" if each.is_doi else "uri"}
        item = _put(program, "related_item", of=RELATIONS)
        _put(item, sort, each.identifier, of=RELATIONS, **attributes)


# XML


def _put(
    parent: etree._Element,
    element_name: str,
    text: str | None = None,
    *,
    of: str = CROSSREF,
    **attributes: str,
) -> etree._Element:
    """Add an element of a namespace, with text that XML can hold."""
    element = etree.SubElement(parent, f"{{{of}}}{element_name}", attributes)
    if text is not None:
        element.text = kept(text)
    return element


def _language(code: str) -> str:
    """The schema knows languages without country or script."""
    return code.partition("-")[0]


def _cut(text: str, length: int) -> str:
    """Without spaces at the ends and with single ones inside, and no longer than the schema allows."""
    return " ".join(kept(text).split())[:length].rstrip()
