"""Corrections of a poll's wording after the first vote, and the earlier wordings that its page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polls.spelling import is_correction, same
from thinktank.audit.chain import record
from thinktank.language import languages
from thinktank.language.plain import line

if TYPE_CHECKING:
    from polls.models.option import Option
    from polls.models.poll import Poll


class FormerWording(models.Model):
    """The text of a question or an option before it was corrected after votes. The poll's page shows it."""

    poll = models.ForeignKey("polls.Poll", models.CASCADE, related_name="former_wordings")
    option = models.ForeignKey(
        "polls.Option", models.CASCADE, null=True, blank=True, related_name="former_wordings"
    )
    language = models.CharField(max_length=10)
    text = models.CharField(max_length=300)
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("former wording")
        verbose_name_plural = _("former wordings")
        ordering = ["until", "pk"]

    def __str__(self) -> str:
        return self.text


class AnotherMeaning(ValidationError):
    """Votes have been counted for the old words, and the new ones may mean something else."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(
            _(
                "Votes have already been counted for “%(old)s”. “%(new)s” may mean something else, and only the spelling can still be corrected. Close this poll and create another one."
            ),
            params={"old": old, "new": new},
            code="meaning",
        )


@dataclass(frozen=True)
class Change:
    """A new wording that is about to replace one in a poll with votes."""

    language: str
    field: str  # with its language
    old: str
    new: str


def changes_of_words(before: Poll | Option, after: Poll | Option, field: str) -> list[Change]:
    """The changed wordings of a question or an option, by language. A first translation is no change: it replaces no
    words that readers voted on.
    """
    pairs = [
        (code, languages.word(before, field, code), line(languages.word(after, field, code)))
        for code in languages.codes()
    ]
    return [
        Change(code, languages.field_name(field, code), old, new)
        for code, old, new in pairs
        if old and old != new
    ]


def refuse_another_meaning(
    poll: Poll, option: Option | None, before: Poll | Option, after: Poll | Option, field: str
) -> None:
    """Raise ValidationError, by field, for each change that is more than a correction of spelling.

    Each change is compared with the first wording too, so that many small corrections cannot go further than one. No
    option may take the words of another. `option` is None for the question.
    """
    errors = {}
    for change in changes_of_words(before, after, field):
        formers = FormerWording.objects.filter(poll=poll, option=option, language=change.language)
        first = formers.order_by("until", "pk").values_list("text", flat=True).first() or change.old
        taken = option is not None and _is_anothers(poll, option, change)
        if taken or not all(is_correction(old, change.new) for old in (first, change.old)):
            errors[change.field] = AnotherMeaning(first, change.new)
    if errors:
        raise ValidationError(errors)


def _is_anothers(poll: Poll, option: Option, change: Change) -> bool:
    """Whether another option has, or had, these words."""
    others = poll.options.exclude(pk=option.pk).values_list(change.field, flat=True)
    formers = FormerWording.objects.filter(poll=poll, language=change.language).exclude(option=None)
    texts = formers.exclude(option=option).values_list("text", flat=True)
    return any(text and same(text, change.new) for text in [*others, *texts])


def keep_former_wordings(
    poll: Poll, option: Option | None, before: Poll | Option, after: Poll | Option, field: str
) -> None:
    """Store each text that is about to be replaced. The database refuses a change without it (polls/guards.py)."""
    for change in changes_of_words(before, after, field):
        FormerWording.objects.create(
            poll=poll, option=option, language=change.language, text=change.old, until=timezone.now()
        )
        number = option.number if option else None
        record("poll_reworded", poll, language=change.language, option=number)
