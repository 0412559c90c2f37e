"""The rows of a gallery."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from thinktank.language.fields import Line
from thinktank.publishing.models.part import Part


class Picture(Part):
    """A picture of the gallery below the text. Its alternative text and credit come from the library."""

    publication = models.ForeignKey("publishing.Publication", models.CASCADE, related_name="pictures")
    image = models.ForeignKey("library.Image", models.PROTECT, related_name="+", verbose_name=_("picture"))
    caption = Line(_("caption"), max_length=300, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return str(self.image)
