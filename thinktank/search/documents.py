"""Makes the documents of the index: from editions, and from people, institutions, topics and polls."""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.utils import timezone

from experts.models import Expert, Organization
from polls.models import Poll
from thinktank.addresses.directory import directory
from thinktank.addresses.models import Addressed
from thinktank.language import languages
from thinktank.publishing.editions.content_format import Content, upgraded
from thinktank.publishing.field_words import fields_of
from thinktank.publishing.models import Edition
from thinktank.search.facets import SUBJECTS, facet, subjects
from thinktank.search.models import AttachedText, SearchDocument
from thinktank.search.tokens import Texts, terms_of, tokens_of
from thinktank.taxonomy.models import Audience, Project, Region, Series, Term, Topic

# Models whose objects are found by themselves. Lasting pages are publications.
ADDRESSED: tuple[type[Addressed], ...] = (
    Expert,
    Organization,
    Topic,
    Region,
    Project,
    Series,
    Audience,
    Poll,
)
LONGEST_ATTACHED = 400_000  # signs of an attached text: PostgreSQL takes a megabyte of different words
TERMS = ("topics", "regions", "projects")
AUTHORS = {"author", "interviewee", "editor", "translator"}
LONG_AGO = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
TAG = re.compile(r"<[^>]*>")


# Editions


@dataclass(frozen=True)
class Made:
    """A document that is not saved yet, and the words of its texts."""

    document: SearchDocument
    terms: set[str]


def document_of(edition: Edition) -> Made:
    """The document of an edition. Reads attached texts only, if there are any."""
    content = upgraded(edition.content)
    texts = Texts(
        fields=fields_of_edition(edition, content) | {"attached": "\n".join(attached_texts(content))},
        other_names=_other_names([*content["people"], *content["institutions"]], edition.language),
        authors=_names_of([each for each in content["people"] if each["role"] in AUTHORS]),
        topics=_names_of(entry for name in TERMS for entry in content[name]),
        facets=_facets_of(edition, content),
    )
    document = SearchDocument(
        owner_uid=edition.publication_uid,
        language=edition.language,
        type=edition.type,
        edition=edition,
        title=edition.title[:300],
        path=edition.get_absolute_url(),
        day=edition.dated.toordinal(),
        facets=" ".join(texts.facets),
        live_from=edition.live_from,
        live_until=edition.live_until,
        tokens=tokens_of(texts, edition.language),
    )
    return Made(document, terms_of(texts))


def fields_of_edition(edition: Edition, content: Content) -> dict[str, str]:
    """{field of tokens.py: its text}, as readers see it, without the text of attached files."""
    return {name: text(edition, content) for name, text in TEXTS_OF_EDITION.items()}


def _people(edition: Edition, content: Content) -> str:
    people = [f"{each['name']}, {each['affiliation']}" for each in content["people"]]
    return "\n".join([*people, *(each["name"] for each in content["institutions"])])


# How to get the text of each field: a page of results needs only some of them
TEXTS_OF_EDITION: Mapping[str, Callable[[Edition, Content], str]] = {
    "title": lambda edition, content: edition.title,
    "people": _people,
    "standfirst": lambda edition, content: edition.standfirst,
    "headings": lambda edition, content: "\n".join(entry["text"] for entry in content["toc"]),
    "topics": lambda edition, content: _names_of(entry for name in TERMS for entry in content[name]),
    "rows": lambda edition, content: "\n".join(_rows(edition.type, content)),
    "body": lambda edition, content: edition.plain_text,
    "captions": lambda edition, content: "\n".join(_captions(content)),
    "address": lambda edition, content: edition.slug.replace("-", " "),
}


def _rows(type_name: str, content: Content) -> Iterator[str]:
    fields = fields_of(type_name)
    for name in fields.words():
        yield _plain(content["facts"].get(name) or "")
    yield from filter(None, (content["facts"].get("report_number"), content.get("doi"), content.get("edn")))
    for name, rows in content["parts"].items():
        texts = fields.words_of_rows(name)
        yield from (_plain(row.get(text) or "") for row in rows for text in texts)
    yield from content.get("takeaways", {}).values()


def _captions(content: Content) -> Iterator[str]:
    """Captions and alternative texts; those below pictures in the text are in the text itself."""
    images = [content["cover"], *content.get("pictures", []), *content["images"].values()]
    for image in filter(None, images):
        yield from filter(None, (image.get("caption"), image.get("alt")))
    for chart in content.get("charts", {}).values():
        yield from filter(None, (chart["title"], chart["description"], chart["note"], chart["source"]))


def attached_files(content: Content) -> list[str]:
    """The SHA-256 of each attached PDF."""
    records = (value for value in content["facts"].values() if isinstance(value, dict))
    return [each["sha256"] for each in records if "pages" in each and "sha256" in each]


def attached_texts(content: Content) -> list[str]:
    """The texts of attached PDFs that have been read. One query if there are any."""
    digests = attached_files(content)
    if not digests:
        return []
    found = AttachedText.objects.filter(sha256__in=digests).order_by("sha256").values_list("text", flat=True)
    return [text[:LONGEST_ATTACHED] for text in found]


def _plain(text: str) -> str:
    return unescape(TAG.sub(" ", str(text)))


def _names_of(records: Iterable[dict[str, Any]]) -> str:
    """The names on the record, and those of today in all languages."""
    names = (name for record in records for name in [record["name"], *_names_at(record["uid"])])
    return "\n".join(dict.fromkeys(names))


def _other_names(records: Iterable[dict[str, Any]], language: str) -> str:
    return "\n".join(name for record in records for name in _names_at(record["uid"], but_in=language))


def _names_at(uid: str | None, but_in: str = "") -> list[str]:
    entries = [directory().find(uid, code) for code in languages.codes() if code != but_in] if uid else []
    return [entry.label for entry in entries if entry]


def _facets_of(edition: Edition, content: Content) -> list[str]:
    named = {"topic": "topics", "region": "regions", "project": "projects"}
    named |= {"person": "people", "institution": "institutions"}
    kinds = (
        [edition.type] if edition.kind == edition.type else [edition.type, f"{edition.type}.{edition.kind}"]
    )
    return [
        *(facet("kind", kind) for kind in kinds),
        *(
            token
            for name, key in named.items()
            for token in subjects(name, (each["uid"] for each in content[key]))
        ),
        facet("year", edition.dated.year),
        facet("language", edition.language),
    ]


# What has no editions


def documents_of(found: Addressed) -> list[Made]:
    """The documents of a person, institution, term or poll, one in each language in which it is public."""
    if isinstance(found, Poll) and not found.options.exists():
        return []
    return [_document_in(found, language) for language in languages.codes() if found.is_public_in(language)]


def _document_in(found: Addressed, language: str) -> Made:
    label, names = found.label_in(language), "\n".join(found.names())
    is_name = isinstance(found, Expert | Organization)
    facets = [
        facet("kind", found.address_prefix),
        *(facet(name, found.uid) for name, prefix in SUBJECTS.items() if prefix == found.address_prefix),
        *(facet("topic", topic.uid) for topic in _topics_of(found)),
        facet("language", language),
    ]
    texts = Texts(
        fields={
            "title": label,
            "people": names if is_name else "",
            "rows": "\n".join(_rows_of(found, language)),
            "address": languages.word(found, "slug", language).replace("-", " "),
            "body": "\n".join(filter(None, [_summary_of(found, language), _position_of(found, language)])),
            "topics": "\n".join(topic.label_in(language) for topic in _topics_of(found)),
        },
        other_names=names if is_name else "",
        topics=names if isinstance(found, Term) else "",
        facets=facets,
    )
    document = SearchDocument(
        owner_uid=found.uid,
        language=language,
        type=found.address_prefix,
        title=label[:300],
        path=found.path_in(language),
        summary=_summary_of(found, language),
        day=_day_of(found),
        facets=" ".join(facets),
        live_from=found.opens_at if isinstance(found, Poll) else LONG_AGO,
        tokens=tokens_of(texts, language),
    )
    return Made(document, terms_of(texts))


def _summary_of(found: Addressed, language: str) -> str:
    names = {"bio", "description", "explanation"} & {each.name for each in found._meta.get_fields()}
    return "\n".join(languages.word(found, name, language) for name in sorted(names))


def _position_of(found: Addressed, language: str) -> str:
    return found.position_in(language, timezone.localdate()) if isinstance(found, Expert) else ""


def _topics_of(found: Addressed) -> list[Topic]:
    return list(found.topics.all()) if isinstance(found, Expert) else []


def _rows_of(found: Addressed, language: str) -> list[str]:
    if isinstance(found, Poll):
        return [languages.word(option, "label", language) for option in found.options.all()]
    return []


def _day_of(found: Addressed) -> int:
    return found.opens_at.date().toordinal() if isinstance(found, Poll) else 0
