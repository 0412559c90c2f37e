"""Publishing: a plan names every edition it will make, then one short transaction makes them (design rules 2 to 4).

plan = plan_publishing(article, ["en"], now=timezone.now())
plan.planned       what will be made, in words for the editor
plan.problems      what stands against it
carry_out(plan, by=user)
"""

import datetime
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thinktank.addresses.models import claim_address
from thinktank.language import languages
from thinktank.publishing.editions.compile import Compiled, compile_edition
from thinktank.publishing.editions.generated_files import ask_for_files
from thinktank.publishing.editions.invalidate import announce
from thinktank.publishing.editions.schedule import cancel_scheduled, scheduled_edition
from thinktank.publishing.editions.translations import say_still_valid, source_id_of
from thinktank.publishing.models import Edition, Listing, Publication, Reference, Revision
from thinktank.publishing.revisions.digests import digest_of, sha256_of
from thinktank.publishing.revisions.save import lock_publication, newest_revision
from thinktank.publishing.revisions.snapshot import facts_of, merge, words_of
from thinktank.richtext.problems import Problem

ONE_TICK = datetime.timedelta(microseconds=1)


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
        basis=_editions_and_ends(publication),
        problems=planner.problems + _compile_problems(planner.planned),
        taken_over=taken_over,
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
        current = _edition_at(self.publication, language, self.at)
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
        return PlannedEdition(
            language=language,
            at=at,
            why=why,
            compiled=compile_edition(self.model, snapshot, language),
            words_from=words_from,
            text_digest=sha256_of(words_of(snapshot, language)),
        )


def _in_language(text, language):
    return text.get(language, "") if isinstance(text, dict) else text


def _edition_at(publication, language, at):
    editions = Edition.objects.filter(publication_id=publication.pk).in_language(language)
    return editions.live(at).select_related("revision", "words_from").first()


def _editions_and_ends(publication):
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


@transaction.atomic
def carry_out(plan, *, by):
    """Make every edition of the plan, in one transaction; returns them.

    Raises CannotPublish when the plan has blocking problems or an address is taken (AddressTaken), and
    ChangedMeanwhile when somebody saved or published in the meantime. Nothing is written then.
    """
    if plan.blocking:
        raise CannotPublish(plan.blocking)
    lock_publication(plan.publication)
    is_stale = newest_revision(plan.publication) != plan.revision
    if is_stale or _editions_and_ends(plan.publication) != plan.basis:
        raise ChangedMeanwhile
    waiting = _cancel(plan)
    made = [_make(plan, planned, by) for planned in plan.in_order()]
    for edition in made:
        translations = waiting.get((edition.language, edition.text_digest), [])
        Edition.objects.filter(pk__in=translations, live_from__gte=edition.live_from).update(
            translates=edition
        )
    _note_translations_at_hand(plan, made, by)
    announce(made)
    ask_for_files(made)
    return made


def _note_translations_at_hand(plan, made, by):
    """A translation that went out before its original, and was written beside this very text, is valid for it."""
    for original in (edition for edition in made if edition.language == plan.publication.original_language):
        others = Edition.objects.filter(publication_id=plan.publication.pk, erased_at=None)
        others = others.exclude(language=original.language).exclude(pk__in=[edition.pk for edition in made])
        for translation in others.filter(live_until=None).select_related("words_from"):
            beside = words_of(translation.words_from.snapshot, original.language)
            if sha256_of(beside) == original.text_digest and _has_new_words(translation):
                say_still_valid(translation, original, by=by, now=plan.now)


def _has_new_words(edition):
    before = Edition.objects.filter(
        publication_id=edition.publication_id, language=edition.language, number=edition.number - 1
    )
    return not before.filter(text_digest=edition.text_digest).exists()


def _cancel(plan):
    """Remove the scheduled editions that go; returns the ids of the waiting translations of each text."""
    translations = {}
    for edition in plan.cancelled:
        waiting = edition.translations.values_list("pk", flat=True)
        translations[edition.language, edition.text_digest] = list(waiting)
        cancel_scheduled(edition, now=plan.now)
    return translations


def _make(plan, planned, by):
    publication, language, compiled = plan.publication, planned.language, planned.compiled
    at, until, ended_as = _end_predecessor(publication, language, planned.at)
    editions = Edition.objects.filter(publication_id=publication.pk, language=language)
    newest = editions.order_by("-number").first()
    edition = Edition(
        publication_id=publication.pk,
        publication_uid=publication.uid,
        language=language,
        number=newest.number + 1 if newest else 1,
        type=compiled.type,
        prefix=compiled.prefix,
        slug=compiled.slug,
        kind=compiled.kind,
        title=compiled.title,
        standfirst=compiled.standfirst,
        dated=compiled.dated or (newest.dated if newest else timezone.localdate(at)),
        content=compiled.content,
        card=compiled.card,
        plain_text=compiled.plain_text,
        is_minor=planned.is_minor,
        note=planned.note,
        correction=planned.correction,
        text_digest=planned.text_digest,
        revision=plan.revision,
        words_from=planned.words_from,
        translates_id=_source_id(plan, planned, at),
        made_at=plan.now,
        made_by=by,
        taken_over=plan.taken_over,
        live_from=at,
        first_live_from=newest.first_live_from if newest else at,
        live_until=until,
        ended_as=ended_as,
    )
    edition.digest = digest_of(edition)
    edition.save(force_insert=True)
    _list_and_refer(edition, compiled)
    claim_address(
        publication.uid,
        language,
        compiled.prefix,
        compiled.slug,
        label=compiled.title,
        since=at,
        now=plan.now,
    )
    return edition


def _source_id(plan, planned, at):
    """What an edition translates: new words the original as it reads then; old words what they always did.

    Words that were live before are old ones, whether they were live until now or are restored.
    """
    original = plan.publication.original_language
    if planned.language == original:
        return None
    if planned.words_from != plan.revision:
        if planned.translates_id is None or Edition.objects.filter(pk=planned.translates_id).exists():
            return planned.translates_id
    own = Edition.objects.filter(publication_id=plan.publication.pk, language=planned.language)
    of_these_words = own.filter(text_digest=planned.text_digest).exclude(translates=None)
    if newest := of_these_words.order_by("-number").first():
        return source_id_of(newest)
    edition = _edition_at(plan.publication, original, at)
    return edition.pk if edition else None


def _end_predecessor(publication, language, at):
    """End what is live at that moment; returns (start, end, reason) for its successor, which takes over its end."""
    predecessor = Edition.objects.filter(publication_id=publication.pk, language=language).live(at).first()
    if predecessor is None:
        return at, None, ""
    at = max(at, predecessor.live_from + ONE_TICK)
    until, ended_as = predecessor.live_until, predecessor.ended_as
    predecessor.set_end(at, Edition.End.REPLACED)
    return at, until, ended_as


def _list_and_refer(edition, compiled):
    Listing.objects.bulk_create(
        Listing(
            edition=edition,
            subject_uid=uid,
            language=edition.language,
            dated=edition.dated,
            live_from=edition.live_from,
            first_live_from=edition.first_live_from,
            live_until=edition.live_until,
        )
        for uid in compiled.subjects
    )
    Reference.objects.bulk_create(
        Reference(
            publication_id=edition.publication_id, edition=edition, target_type=target_type, target_uid=uid
        )
        for target_type, uid in compiled.references
    )


def publish(publication, asked, *, by, now=None, **options):
    """Plan and carry out in one go: for importers, the demo and tests. Options as for `plan_publishing`."""
    plan = plan_publishing(publication, asked, now=now or timezone.now(), **options)
    return carry_out(plan, by=by)
