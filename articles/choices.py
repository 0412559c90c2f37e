from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    NEWS = "news", _("News")
    ANALYSIS = "analysis", _("Analysis")
    COMMENTARY = "commentary", _("Commentary")
    INTERVIEW = "interview", _("Interview")
    AUDIO = "audio", _("Audio")
    GALLERY = "gallery", _("Gallery")
