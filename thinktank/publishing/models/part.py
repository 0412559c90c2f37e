import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Part(models.Model):
    """A row that belongs to a publication and is saved, compared and restored with it, in order."""

    needed_word = ""  # the translated field without which readers of a language cannot be shown the row

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
