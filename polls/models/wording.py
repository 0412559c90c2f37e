from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polls.spelling import is_correction, same
from thinktank.language import languages
from thinktank.language.plain import line


class FormerWording(models.Model):
    """How a question or an option read before it was corrected while votes were already counted. Shown with the poll."""

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

    def __str__(self):
        return self.text


class AnotherMeaning(ValidationError):
    """Votes have been counted for the old words; the new ones say something else."""

    def __init__(self, old, new):
        super().__init__(
            _(
                "Votes have already been counted for “%(old)s”. “%(new)s” may mean something else, and only the spelling can still be corrected. Close this poll and create another one."
            ),
            params={"old": old, "new": new},
            code="meaning",
        )


@dataclass(frozen=True)
class Change:
    """A wording of a poll with votes that is about to be replaced."""

    language: str
    field: str  # with its language
    old: str
    new: str


def changes_of_words(before, after, field):
    """What differs in a question or an option, language by language. What had no words yet changes nothing: a first
    translation is added to the words that were voted on."""
    pairs = [
        (code, languages.word(before, field, code), line(languages.word(after, field, code)))
        for code in languages.codes()
    ]
    return [
        Change(code, languages.field_name(field, code), old, new)
        for code, old, new in pairs
        if old and old != new
    ]


def refuse_another_meaning(poll, option, before, after, field):
    """Raise ValidationError, by field, for each change that is more than a correction of what was first voted on.

    Many small corrections together may not go further than one: each is held against the first wording too. No option
    takes the words of another.
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


def _is_anothers(poll, option, change):
    others = poll.options.exclude(pk=option.pk).values_list(change.field, flat=True)
    formers = FormerWording.objects.filter(poll=poll, language=change.language).exclude(option=None)
    formers = formers.exclude(option=option).values_list("text", flat=True)
    return any(text and same(text, change.new) for text in [*others, *formers])


def keep_former_wordings(poll, option, before, after, field):
    """Write down each text that is about to be replaced: the database lets no other be (polls/guards.py)."""
    for change in changes_of_words(before, after, field):
        FormerWording.objects.create(
            poll=poll, option=option, language=change.language, text=change.old, until=timezone.now()
        )
