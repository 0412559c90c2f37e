"""The answers to the six verbs of OAI-PMH 2.0, as XML."""

import datetime
import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.utils.translation import override
from lxml import etree

from thinktank.addresses.alternates import absolute
from thinktank.language import languages
from thinktank.language.plain import kept
from thinktank.metadata.description import describe_edition
from thinktank.pages.site import site_in
from thinktank.syndication.feeds.atom import moment
from thinktank.syndication.oai import records
from thinktank.syndication.oai.arguments import Selection, selection_of, write_token
from thinktank.syndication.oai.errors import OaiError, bad_argument
from thinktank.syndication.oai.formats import FORMATS, XSI, Format
from thinktank.syndication.oai.records import PER_PAGE, Item, item_of

PATH = "/oai/"
NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"
DOMAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z][a-zA-Z0-9-]*)+")
# What is published may take this long to be committed: who asks next from the moment of an answer misses nothing.
SETTLES_IN = datetime.timedelta(seconds=5)

type Answer = Callable[[etree._Element, dict[str, str], datetime.datetime], None]


def envelope(arguments: dict[str, str], at: datetime.datetime) -> etree._Element:
    """The root of every answer; `arguments` are repeated in it (3.2)."""
    root = etree.Element(f"{{{NAMESPACE}}}OAI-PMH", nsmap={None: NAMESPACE, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", f"{NAMESPACE} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")
    _add(root, "responseDate", moment(at - SETTLES_IN))
    _add(root, "request", absolute(PATH)).attrib.update(
        {name: kept(value) for name, value in arguments.items()}
    )
    return root


def refusal(error: OaiError, arguments: dict[str, str], at: datetime.datetime) -> etree._Element:
    """The answer that says what was wrong. After two of the errors nothing is repeated (3.6)."""
    is_unread = error.code in {"badVerb", "badArgument"}
    root = envelope({} if is_unread else arguments, at)
    _add(root, "error", error.sentence).set("code", error.code)
    return root


def answer(arguments: dict[str, str], at: datetime.datetime) -> etree._Element:
    """Raises OaiError."""
    root = envelope(arguments, at)
    body = etree.SubElement(root, f"{{{NAMESPACE}}}{arguments['verb']}")
    VERBS[arguments["verb"]](body, arguments, at)
    return root


def _identify(body: etree._Element, arguments: dict[str, str], at: datetime.datetime) -> None:
    _add(body, "repositoryName", site_in(languages.codes()[0], PATH).name)
    _add(body, "baseURL", absolute(PATH))
    _add(body, "protocolVersion", "2.0")
    _add(body, "adminEmail", _admin())
    _add(body, "earliestDatestamp", moment(records.earliest(at)))
    _add(body, "deletedRecord", "persistent")
    _add(body, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    if DOMAIN.fullmatch(_host()):
        _describe_identifiers(_add(body, "description"))


def _describe_identifiers(description: etree._Element) -> None:
    root = etree.SubElement(description, f"{{{IDENTIFIER}}}oai-identifier", nsmap={None: IDENTIFIER})
    place = f"{IDENTIFIER} http://www.openarchives.org/OAI/2.0/oai-identifier.xsd"
    root.set(f"{{{XSI}}}schemaLocation", place)
    example = f"oai:{_host()}:9d8e6f0e-0000-4000-8000-000000000000/{languages.codes()[0]}"
    for name, text in {
        "scheme": "oai", "repositoryIdentifier": _host(), "delimiter": ":", "sampleIdentifier": example,
    }.items():  # fmt: skip
        etree.SubElement(root, f"{{{IDENTIFIER}}}{name}").text = text


def _admin() -> str:
    """Whom security.txt names, else the mailbox that every host must have (RFC 2142)."""
    named = [
        each.removeprefix("mailto:") for each in settings.SECURITY_CONTACTS if each.startswith("mailto:")
    ]
    return named[0] if named else f"postmaster@{_host()}"


def _list_metadata_formats(body: etree._Element, arguments: dict[str, str], at: datetime.datetime) -> None:
    if identifier := arguments.get("identifier"):
        _item(identifier, at)
    for each in FORMATS.values():
        element = _add(body, "metadataFormat")
        _add(element, "metadataPrefix", each.prefix)
        _add(element, "schema", each.schema)
        _add(element, "metadataNamespace", each.namespace)


def _list_sets(body: etree._Element, arguments: dict[str, str], at: datetime.datetime) -> None:
    if "resumptionToken" in arguments:
        raise OaiError("badResumptionToken", "All sets are in one answer.")
    for spec, name in records.sets():
        element = _add(body, "set")
        _add(element, "setSpec", spec)
        _add(element, "setName", name)


def _get_record(body: etree._Element, arguments: dict[str, str], at: datetime.datetime) -> None:
    wanted = _format(arguments["metadataPrefix"])
    _records(body, [_item(arguments["identifier"], at)], wanted, at)


def _list_identifiers(body: etree._Element, arguments: dict[str, str], at: datetime.datetime) -> None:
    _harvest(body, arguments, at, _headers)


def _list_records(body: etree._Element, arguments: dict[str, str], at: datetime.datetime) -> None:
    _harvest(body, arguments, at, _records)


def _harvest(
    body: etree._Element,
    arguments: dict[str, str],
    at: datetime.datetime,
    write: Callable[[etree._Element, list[Item], Format, datetime.datetime], None],
) -> None:
    """One page, and the token of the next. The last page of several has an empty token (3.5)."""
    selection = selection_of(arguments)
    wanted = _format(selection.prefix)
    found = records.page_of(selection, at)
    if not found and not selection.behind:
        raise OaiError("noRecordsMatch", "No record has these dates and this set.")
    write(body, found[:PER_PAGE], wanted, at)
    if len(found) > PER_PAGE or selection.behind:
        _token(body, selection, found, at)


def _token(body: etree._Element, selection: Selection, found: list[Item], at: datetime.datetime) -> None:
    size = selection.size or records.number_of(selection, at)
    element = _add(body, "resumptionToken")
    element.set("completeListSize", str(max(size, selection.cursor + len(found[:PER_PAGE]))))
    element.set("cursor", str(selection.cursor))
    if len(found) > PER_PAGE:
        last = found[PER_PAGE - 1].place
        rest = replace(selection, behind=last, cursor=selection.cursor + PER_PAGE, size=size)
        element.text = write_token(rest)


def _headers(body: etree._Element, items: list[Item], wanted: Format, at: datetime.datetime) -> None:
    for item in items:
        _header(body, item)


def _records(body: etree._Element, items: list[Item], wanted: Format, at: datetime.datetime) -> None:
    around = records.surroundings_among(items, at)
    for item in items:
        record = _add(body, "record")
        _header(record, item)
        if not item.is_deleted:
            with override(item.edition.language):
                described = describe_edition(item.edition, at, around[item.edition.pk])
                _add(record, "metadata").append(wanted.write(described, item.edition.digest))


def _header(parent: etree._Element, item: Item) -> None:
    header = _add(parent, "header")
    if item.is_deleted:
        header.set("status", "deleted")
    _add(header, "identifier", _identifier(item))
    _add(header, "datestamp", moment(item.datestamp))
    for spec in records.sets_of(item.edition):
        _add(header, "setSpec", spec)


def _identifier(item: Item) -> str:
    return f"oai:{_host()}:{item.edition.publication_uid}/{item.edition.language}"


def _item(identifier: str, at: datetime.datetime) -> Item:
    before, _slash, language = identifier.removeprefix(f"oai:{_host()}:").partition("/")
    try:
        item = item_of(UUID(before), language, at)
    except ValueError:
        item = None
    if item is None or _identifier(item) != identifier:
        raise OaiError("idDoesNotExist", "There is no record with this identifier.")
    return item


def _format(prefix: str) -> Format:
    if not prefix:
        raise bad_argument("metadataPrefix is empty.")
    if prefix not in FORMATS:
        raise OaiError("cannotDisseminateFormat", f"There are {' and '.join(FORMATS)}.")
    return FORMATS[prefix]


def _host() -> str:
    return urlsplit(settings.SITE_ORIGIN).hostname or ""


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    element.text = None if text is None else kept(text)
    return element


VERBS: dict[str, Answer] = {
    "Identify": _identify,
    "ListMetadataFormats": _list_metadata_formats,
    "ListSets": _list_sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _list_identifiers,
    "ListRecords": _list_records,
}
