from django.db import models

from tests.briefs.choices import Kind
from thinktank.language.fields import Line
from thinktank.publishing.models import Publication
from thinktank.publishing.models.part import Part


class Brief(Publication):
    """A page for somebody who has to decide."""

    Kind = Kind

    part_sets = (*Publication.part_sets, "steps")

    question = Line("question", max_length=200, blank=True)
    decided_on = models.DateField("decided on", null=True, blank=True)

    class Meta:
        verbose_name = "brief"
        verbose_name_plural = "briefs"


class Step(Part):
    """One thing to do."""

    needed_word = "text"

    brief = models.ForeignKey(Brief, models.CASCADE, related_name="steps")
    text = Line("step", max_length=200, blank=True)

    class Meta(Part.Meta):
        verbose_name = "step"
        verbose_name_plural = "steps"

    def __str__(self):
        return str(self.position)
