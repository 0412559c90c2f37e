from django.db import models


class Kind(models.TextChoices):
    MEMO = "memo", "Memo"
    ADVICE = "advice", "Advice"
