from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Assignment(models.Model):
    """That somebody works on a text that another person began. It lets authors write it (accounts/permissions.py)."""

    publication = models.ForeignKey("publishing.Publication", models.CASCADE, related_name="assignments")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("assignment")
        constraints = [
            models.UniqueConstraint(fields=["publication", "account"], name="one_assignment_of_a_text"),
        ]

    def __str__(self) -> str:
        return str(self.account)
