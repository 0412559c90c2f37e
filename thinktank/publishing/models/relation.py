"""Relations between publications, such as “reports on”."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Relation(models.Model):
    """A link from one publication to another. Pages read it live, in both directions; editions do not store it."""

    class Role(models.TextChoices):
        REPORTS_ON = "reports_on", _("reports on")
        LAUNCHES = "launches", _("launches")
        RESULT_OF = "result_of", _("is a result of")
        FOLLOWS = "follows", _("follows")
        PART_OF = "part_of", _("is part of")

    source = models.ForeignKey("publishing.Publication", models.CASCADE, related_name="relations_out")
    target = models.ForeignKey(
        "publishing.Publication", models.CASCADE, related_name="relations_in", verbose_name=_("publication")
    )
    role = models.CharField(_("relation"), max_length=20, choices=Role)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("related publications")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "role"], name="relation_once"),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="relation_not_to_itself",
                violation_error_message=_("A publication cannot be related to itself."),
            ),
        ]

    def clean(self) -> None:
        if self.source_id is not None and self.source_id == self.target_id:
            raise ValidationError(_("A publication cannot be related to itself."))

    def get_constraints(self) -> list[tuple[type[models.Model], Sequence[models.BaseConstraint]]]:
        """Leave out check constraints, which forms would ask the database about: `clean` checks the same."""
        return [
            (model, [each for each in constraints if not isinstance(each, models.CheckConstraint)])
            for model, constraints in super().get_constraints()
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"
