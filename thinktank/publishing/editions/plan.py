"""Planning one act of publishing: every edition it will make, and every problem that prevents it.

plan = plan_publishing(article, ["en"], now=timezone.now())
plan.planned       the editions that it will make
plan.problems      problems, of which the blocking ones prevent it

This module writes nothing; publish.py carries out a plan.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from thinktank.language import languages
from thinktank.publishing.editions.compile import Compiled, compile_edition
from thinktank.publishing.editions.kinds import named, problems_of_kind
from thinktank.publishing.editions.schedule import scheduled_edition
from thinktank.publishing.editions.taken_identifiers import taken_identifiers
from thinktank.publishing.editions.translations import source_id_of
from thinktank.publishing.models import Edition, Publication, Revision
from thinktank.publishing.models.revision import Snapshot, Texts
from thinktank.publishing.revisions.digests import sha256_of
from thinktank.publishing.revisions.save import newest_revision
from thinktank.publishing.revisions.snapshot import facts_of, merge, words_of
from thinktank.richtext.problems import Problem


class CannotPublish(Exception):
    """The publication cannot be published now; `problems` says why."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(" ".join(str(problem.sentence) for problem in problems))


class ChangedMeanwhile(Exception):
    """Another editor saved or published the publication after the plan was made."""


@dataclass(frozen=True)
class PlannedEdition:
    """An edition that will be made, and why."""

    class Why:
        ASKED = "asked"  # the editor chose this language
        FACTS = "facts"  # facts changed: the same words with new facts
        REBUILT = "rebuilt"  # replaces a scheduled edition

    language: str
    at: datetime.datetime
    why: str
    compiled: Compiled
    words_from: Revision
    text_digest: str
    is_minor: bool = False
    note: str = ""
    correction: str = ""
    made_as: str = ""  # the kind that an editor chose; empty: see kinds.py
    translates_id: int | None = None  # for words of an earlier edition: the original that it translates


type EditionAndEnd = tuple[
    int, datetime.datetime | None, str, datetime.datetime | None
]  # see editions_and_ends


@dataclass(frozen=True)
class Plan:
    """Everything that one act of publishing will do."""

    publication: Publication
    revision: Revision
    now: datetime.datetime
    planned: list[PlannedEdition]
    cancelled: list[Edition] = field(default_factory=list)  # scheduled editions that will be deleted
    basis: list[EditionAndEnd] = field(default_factory=list)  # editions and ends at the time of planning
    problems: list[Problem] = field(default_factory=list)
    taken_over: bool = False
    newest: Revision | None = None  # the newest one at the time of planning, if that is not `revision`

    @property
    def blocking(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.is_blocking]

    def in_order(self) -> list[PlannedEdition]:
        """The planned editions in the order of making: earlier ones first, an original before its translations."""
        original = self.publication.original_language
        return sorted(self.planned, key=lambda planned: (planned.at, planned.language != original))


def plan_publishing(
    publication: Publication,
    asked: Sequence[str],
    *,
    now: datetime.datetime,
    at: datetime.datetime | None = None,
    rebuild_scheduled: bool = True,
    is_minor: bool = False,
    note: str | Texts = "",
    correction: str | Texts = "",
    made_as: str = "",
    taken_over: bool = False,
    revision: Revision | None = None,
) -> Plan:
    """Plan to publish the newest revision, or this one, in the asked languages, now or at a later moment.

    `note` and `correction` are texts by language, or one text for all. `made_as` is the kind of the asked editions that
    are not the first; when empty, it follows from what has changed. Compiles everything and writes nothing.
    `taken_over` allows an `at` in the past, for texts that were published elsewhere before. Raises CannotPublish when
    there is no revision, or when the moment has passed.
    """
    revision = revision or newest_revision(publication)
    if revision is None:
        raise CannotPublish([Problem(_("Save it first."), is_blocking=True)])
    at = at or now
    if at < now and not taken_over:
        raise CannotPublish([Problem(_("That time has passed. Choose a later one."), is_blocking=True)])
    planner = _Planner(publication, revision, now, at, is_minor, note, correction, made_as)
    for language in asked:
        planner.ask(language, rebuild_scheduled)
    for language in languages.codes():
        if language not in asked:
            planner.reissue_if_facts_changed(language)
    return Plan(
        publication=publication,
        revision=revision,
        now=now,
        planned=planner.planned,
        cancelled=planner.cancelled,
        basis=editions_and_ends(publication),
        problems=planner.problems + _compile_problems(planner.planned),
        taken_over=taken_over,
    )


def plan_moving(
    publication: Publication, waiting: Sequence[Edition], *, now: datetime.datetime, at: datetime.datetime
) -> Plan:
    """Plan to make scheduled editions of one revision again for another moment, with the words and facts they have."""
    planners = []
    for edition in waiting:
        planner = _Planner(publication, edition.revision, now, at, False, "", "", "")
        planner.move(edition)
        planners.append(planner)
    planned = [each for planner in planners for each in planner.planned]
    return Plan(
        publication=publication,
        revision=waiting[0].revision,
        now=now,
        planned=planned,
        cancelled=list(waiting),
        basis=editions_and_ends(publication),
        problems=_compile_problems(planned),
        newest=newest_revision(publication),
    )


def plan_edition(
    model: type[Publication],
    language: str,
    *,
    at: datetime.datetime,
    why: str,
    words_from: Revision,
    snapshot: Snapshot,
) -> PlannedEdition:
    """Compile one language of a snapshot into an edition that can be built (see build.py)."""
    return PlannedEdition(
        language=language,
        at=at,
        why=why,
        compiled=compile_edition(model, snapshot, language),
        words_from=words_from,
        text_digest=sha256_of(words_of(snapshot, language)),
    )


class _Planner:
    def __init__(
        self,
        publication: Publication,
        revision: Revision,
        now: datetime.datetime,
        at: datetime.datetime,
        is_minor: bool,
        note: str | Texts,
        correction: str | Texts,
        made_as: str,
    ) -> None:
        self.publication, self.model = publication, type(publication)
        self.revision, self.snapshot = revision, revision.snapshot
        self.now, self.at = now, at
        self.is_minor, self.note, self.correction, self.made_as = is_minor, note, correction, made_as
        self.planned: list[PlannedEdition] = []
        self.cancelled: list[Edition] = []
        self.problems: list[Problem] = []

    def ask(self, language: str, rebuild_scheduled: bool) -> None:
        """Publish the newest words in this language. Rebuilds a scheduled edition from them, or cancels it."""
        self._refuse_to_precede(language)
        waiting = scheduled_edition(self.publication, language, self.now)
        asked = self._edition(language, self.at, PlannedEdition.Why.ASKED, self.revision, self.snapshot)
        asked = replace(
            asked,
            is_minor=self.is_minor,
            note=_in_language(self.note, language),
            correction=_in_language(self.correction, language),
            made_as=self.made_as,
        )
        self.planned.append(asked)
        self.problems += problems_of_kind(asked, named(newest_edition(self.publication, language, waiting)))
        self._check_identifiers(language, asked)
        if waiting:
            self.cancelled.append(waiting)
            if self.at == self.now and rebuild_scheduled:
                self._rebuild(waiting, self.revision, self.snapshot)

    def reissue_if_facts_changed(self, language: str) -> None:
        """Make a new edition of a live language that was not asked for, with the new facts and its old words."""
        current = edition_at(self.publication, language, self.at)
        waiting = scheduled_edition(self.publication, language, self.now)
        outdated = [edition for edition in (current, waiting) if edition and self._has_other_facts(edition)]
        if not outdated:
            return
        if waiting and self.now < self.at != waiting.live_from:
            self.problems.append(_already_scheduled(language))
            return
        if current and current != waiting and current in outdated:
            self._refuse_to_precede(language)
            self.planned.append(
                replace(
                    self._old_words(current, self.at, PlannedEdition.Why.FACTS),
                    is_minor=True,
                    made_as=Edition.Made.FACTS,
                )
            )
        if waiting:
            self.cancelled.append(waiting)
            self._rebuild(waiting, waiting.words_from, self._merged(waiting))

    def move(self, waiting: Edition) -> None:
        """Make a scheduled edition again for the planned moment."""
        self._rebuild(waiting, waiting.words_from, self._merged(waiting), self.at)

    def _refuse_to_precede(self, language: str) -> None:
        """Add a problem when an edition went live after the planned moment: new editions come after all others."""
        editions = Edition.objects.filter(publication_id=self.publication.pk, language=language)
        if editions.filter(live_from__gt=self.at, live_from__lte=self.now).exists():
            self.problems.append(_precedes(language))

    def _check_identifiers(self, language: str, asked: PlannedEdition) -> None:
        """Refuse a DOI or EDN of another text. Warn when the live text has a DOI that the new edition will not have."""
        taken = taken_identifiers(self.publication.pk, self.snapshot["words"])
        self.problems += [
            Problem(sentence, True) for (_name, code), sentence in taken.items() if code == language
        ]
        current = edition_at(self.publication, language, self.at)
        before = current.content.get("doi") if current else ""
        if before and before != asked.compiled.content.get("doi"):
            self.problems.append(_other_doi(language, before))

    def _rebuild(
        self,
        waiting: Edition,
        words_from: Revision,
        snapshot: Snapshot,
        at: datetime.datetime | None = None,
    ) -> None:
        rebuilt = self._edition(
            waiting.language, at or waiting.live_from, PlannedEdition.Why.REBUILT, words_from, snapshot
        )
        self.planned.append(
            replace(
                rebuilt,
                is_minor=waiting.is_minor,
                note=waiting.note,
                correction=waiting.correction,
                made_as=waiting.made_as,
                translates_id=waiting.translates_id,
            )
        )

    def _has_other_facts(self, edition: Edition) -> bool:
        return facts_of(edition.revision.snapshot) != facts_of(self.snapshot)

    def _merged(self, edition: Edition) -> Snapshot:
        return merge(self.snapshot, edition.words_from.snapshot, edition.language)

    def _old_words(self, edition: Edition, at: datetime.datetime, why: str) -> PlannedEdition:
        planned = self._edition(edition.language, at, why, edition.words_from, self._merged(edition))
        return replace(planned, translates_id=source_id_of(edition))

    def _edition(
        self, language: str, at: datetime.datetime, why: str, words_from: Revision, snapshot: Snapshot
    ) -> PlannedEdition:
        return plan_edition(self.model, language, at=at, why=why, words_from=words_from, snapshot=snapshot)


def _in_language(text: str | Texts, language: str) -> str:
    return text.get(language, "") if isinstance(text, dict) else text


def newest_edition(publication: Publication, language: str, without: Edition | None) -> Edition | None:
    """The edition with the highest number in this language, apart from one that will be cancelled."""
    editions = Edition.objects.filter(publication_id=publication.pk).in_language(language)
    return editions.exclude(pk=without.pk if without else 0).order_by("-number").first()


def edition_at(publication: Publication, language: str, at: datetime.datetime) -> Edition | None:
    """The edition that is live in this language at a moment, or None."""
    editions = Edition.objects.filter(publication_id=publication.pk).in_language(language)
    return editions.live(at).select_related("revision", "words_from").first()


def editions_and_ends(publication: Publication) -> list[EditionAndEnd]:
    """[(id, end, reason for the end, erased at)] of all editions. Equal until one is published, ended or erased."""
    rows = Edition.objects.filter(publication_id=publication.pk).order_by("pk")
    return list(rows.values_list("pk", "live_until", "ended_as", "erased_at"))


def _already_scheduled(language: str) -> Problem:
    sentence = _(
        "The changed details also affect the %(language)s text, and an edition of it is already scheduled. Publish now, or cancel that one first."
    )
    return Problem(sentence % {"language": languages.name_after_in(language)}, is_blocking=True)


def _other_doi(language: str, before: str) -> Problem:
    sentence = _(
        "%(language)s: the live text has the DOI %(doi)s, which this edition will not have. Keep it, unless it was wrong."
    )
    return Problem(sentence % {"language": languages.name_of(language), "doi": before})


def _precedes(language: str) -> Problem:
    sentence = _("%(language)s: there is already an edition with a later date.")
    return Problem(sentence % {"language": languages.name_of(language)}, is_blocking=True)


def _compile_problems(planned: list[PlannedEdition]) -> list[Problem]:
    """The problems of all compiled texts, each once: a scheduled edition may be rebuilt from the same text."""
    problems = (
        replace(problem, sentence=f"{languages.name_of(edition.language)}: {problem.sentence}")
        for edition in planned
        for problem in edition.compiled.problems
    )
    return list(dict.fromkeys(problems))
