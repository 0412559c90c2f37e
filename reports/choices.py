from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    JOINT_REPORT = "joint_report", _("Joint report")
    WORKING_PAPER = "working_paper", _("Working paper")
    POLICY_BRIEF = "policy_brief", _("Policy brief")


class Horizon(models.TextChoices):
    IMMEDIATE = "immediate", _("Immediate steps")
    LONG_TERM = "long_term", _("Long-term measures")
