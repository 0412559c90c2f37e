from django.db import models
from django.utils.translation import gettext_lazy as _


class Horizon(models.TextChoices):
    IMMEDIATE = "immediate", _("Immediate steps")
    LONG_TERM = "long_term", _("Long-term measures")
