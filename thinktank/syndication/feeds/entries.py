"""Entries of feeds, made from editions: a text, a correction, a new edition of a text that somebody follows."""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.recordings import recording_path
from thinktank.addresses.alternates import absolute
from thinktank.markings.markup import plain_paragraphs
from thinktank.metadata.description import alone, describe_edition
from thinktank.publishing.editions.content_format import upgraded
from thinktank.publishing.models import Edition
from thinktank.publishing.publication_types import kind_label
from thinktank.syndication.feeds.feed import Author, Enclosure, Entry
from thinktank.syndication.markings import markings_of_site
from thinktank.syndication.portable import paths_of_links, portable_html

SUBJECTS = ("topics", "regions", "projects")


def entries_of(editions: Iterable[Edition], language: str, at: datetime.datetime) -> list[Entry]:
    """An entry for each text, in full. Editions have `changed_at`, see `last_published`. One query."""
    editions = list(editions)
    links = paths_of_links(editions, language, at)
    return [_text(edition, links[str(edition.uid)], at) for edition in editions]


def _text(edition: Edition, links: Mapping[str, str], at: datetime.datetime) -> Entry:
    content = upgraded(edition.content)
    annotated: Any = edition
    return Entry(
        id=_id_of_text(edition),
        title=edition.title,
        page=absolute(edition.get_absolute_url()),
        published=edition.first_live_from,
        updated=max(edition.first_live_from, annotated.changed_at or edition.live_from),
        summary=edition.standfirst,
        content=portable_html(edition, links),
        authors=_authors(edition, at),
        subjects=_subjects(edition, content),
        enclosure=_recording(edition, content),
    )


def _id_of_text(edition: Edition) -> str:
    """The same for every edition of a text; another one in another language, whose feed has other words for it."""
    return uuid.uuid5(edition.publication_uid, edition.language).urn


def _authors(edition: Edition, at: datetime.datetime) -> tuple[Author, ...]:
    """Who is cited for the words. Without any, the publisher of the feed is the author (RFC 4287, 4.2.1)."""
    people = describe_edition(edition, at, alone(edition)).authors
    return tuple(Author(person.name.billed, person.address) for person in people)


def _subjects(edition: Edition, content: Mapping[str, Any]) -> tuple[str, ...]:
    names = [entry["name"] for name in SUBJECTS for entry in content.get(name, [])]
    return tuple(dict.fromkeys([str(kind_label(edition.type, edition.kind)), *names]))


def _recording(edition: Edition, content: Mapping[str, Any]) -> Enclosure | None:
    if not (recording := content["facts"].get("recording")):
        return None
    address = absolute(recording_path(edition, recording))
    return Enclosure(address, recording["media_type"], recording["size"], recording["seconds"])


def correction_entry(edition: Edition) -> Entry:
    """What an edition corrected, as an entry of its own: readers of a feed do not look at old entries again."""
    return Entry(
        id=edition.uid.urn,
        title=_("Correction: %(title)s") % {"title": edition.title},
        page=absolute(edition.get_absolute_url()),
        published=edition.live_from,
        updated=edition.live_from,
        summary=edition.correction,
        content=plain_paragraphs(markings_of_site(edition.language))
        + _paragraphs([edition.correction])
        + _link_to(_changes_since(edition.number - 1, edition)),
    )


def edition_entries(history: list[Edition], at: datetime.datetime) -> list[Entry]:
    """An entry for each edition of one text: what was corrected, or what else changed. `history`: newest first."""
    before = [*history[1:], None]
    return [_edition(edition, earlier, at) for edition, earlier in zip(history, before, strict=True)]


def _edition(edition: Edition, earlier: Edition | None, at: datetime.datetime) -> Entry:
    page = edition.get_absolute_url()
    said = [each for each in (edition.correction, edition.note) if each] or [_what_it_is(edition)]
    changes = _changes_since(earlier.number if earlier else 0, edition)
    return Entry(
        id=edition.uid.urn,
        title=_title(edition),
        page=absolute(page if edition.is_live(at) else f"{page}editions/{edition.number}/"),
        published=edition.live_from,
        updated=edition.live_from,
        summary=" ".join(said),
        content=plain_paragraphs(markings_of_site(edition.language)) + _paragraphs(said) + _link_to(changes),
    )


def _changes_since(number: int, edition: Edition) -> str:
    """The address of the comparison with an earlier edition; empty for the number 0."""
    path = f"{edition.get_absolute_url()}editions/{number}-{edition.number}/"
    return absolute(path) if number else ""


def _title(edition: Edition) -> str:
    if edition.correction:
        return _("Correction: %(title)s") % {"title": edition.title}
    return _("Edition %(number)s: %(title)s") % {"number": edition.printed, "title": edition.title}


def _what_it_is(edition: Edition) -> str:
    if edition.number == 1:
        return _("The first edition")
    if edition.made_as == Edition.Made.FACTS:
        return _("Only facts have changed.")
    return _("Minor change") if edition.is_minor else _("A new edition")


def _paragraphs(texts: list[str]) -> SafeString:
    return format_html_join("", "<p>{}</p>", [(text,) for text in texts])


def _link_to(changes: str) -> SafeString:
    words = _("What changed since the edition before")
    return format_html('<p><a href="{}">{}</a></p>', changes, words) if changes else SafeString("")
