"""The one description of an edition. Tags, JSON-LD and citations are made from it, so no two of them can disagree."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from events.happening import Happening
from thinktank.addresses.alternates import absolute, file_address
from thinktank.language import languages
from thinktank.language.records import Record
from thinktank.library.pictures import image_url
from thinktank.metadata.names import Name, name_of
from thinktank.metadata.publisher import Publisher, publisher_in
from thinktank.publishing.identifiers import doi_address, edn_address
from thinktank.publishing.licences import Licence, licence_named
from thinktank.publishing.models import Contribution, Edition, Institution
from thinktank.publishing.public.pages import edition_context
from thinktank.publishing.public.surroundings import Surroundings, surroundings_of
from thinktank.publishing.publication_types import CitedAs, PublicationType, type_named

Role = Contribution.Role


@dataclass(frozen=True)
class Employer:
    """An institution at which somebody had a position on the day of the record."""

    name: str
    ror: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody on the record, as billed."""

    role: str  # a value of Contribution.Role
    name: Name
    affiliation: str = ""  # position and institution in one line
    employers: tuple[Employer, ...] = ()
    orcid: str = ""
    address: str = ""  # of the page here, if there is one today


@dataclass(frozen=True)
class Body:
    """An institution on the record."""

    role: str  # a value of Institution.Role
    name: str
    ror: str = ""
    address: str = ""


@dataclass(frozen=True)
class Version:
    """The text in another language."""

    language: str
    title: str
    address: str


@dataclass(frozen=True)
class Related:
    """Another publication that editors related to this one."""

    role: str  # a value of Relation.Role
    is_inward: bool  # whether the relation is that of the other one
    schema_type: str
    address: str


@dataclass(frozen=True)
class File:
    """A file of the edition."""

    address: str
    media_type: str
    size: int  # bytes


@dataclass(frozen=True)
class Correction:
    """What an edition put right."""

    number: str  # as printed
    day: datetime.date
    text: str


@dataclass(frozen=True)
class Description:
    """An edition, in its own language. Addresses are absolute."""

    type: PublicationType
    kind: str
    language: str
    title: str
    abstract: str
    number: int
    printed: str  # the number that readers see
    canonical: str  # of the live text
    permanent: str  # of this edition
    dated: datetime.date | None  # None is for texts of which nobody knows the date
    went_live: datetime.date
    modified: datetime.datetime | None  # when the content last changed; None when it never did
    publisher: Publisher
    people: tuple[Person, ...] = ()
    bodies: tuple[Body, ...] = ()
    funding: str = ""
    licence: Licence | None = None
    translation_method: str = ""  # a value of TranslationMethod; empty for a translation by people
    report_number: str = ""
    doi: str = ""
    edn: str = ""
    copies: tuple[str, ...] = ()  # the same text elsewhere: DOIs and web addresses
    keywords: tuple[str, ...] = ()
    cover: str = ""
    minutes: int = 0  # to read
    files: tuple[File, ...] = ()
    original: Version | None = None  # of a translation
    translations: tuple[Version, ...] = ()  # live ones, of an original
    correction: Correction | None = None  # the latest up to this edition
    corrected_later: Correction | None = None  # the latest after it
    newest: str = ""  # the printed number of the live edition
    ended: str = ""  # a value of Edition.End
    ended_on: datetime.date | None = None
    is_live: bool = True
    series: tuple[str, str] | None = None  # name and address
    related: tuple[Related, ...] = ()
    event: Happening | None = None
    planned_for: datetime.datetime | None = None  # where an event began that was moved since
    live_in: tuple[str, ...] = ()  # the other languages in which the text is live
    share_image: Record | None = None  # what share_image_of says

    @property
    def schema_type(self) -> str:
        return self.type.schema_type(self.kind)

    @property
    def notice(self) -> str:
        """What to say before the title of an event that was called off, or is planned for another day by now."""
        return self.event.notice if self.event and self.event.is_called_off else ""

    @property
    def summary(self) -> str:
        """For search engines and shared links; empty without a standfirst."""
        return f"{self.notice}. {self.abstract}" if self.notice and self.abstract else self.abstract

    @property
    def cited_as(self) -> CitedAs:
        return self.type.cited_as(self.kind)

    def with_role(self, *roles: str) -> list[Person]:
        return [person for person in self.people if person.role in roles]

    def bodies_as(self, *roles: str) -> list[Body]:
        return [body for body in self.bodies if body.role in roles]

    @property
    def authors(self) -> list[Person]:
        """Who is cited for the words: the authors; without any, who was interviewed."""
        return self.with_role(Role.AUTHOR) or self.with_role(Role.INTERVIEWEE)

    @property
    def publishers(self) -> list[str]:
        """The institutions that published it, of a joint report all of them; else the site."""
        return [body.name for body in self.bodies_as(Institution.Role.PUBLISHER)] or [self.publisher.name]

    @property
    def in_print(self) -> bool:
        """Whether it is cited as a work of its own, not as a part of the site."""
        return self.cited_as.csl == "report"

    @property
    def doi_address(self) -> str:
        return doi_address(self.doi)

    @property
    def edn_address(self) -> str:
        return edn_address(self.edn)

    @property
    def copy_addresses(self) -> list[str]:
        return [each if "://" in each else doi_address(each) for each in self.copies]

    @property
    def persistent(self) -> str:
        """What to cite and to link to: the DOI, which leads to the live text; of an old edition its own address."""
        return self.doi_address if self.doi and self.is_live else self.permanent

    @property
    def pdf(self) -> File | None:
        return next((each for each in self.files if each.media_type == "application/pdf"), None)


def describe_edition(
    edition: Edition, at: datetime.datetime, surroundings: Surroundings | None = None
) -> Description:
    """The description of an edition outside its page. One query without `surroundings`; see `alone` for none."""
    around = surroundings or surroundings_of(edition, at)
    context = edition_context(
        type_named(edition.type), edition, around, at, reader_language=edition.language, is_numbered=True
    )
    return describe(context)


def alone(edition: Edition) -> Surroundings:
    """Surroundings of an edition of which nothing else is asked: no query, and no other languages or files."""
    return Surroundings(
        own=[], translations=[], history=[edition], related=[], suggested=[], links={},
        earlier=None, later=None, series_uid=None, parts=[], is_outdated=False,
    )  # fmt: skip


def describe(context: Mapping[str, Any]) -> Description:
    """The description of the edition of a page, from what `edition_context` gives. Takes no query."""
    edition: Edition = context["edition"]
    content, around, event = context["content"], context["surroundings"], context.get("event")
    newer: Edition | None = context["newer"]
    series = context["series"]
    publisher = publisher_in(edition.language)
    before = [row for row in around.history if row.number < edition.number]
    after = [row for row in around.history if row.number > edition.number]
    return Description(
        type=context["publication_type"],
        kind=edition.kind,
        language=edition.language,
        title=edition.title,
        abstract=edition.standfirst,
        number=edition.number,
        printed=edition.printed,
        canonical=context["canonical"],
        permanent=absolute(permanent_path(edition)),
        dated=edition.dated,
        went_live=timezone.localdate(edition.live_from),
        modified=content_changed_at([edition, *before]),
        publisher=publisher,
        people=tuple(_person(person, edition.language) for person in context["people"]),
        bodies=tuple(_body(body) for body in context["institutions"]),
        funding=content.get("funding", ""),
        licence=licence_named(content.get("licence", ""), publisher.licence),
        translation_method=content.get("translation_method", ""),
        report_number=content["facts"].get("report_number", ""),
        doi=content.get("doi", ""),
        edn=content.get("edn", ""),
        copies=tuple(content.get("copies", ())),
        keywords=tuple(term["name"] for name in ("topics", "regions") for term in content[name]),
        cover=absolute(image_url(content["cover"])) if content["cover"] else "",
        minutes=content["reading_minutes"],
        files=tuple(_files(context)),
        original=_original(edition, around),
        translations=tuple(_version(row) for row in around.translations if row.translates_id),
        correction=_latest_correction([edition, *before]),
        corrected_later=_latest_correction(after),
        newest=newer.printed if newer else edition.printed,
        ended=context["ended"],
        ended_on=timezone.localdate(edition.live_until) if context["ended"] and edition.live_until else None,
        is_live=newer is None and not context["ended"],
        series=(series["name"], absolute(series["path"])) if series else None,
        related=tuple(_related(*each) for each in around.related),
        event=event if isinstance(event, Happening) else None,
        planned_for=_planned_for(event, before) if isinstance(event, Happening) else None,
        live_in=tuple(row.language for row in around.translations),
        share_image=context["share_image"],
    )


def permanent_path(edition: Edition) -> str:
    """The path at which this edition stays, whatever replaces it."""
    return f"{edition.get_absolute_url()}editions/{edition.number}/"


def content_changed_at(newest_first: Iterable[Edition]) -> datetime.datetime | None:
    """When readers first saw the present content; None when it is that of the first edition.

    A change is a new text or new facts, people or cover in an edition that is not minor.
    """
    rows = list(newest_first)
    for row, before in zip(rows, rows[1:], strict=False):
        is_other = (row.text_digest, row.card) != (before.text_digest, before.card)
        if is_other and not row.is_minor:
            return row.live_from
    return None


def _person(record: Record, language: str) -> Person:
    known = {key: record.get(key, "") for key in ("given", "family")}
    return Person(
        role=record["role"],
        name=name_of(record["name"], language, **known),
        affiliation=record["affiliation"],
        employers=tuple(Employer(each["name"], each.get("ror", "")) for each in record.get("employers", ())),
        orcid=record.get("orcid", ""),
        address=absolute(record["path"]) if record["path"] else "",
    )


def _body(record: Record) -> Body:
    address = absolute(record["path"]) if record["path"] else ""
    return Body(record["role"], record["name"], record.get("ror", ""), address)


def _related(row: Edition, role: str, is_inward: bool) -> Related:
    kind = type_named(row.type).schema_type(row.kind)
    return Related(role, is_inward, kind, absolute(row.get_absolute_url()))


def _version(row: Edition) -> Version:
    return Version(row.language, row.title, absolute(row.get_absolute_url()))


def _original(edition: Edition, around: Surroundings) -> Version | None:
    """The text that this edition translates: the live one of that language, else the edition it was made from."""
    source = (
        next((row for row in around.own if row.pk == edition.translates_id), None)
        if edition.translates_id
        else None
    )
    if source is None:
        return None
    live = next((row for row in around.translations if row.language == source.language), source)
    return _version(live)


def _files(context: Mapping[str, Any]) -> Iterable[File]:
    """The uploaded PDF, else the one made from the edition; the EPUB; the recording. Beside the page they are on."""
    edition: Edition = context["edition"]
    if pdf := context.get("pdf"):
        base = permanent_path(edition) if context["is_numbered"] else edition.get_absolute_url()
        yield File(absolute(file_address(f"{base}pdf/")), "application/pdf", pdf["size"])
    for name in ("pdf", "epub"):
        made = context["downloads"].get(name)
        if made and not (name == "pdf" and context.get("pdf")):
            yield File(absolute(made.path), made.media_type, made.size)
    if recording := context.get("recording"):
        path = context["numbered_recording_path"] if context["is_numbered"] else recording["path"]
        yield File(absolute(path), recording["media_type"], recording["size"])


def _latest_correction(rows: Iterable[Edition]) -> Correction | None:
    found = max((row for row in rows if row.correction), key=lambda row: row.number, default=None)
    return Correction(found.printed, timezone.localdate(found.live_from), found.correction) if found else None


def _planned_for(event: Happening, before: Iterable[Edition]) -> datetime.datetime | None:
    """The latest earlier beginning that differs from today's."""
    begun = (Happening(row.card["facts"], event.at).starts for row in before if row.card.get("facts"))
    return next((starts for starts in begun if starts != event.starts), None)


def languages_of(description: Description) -> list[str]:
    """The language of the edition, then those of its other versions, in the order of the site."""
    others = {version.language for version in description.translations}
    others |= {description.original.language} if description.original else set()
    return [description.language, *(code for code in languages.codes() if code in others)]
