"""Planning what one act of publishing will do: every edition it will make, and what stands against it.

plan = plan_publishing(article, ["en"], now=timezone.now())
plan.planned       what will be made, in words for the editor
plan.problems      what stands against it

Nothing is written here: publish.py carries a plan out.
"""

import datetime
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from thinktank.language import languages
from thinktank.publishing.editions.compile import Compiled, compile_edition
from thinktank.publishing.editions.schedule import scheduled_edition
from thinktank.publishing.editions.translations import source_id_of
from thinktank.publishing.models import Edition, Publication, Revision
from thinktank.publishing.revisions.digests import sha256_of
from thinktank.publishing.revisions.save import newest_revision
from thinktank.publishing.revisions.snapshot import facts_of, merge, words_of
from thinktank.richtext.problems import Problem


class CannotPublish(Exception):
    """Something stands against it; `problems` says what."""

    def __init__(self, problems):
        self.problems = problems
        super().__init__(" ".join(str(problem.sentence) for problem in problems))


class ChangedMeanwhile(Exception):
    """The publication was saved or published by somebody else after the plan was made."""


@dataclass(frozen=True)
class PlannedEdition:
    """An edition that will be made, and why."""

    class Why:
        ASKED = "asked"
        FACTS = "facts"  # the same words with new facts
        REBUILT = "rebuilt"  # takes the place of a scheduled one

    language: str
    at: datetime.datetime
    why: str
    compiled: Compiled
    words_from: Revision
    text_digest: str
    is_minor: bool = False
    note: str = ""
    correction: str = ""
    translates_id: int | None = None  # of old words: what they were translated from


@dataclass(frozen=True)
class Plan:
    """All that one act of publishing will do."""

    publication: Publication
    revision: Revision
    now: datetime.datetime
    planned: list
    cancelled: list = field(default_factory=list)  # scheduled editions that will go
    basis: list = field(default_factory=list)  # its editions and their ends, when the plan was made
    problems: list = field(default_factory=list)
    taken_over: bool = False

    @property
    def blocking(self):
        return [problem for problem in self.problems if problem.is_blocking]

    def in_order(self):
        """As they must be made: earlier ones first, an original before its translations."""
        original = self.publication.original_language
        return sorted(self.planned, key=lambda planned: (planned.at, planned.language != original))


def plan_publishing(
    publication,
    asked,
    *,
    now,
    at=None,
    rebuild_scheduled=True,
    is_minor=False,
    note="",
    correction="",
    taken_over=False,
):
    """Plan to publish the newest revision in the asked languages, now or at a later moment.

    `note` and `correction` are texts by language, or one text for all. Compiles everything; writes nothing.
    `taken_over` allows a past `at`, for what was published elsewhere before. Raises CannotPublish when there is no
    revision, or when the moment has passed.
    """
    revision = newest_revision(publication)
    if revision is None:
        raise CannotPublish([Problem(_("Save it first."), is_blocking=True)])
    at = at or now
    if at < now and not taken_over:
        raise CannotPublish([Problem(_("That time has passed. Choose a later one."), is_blocking=True)])
    planner = _Planner(publication, revision, now, at, is_minor, note, correction)
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


def plan_edition(
    model: type[Publication],
    language: str,
    *,
    at: datetime.datetime,
    why: str,
    words_from: Revision,
    snapshot: dict,
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
    def __init__(self, publication, revision, now, at, is_minor, note, correction):
        self.publication, self.model = publication, type(publication)
        self.revision, self.snapshot = revision, revision.snapshot
        self.now, self.at = now, at
        self.is_minor, self.note, self.correction = is_minor, note, correction
        self.planned, self.cancelled, self.problems = [], [], []

    def ask(self, language, rebuild_scheduled):
        """Publish the newest words in this language; what was scheduled is rebuilt from them, or cancelled."""
        self._refuse_to_precede(language)
        waiting = scheduled_edition(self.publication, language, self.now)
        asked = self._edition(language, self.at, PlannedEdition.Why.ASKED, self.revision, self.snapshot)
        self.planned.append(
            replace(
                asked,
                is_minor=self.is_minor,
                note=_in_language(self.note, language),
                correction=_in_language(self.correction, language),
            )
        )
        if waiting:
            self.cancelled.append(waiting)
            if self.at == self.now and rebuild_scheduled:
                self._rebuild(waiting, self.revision, self.snapshot)

    def reissue_if_facts_changed(self, language):
        """Facts belong to all languages: the other live ones are issued anew with them, in their own old words."""
        current = edition_at(self.publication, language, self.at)
        waiting = scheduled_edition(self.publication, language, self.now)
        outdated = [edition for edition in (current, waiting) if edition and self._has_other_facts(edition)]
        if not outdated:
            return
        if waiting and self.at > self.now:
            self.problems.append(_already_scheduled(language))
            return
        if current in outdated:
            self._refuse_to_precede(language)
            self.planned.append(
                replace(self._old_words(current, self.at, PlannedEdition.Why.FACTS), is_minor=True)
            )
        if waiting:
            self.cancelled.append(waiting)
            self._rebuild(waiting, waiting.words_from, self._merged(waiting))

    def _refuse_to_precede(self, language):
        """Editions are added at the end only, those taken over from elsewhere too."""
        editions = Edition.objects.filter(publication_id=self.publication.pk, language=language)
        if editions.filter(live_from__gt=self.at, live_from__lte=self.now).exists():
            self.problems.append(_precedes(language))

    def _rebuild(self, waiting, words_from, snapshot):
        rebuilt = self._edition(
            waiting.language, waiting.live_from, PlannedEdition.Why.REBUILT, words_from, snapshot
        )
        self.planned.append(
            replace(
                rebuilt,
                is_minor=waiting.is_minor,
                note=waiting.note,
                correction=waiting.correction,
                translates_id=waiting.translates_id,
            )
        )

    def _has_other_facts(self, edition):
        return facts_of(edition.revision.snapshot) != facts_of(self.snapshot)

    def _merged(self, edition):
        return merge(self.snapshot, edition.words_from.snapshot, edition.language)

    def _old_words(self, edition, at, why):
        planned = self._edition(edition.language, at, why, edition.words_from, self._merged(edition))
        return replace(planned, translates_id=source_id_of(edition))

    def _edition(self, language, at, why, words_from, snapshot):
        return plan_edition(self.model, language, at=at, why=why, words_from=words_from, snapshot=snapshot)


def _in_language(text, language):
    return text.get(language, "") if isinstance(text, dict) else text


def edition_at(publication, language, at):
    """The edition that is live in this language at this moment, or None."""
    editions = Edition.objects.filter(publication_id=publication.pk).in_language(language)
    return editions.live(at).select_related("revision", "words_from").first()


def editions_and_ends(publication):
    """[(id, end, reason, erased)] of all editions: equal as long as nobody has published or ended one."""
    rows = Edition.objects.filter(publication_id=publication.pk).order_by("pk")
    return list(rows.values_list("pk", "live_until", "ended_as", "erased_at"))


def _already_scheduled(language):
    sentence = _(
        "The changed details also affect the %(language)s text, and an edition of it is already scheduled. Publish now, or cancel that one first."
    )
    return Problem(sentence % {"language": languages.name_after_in(language)}, is_blocking=True)


def _precedes(language):
    sentence = _("%(language)s: there is already an edition with a later date.")
    return Problem(sentence % {"language": languages.name_of(language)}, is_blocking=True)


def _compile_problems(planned):
    """Each problem once, although a scheduled edition may be rebuilt from the same text."""
    problems = (
        replace(problem, sentence=f"{languages.name_of(edition.language)}: {problem.sentence}")
        for edition in planned
        for problem in edition.compiled.problems
    )
    return list(dict.fromkeys(problems))
