"""The state of each language of a publication, in words, for lists, forms and pages of the desk."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from thinktank.language import languages
from thinktank.publishing.editions.translations import is_outdated
from thinktank.publishing.models import Edition, Publication, StillValid
from thinktank.publishing.revisions.newer_drafts import Drafts

EDITION_COLUMNS = (
    "publication_id", "language", "number", "printed_number", "prefix", "slug", "live_from", "live_until", "ended_as", "erased_at",
    "text_digest", "is_minor", "translates_id", "revision_id", "words_from_id",
)  # fmt: skip


def moment_in_words(moment: datetime.datetime) -> str:
    """A moment in the site's time zone: "5 December 2024, 10:00", «5 декабря 2024 года, 10:00»."""
    return date_format(localtime(moment), "DATETIME_FORMAT")


@dataclass(frozen=True)
class LanguageState:
    """One language of one publication at one moment."""

    language: str
    live: Edition | None
    scheduled: Edition | None
    past: Edition | None  # the newest edition that was live, when none is live now
    has_words: bool
    has_newer_draft: bool
    is_outdated: bool

    @property
    def language_name(self) -> str:
        return languages.name_of(self.language)

    @property
    def name_after_in(self) -> str:
        return languages.name_after_in(self.language)

    @property
    def is_withdrawn(self) -> bool:
        return bool(self.past and self.past.ended_as == Edition.End.WITHDRAWN and not self.past.erased_at)

    @property
    def can_be_withdrawn(self) -> bool:
        return bool(
            self.live or (self.past and self.past.ended_as == Edition.End.EXPIRED and not self.past.erased_at)
        )

    @property
    def was_published(self) -> bool:
        return bool(self.live or self.past)

    @property
    def press(self) -> str:
        """What pressing "Publish" will do in this language."""
        if self.scheduled:
            words = _("an edition is scheduled for %(moment)s, so the plan is shown first")
            return words % {"moment": moment_in_words(self.scheduled.live_from)}
        if self.live and self.has_newer_draft:
            return _("replaces edition %(number)s at once") % {"number": self.live.printed}
        if self.live:
            return _("edition %(number)s has this text already") % {"number": self.live.number}
        if self.past:
            return _("it was published before, so the plan is shown first")
        return _("goes live at once")

    @property
    def sentence(self) -> str:
        return " · ".join(str(part) for part in self._parts())

    def _parts(self) -> Iterator[str]:
        if self.live:
            yield _live_in_words(self.live)
        elif self.past:
            yield _past_in_words(self.past)
        if self.scheduled:
            yield _("scheduled for %(moment)s") % {"moment": moment_in_words(self.scheduled.live_from)}
        if not (self.live or self.past or self.scheduled):
            yield _("draft") if self.has_words else "—"
        elif self.has_newer_draft:
            yield _("newer draft")
        if self.is_outdated:
            yield _("translation outdated")


def _live_in_words(live: Edition) -> str:
    number, until = live.printed, live.live_until
    if until and live.ended_as == Edition.End.EXPIRED:
        words = _("live, edition %(number)s, until %(moment)s")
        return words % {"number": number, "moment": moment_in_words(until)}
    return _("live, edition %(number)s") % {"number": number}


def _past_in_words(past: Edition) -> str:
    if past.erased_at:
        return _("erased")
    return _("withdrawn") if past.ended_as == Edition.End.WITHDRAWN else _("no longer current")


def states_of(
    publications: Collection[Publication], now: datetime.datetime
) -> dict[int, dict[str, LanguageState]]:
    """{publication id: {language: state}}, languages in the order of the settings. Always four queries."""
    ids = [publication.pk for publication in publications]
    histories = {(pk, language): _History() for pk in ids for language in languages.codes()}
    on_record: dict[int, list[Edition]] = {pk: [] for pk in ids}
    for edition in Edition.objects.filter(publication__in=ids).only(*EDITION_COLUMNS).order_by("number"):
        if (history := histories.get((edition.publication_id, edition.language))) is not None:
            history.add(edition, now)
        if edition.live_from <= now and not edition.erased_at:
            on_record[edition.publication_id].append(edition)
    drafts = Drafts(ids, [history.newest for history in histories.values() if history.newest])
    found_valid = set(
        StillValid.objects.filter(translation__publication__in=ids).values_list("translation", "original")
    )
    return {
        publication.pk: {
            language: _state(
                publication,
                language,
                histories[publication.pk, language],
                on_record[publication.pk],
                drafts,
                found_valid,
            )
            for language in languages.codes()
        }
        for publication in publications
    }


def state_of(publication: Publication, language: str, now: datetime.datetime) -> LanguageState:
    return states_of([publication], now)[publication.pk][language]


class _History:
    """The editions of one language that matter now: the live one, the scheduled one, the last that was live."""

    live: Edition | None = None
    scheduled: Edition | None = None
    past: Edition | None = None

    def add(self, edition: Edition, now: datetime.datetime) -> None:
        if edition.live_from > now:
            self.scheduled = edition
        elif edition.is_live(now):
            self.live = edition
        else:
            self.past = edition

    @property
    def newest(self) -> Edition | None:
        return self.scheduled or self.live or self.past


def _state(
    publication: Publication,
    language: str,
    history: _History,
    on_record: list[Edition],
    drafts: Drafts,
    found_valid: set[tuple[int, int]],
) -> LanguageState:
    live = history.live
    valid_for = {original for translation, original in found_valid if live and translation == live.pk}
    return LanguageState(
        language=language,
        live=live,
        scheduled=history.scheduled,
        past=None if live else history.past,
        has_words=bool(languages.word(publication, "title", language)),
        has_newer_draft=history.newest is not None and drafts.differ_from(history.newest),
        is_outdated=live is not None and is_outdated(live, on_record, valid_for),
    )
