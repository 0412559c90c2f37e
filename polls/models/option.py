"""The options of a poll, and what may no longer change in them once somebody has voted."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from polls.models.poll import Poll
from polls.models.wording import keep_former_wordings, refuse_another_meaning
from thinktank.addresses.rows import RowQuerySet
from thinktank.language import languages
from thinktank.language.fields import Line


class OptionsAreFixed(ValidationError):
    """The poll has votes or imported counts: its options and their order stay as they are."""

    def __init__(self) -> None:
        super().__init__(
            _("Votes have been counted: options can no longer be added, removed or put in another order."),
            code="fixed",
        )


class OptionQuerySet(RowQuerySet["Option"]):
    """Refuses for many options what a single option refuses."""

    def update(self, **values: Any) -> int:
        labels = {languages.field_name("label", code) for code in languages.codes()}
        if {"poll", "poll_id", "number", "position", "label", *labels} & values.keys():
            self._refuse_after_votes()
        return super().update(**values)

    update.alters_data = True  # type: ignore[attr-defined] # Django's mark on functions

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        objs = list(objs)
        for poll in {option.poll for option in objs}:
            if poll.has_votes():
                raise OptionsAreFixed
        return super().bulk_create(objs, *args, **kwargs)

    bulk_create.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_after_votes()
        return super().delete()

    delete.alters_data = delete.queryset_only = True  # type: ignore[attr-defined]

    def _refuse_after_votes(self) -> None:
        for poll in {option.poll for option in self.select_related("poll")}:
            if poll.has_votes():
                raise OptionsAreFixed


class Option(models.Model):
    """An answer to choose. Ballots name its number, which never changes; its position only decides the order."""

    owned_by = "poll"
    poll = models.ForeignKey("polls.Poll", models.CASCADE, related_name="options")
    number = models.PositiveSmallIntegerField(editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    label = Line(_("answer"), max_length=200)

    objects = OptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["position", "number"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "number"], name="option_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="option_number_from_one"),
        ]

    def __str__(self) -> str:
        return languages.first_word(self, "label")[0] or f"{self.number}"

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        Poll.lock(self.poll_id)
        before = self.stored()
        has_votes = self.poll.has_votes() or bool(before and before.poll.has_votes())
        if has_votes:
            self._refuse_another_place(before)
        if before and has_votes:
            refuse_another_meaning(self.poll, self, before, self, "label")
        if self.number is None:
            self.number = self._next_number()
        if before and has_votes:
            keep_former_wordings(self.poll, self, before, self, "label")
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Puts the label's errors at its field. The formset checks the order of options."""
        super().clean()
        if (before := self.stored()) and before.poll.has_votes():
            refuse_another_meaning(before.poll, self, before, self, "label")

    def stored(self) -> "Option | None":
        """This option as the database has it."""
        return Option.objects.filter(pk=self.pk).first() if self.pk else None

    def _refuse_another_place(self, before: "Option | None") -> None:
        place = ("poll_id", "position", "number")
        if before is None or any(getattr(before, name) != getattr(self, name) for name in place):
            raise OptionsAreFixed

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.poll.has_votes():
            raise OptionsAreFixed
        return super().delete(*args, **kwargs)

    def _next_number(self) -> int:
        highest = Option.objects.filter(poll=self.poll_id).aggregate(highest=models.Max("number"))["highest"]
        return (highest or 0) + 1
