"""The base of the ordered rows of a publication."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Part(models.Model):
    """An ordered row of a publication. It is saved, compared and restored with the publication."""

    needed_word = ""  # the translated field that must be filled in before a language can be published

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
