"""The poll itself: question, rules, opening and closing. Votes are in ballots.py."""

import datetime
from typing import TYPE_CHECKING, Any, Self, cast

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polls.models.wording import keep_former_wordings, refuse_another_meaning
from thinktank.addresses.models import Addressed, AddressedQuerySet
from thinktank.audit.chain import record
from thinktank.delivery.cache_tags import expire_pages_at, invalidate, list_tag, publication_tag, subject_tag
from thinktank.language import languages
from thinktank.language.fields import Line, Lines
from thinktank.readers.peppers import fingerprint, has_pepper, make_pepper, read_pepper
from thinktank.readers.secret_files import SecretUnavailable

if TYPE_CHECKING:
    from polls.models.ballots import BallotInbox
    from polls.models.option import Option

PEPPERS = "polls"

# The tag for a change of any poll. The front page has it, because the poll chosen for it may not be public yet.
ANY_POLL = "any-poll"


class PollQuerySet(AddressedQuerySet["Poll"]):
    def public_in(self, language: str, at: datetime.datetime | None = None) -> Self:
        """Polls with a page in this language: they have opened by this moment, and every option has words in it."""
        option = cast("type[Option]", self.model._meta.get_field("options").related_model)
        options = option.objects.filter(poll=OuterRef("pk"))
        label = languages.field_name("label", language)
        wordless = options.filter(Q(**{label: ""}) | Q(**{label: None}))
        return (
            super()
            .public_in(language)
            .opened(at or timezone.now())
            .filter(Exists(options), ~Exists(wordless))
        )

    def update(self, **values: Any) -> int:
        """Refuses for many polls what Poll.save checks for one: changes of what readers voted on."""
        words = {
            languages.field_name(name, code)
            for name in ("question", "explanation")
            for code in languages.codes()
        }
        fixed = {"question", "explanation", "min_choices", "max_choices", *words} & values.keys()
        if fixed and any(poll.has_votes() for poll in self):
            raise ValidationError(_("Votes have been counted; this can no longer be changed."), code="fixed")
        return super().update(**values)

    update.alters_data = True  # type: ignore[attr-defined] # Django's mark on functions

    def opened(self, at: datetime.datetime) -> Self:
        return self.filter(opens_at__lte=at)

    def open(self, at: datetime.datetime) -> Self:
        """Polls that take votes at this moment."""
        return self.opened(at).filter(Q(closes_at=None) | Q(closes_at__gt=at))

    def open_first(self, at: datetime.datetime) -> Self:
        """Polls that take votes, then those that have closed; the newest first in each group."""
        has_closed = Case(When(closes_at__lte=at, then=1), default=0, output_field=models.IntegerField())
        return self.order_by(has_closed, "-opens_at", "-pk")

    def with_ballots(self) -> Self:
        """Each with `ballots`: the number in the stored tally plus the pending ones."""
        inbox = cast("type[BallotInbox]", self.model._meta.get_field("inbox").related_model)
        pending = inbox.objects.pending().filter(poll=OuterRef("pk")).order_by().values("poll")
        n = Subquery(pending.annotate(n=Count("pk")).values("n"))
        return self.annotate(ballots=Coalesce("tally__ballots", 0) + Coalesce(n, 0))

    def beside(self, publication_id: int) -> Self:
        """Polls that are shown with a publication."""
        return self.filter(publications=publication_id)


class Poll(Addressed):
    """A question to readers. The clock alone decides whether it is open."""

    class Visibility(models.TextChoices):
        ALWAYS = "always", _("always")
        AFTER_VOTING = "after_voting", _("to those who have voted; to all after closing")
        STAFF = "staff", _("to staff; to all after closing")

    address_prefix = "polls"
    required_words = ("question",)

    question = Line(_("question"), max_length=300)
    explanation = Lines(
        _("explanation"),
        blank=True,
        help_text=_("Shown under the question: where it comes from, who is asked, what the answers are for."),
    )
    opens_at = models.DateTimeField(_("opens"), default=timezone.now)
    closes_at = models.DateTimeField(
        _("closes"), null=True, blank=True, help_text=_("Leave empty to keep it open.")
    )
    min_choices = models.PositiveSmallIntegerField(_("minimum answers"), default=1)
    max_choices = models.PositiveSmallIntegerField(_("maximum answers"), default=1)
    results_visibility = models.CharField(
        _("counts are shown"), max_length=20, choices=Visibility, default=Visibility.ALWAYS
    )
    publications = models.ManyToManyField(
        "publishing.Publication",
        blank=True,
        related_name="polls",
        verbose_name=_("shown beside these publications"),
    )
    pepper_ref = models.CharField(
        max_length=64, blank=True, editable=False, help_text="Fingerprint of its pepper."
    )

    objects = PollQuerySet.as_manager()

    class Meta:
        verbose_name = _("poll")
        verbose_name_plural = _("polls")
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(min_choices__gte=1, max_choices__gte=F("min_choices")),
                name="poll_choices_make_sense",
                violation_error_message=_("At least one answer; the maximum cannot be below the minimum."),
            ),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="poll_closes_after_opening",
                violation_error_message=_("The poll closes before it opens."),
            ),
        ]

    @classmethod
    def decisive_fields(cls) -> set[str]:
        return super().decisive_fields() | {"opens_at"}

    def has_opened(self, at: datetime.datetime) -> bool:
        return self.opens_at <= at

    def has_closed(self, at: datetime.datetime) -> bool:
        return self.closes_at is not None and self.closes_at <= at

    def is_open(self, at: datetime.datetime) -> bool:
        return self.has_opened(at) and not self.has_closed(at)

    def has_votes(self) -> bool:
        """Whether anything has been counted: a ballot, or imported votes."""
        return self.voters.exists() or self.imported_counts.exists()

    def is_public_in(self, language: str) -> bool:
        """A poll has no page in a language in which some of its options have no words."""
        if not super().is_public_in(language):
            return False
        return not self.pk or all(languages.word(option, "label", language) for option in self.options.all())

    def public_since(self, now: datetime.datetime) -> datetime.datetime:
        return max(now, self.opens_at)

    def pepper(self) -> bytes:
        """The pepper of its voter keys. Raises SecretUnavailable when it is missing or another one."""
        pepper = read_pepper(PEPPERS, self.uid)
        if fingerprint(pepper) != self.pepper_ref:
            raise SecretUnavailable(f"the pepper of poll {self.uid} is not the one it began with")
        return pepper

    def _lacks_a_pepper(self) -> bool:
        """Whether a pepper must be made. A closed poll needs none. A poll without votes may have lost its pepper while it
        was closed, and is now opened again.
        """
        if self.has_closed(timezone.now()):
            return False
        return not self.pepper_ref or not (has_pepper(PEPPERS, self.uid) or self.voters.exists())

    def clean(self) -> None:
        super().clean()
        self._refuse_change_of_rules()

    @classmethod
    def lock(cls, pk: int | None) -> None:
        """Block votes in this poll until the end of the transaction: inserting a ballot locks the row of its poll."""
        if pk is not None:
            cls.objects.select_for_update().order_by().filter(pk=pk).values_list("pk").first()

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        Poll.lock(self.pk)
        self._leave_out_fractions()
        self._refuse_change_of_rules()
        if self._lacks_a_pepper():
            self.pepper_ref = fingerprint(make_pepper(PEPPERS, self.uid))
        before = Poll.objects.filter(pk=self.pk).first() if self.pk else None
        if before and self.has_votes():
            keep_former_wordings(self, None, before, self, "question")
        super().save(*args, **kwargs)
        expire_pages_at(self.opens_at, self.closes_at)
        if before is None or (before.opens_at, before.closes_at) != (self.opens_at, self.closes_at):
            record("poll_timed", self, opens_at=self.opens_at, closes_at=self.closes_at)

    def invalidate_pages(self) -> None:
        """Only the poll's own page, the list of polls and the pages of its publications show it."""
        beside = self.publications.values_list("uid", flat=True)
        own = [subject_tag(self.uid), list_tag("poll"), ANY_POLL]
        invalidate(*own, *(publication_tag(uid) for uid in beside))

    def _leave_out_fractions(self) -> None:
        """Round times down to whole seconds, because the desk's form shows and sends back no fractions."""
        self.opens_at = self.opens_at.replace(microsecond=0)
        self.closes_at = self.closes_at and self.closes_at.replace(microsecond=0)

    def _refuse_other_explanation(self, before: "Poll") -> None:
        """The explanation that voters read stays. A first translation of question and explanation may be added."""
        errors = {
            languages.field_name("explanation", code): _(
                "Votes have been counted; this can no longer be changed."
            )
            for code in languages.codes()
            if languages.word(before, "question", code)
            and languages.word(before, "explanation", code) != languages.word(self, "explanation", code)
        }
        if errors:
            raise ValidationError(errors)

    def _refuse_change_of_rules(self) -> None:
        """Once readers have voted, the meaning of their votes and the poll's times no longer change."""
        before = Poll.objects.filter(pk=self.pk).first() if self.pk else None
        if before is None or not before.has_votes():
            return
        refuse_another_meaning(before, None, before, self, "question")
        self._refuse_other_explanation(before)
        errors = self._changes(before, "min_choices", "max_choices")
        if before.voters.exists():
            errors |= self._changes(before, "opens_at") | self._another_end(before)
        if errors:
            raise ValidationError(errors)

    def _changes(self, before: "Poll", *fields: str) -> dict[str, Any]:
        sentence = _("Votes have been counted; this can no longer be changed.")
        return {field: sentence for field in fields if getattr(self, field) != getattr(before, field)}

    def _another_end(self, before: "Poll") -> dict[str, Any]:
        now = timezone.now()
        if self.closes_at == before.closes_at:
            return {}
        if before.has_closed(now):
            return {"closes_at": _("The poll has closed and cannot be opened again.")}
        if self.closes_at and self.closes_at < now - datetime.timedelta(minutes=1):
            return {
                "closes_at": _("That time has passed, and readers may have voted since. Choose a later one.")
            }
        return {}
