from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from thinktank.language import languages


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


def keep_former_wordings(poll, option, before, after, field):
    """Write down each text that has just been replaced by another one."""
    for language in languages.codes():
        text = languages.word(before, field, language)
        if text and text != languages.word(after, field, language):
            FormerWording.objects.create(
                poll=poll, option=option, language=language, text=text, until=timezone.now()
            )
