from django.db import models
from django.utils.translation import gettext_lazy as _

from thinktank.publishing.models import Publication


class Article(Publication):
    """A text of its own: news, analysis, commentary, an interview."""

    class Kind(models.TextChoices):
        NEWS = "news", _("News")
        ANALYSIS = "analysis", _("Analysis")
        COMMENTARY = "commentary", _("Commentary")
        INTERVIEW = "interview", _("Interview")
        GALLERY = "gallery", _("Gallery")

    address_prefix = "articles"

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    @classmethod
    def schema_type(cls, kind):
        return {
            cls.Kind.NEWS: "NewsArticle",
            cls.Kind.ANALYSIS: "AnalysisNewsArticle",
            cls.Kind.COMMENTARY: "OpinionNewsArticle",
            cls.Kind.GALLERY: "ImageGallery",
        }.get(kind, "Article")
