from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from polls.models.wording import keep_former_wordings
from thinktank.language import languages
from thinktank.language.fields import Line


class OptionsAreFixed(ValidationError):
    """The poll has votes or counts taken over: options stay, in their order."""

    def __init__(self):
        super().__init__(
            _("Votes have been counted: options can no longer be added, removed or put in another order."),
            code="fixed",
        )


class Option(models.Model):
    """An answer to choose. Ballots name it by its number, which never changes; its position is only where it stands."""

    poll = models.ForeignKey("polls.Poll", models.CASCADE, related_name="options")
    number = models.PositiveSmallIntegerField(editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    label = Line(_("answer"), max_length=200)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["position", "number"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "number"], name="option_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="option_number_from_one"),
        ]

    def __str__(self):
        return languages.first_word(self, "label")[0] or f"{self.number}"

    def save(self, *args, **kwargs):
        before = Option.objects.filter(pk=self.pk).first() if self.pk else None
        has_votes = self.poll.has_votes()
        if has_votes and (before is None or before.position != self.position or before.number != self.number):
            raise OptionsAreFixed
        if self.number is None:
            self.number = self._next_number()
        super().save(*args, **kwargs)
        if before and has_votes:
            keep_former_wordings(self.poll, self, before, self, "label")

    def delete(self, *args, **kwargs):
        if self.poll.has_votes():
            raise OptionsAreFixed
        return super().delete(*args, **kwargs)

    def _next_number(self):
        highest = Option.objects.filter(poll=self.poll_id).aggregate(highest=models.Max("number"))["highest"]
        return (highest or 0) + 1
