from django.contrib.auth.models import User
from django.utils.translation import gettext as _


def name_of(account: User | None) -> str:
    """How other members of staff know somebody."""
    if account is None:
        return _("Somebody")
    return account.get_full_name() or account.get_username()
