"""The last administrator stays one: nobody else could make another."""

from collections.abc import Iterable

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

LAST_ADMINISTRATOR = _(
    "No other administrator would be left who can sign in. Make another account an administrator first."
)


def are_last_administrators(keys: Iterable[int]) -> bool:
    """Whether nobody who can sign in would be an administrator without these accounts."""
    keys = set(keys)
    able = User.objects.filter(is_superuser=True, is_active=True, is_staff=True)
    able = able.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).exclude(password="")
    return able.filter(pk__in=keys).exists() and not able.exclude(pk__in=keys).exists()
