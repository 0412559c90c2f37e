"""Lines about backups (thinktank/backups/state.py)."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from thinktank.backups.state import BACKUP, TEST, Result, read_results
from thinktank.operations.status.line import Line

A_DAY_AND_A_HALF = datetime.timedelta(hours=36)  # both are made every night


def backup() -> Line:
    return _line(_("Last backup"), BACKUP)


def restore_test() -> Line:
    return _line(_("Last restore test"), TEST)


def _line(name: str, what: str) -> Line:
    made: Result | None = read_results().get(what)
    if made is None:
        return Line(name, _("None is known of."), False, _("Set up backups, and test them."))
    at = date_format(timezone.localtime(made.at), "DATETIME_FORMAT")
    found = _("%(moment)s.") % {"moment": at} if made.is_good else _("Failed on %(moment)s.") % {"moment": at}
    is_well = made.is_good and timezone.now() - made.at < A_DAY_AND_A_HALF
    return Line(name, found, is_well, _("See the log of the backup. One a night is expected."))
