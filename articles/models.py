"""Articles: news, analysis, commentary, interviews, audio episodes, galleries."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.choices import Kind
from thinktank.publishing.models import Publication


class Article(Publication):
    """News, analysis, commentary, an interview, an audio episode or a gallery."""

    Kind = Kind

    recording = models.ForeignKey(
        "library.Recording",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recording"),
    )

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    @classmethod
    def publish_errors(cls, kind: str, facts: Mapping[str, Any]) -> list[Any]:
        if kind == cls.Kind.AUDIO and not facts["recording"]:
            return [_("There is no recording in this language: an audio episode needs one.")]
        return []
