"""Lines about backups (thinktank/backups/state.py and place.py)."""

import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from thinktank.backups.place import is_folder, is_on_the_disk_of_the_data, is_within_the_data
from thinktank.backups.state import BACKUP, TEST, Result, read_results
from thinktank.operations.status.line import Line

A_DAY_AND_A_HALF = datetime.timedelta(hours=36)  # both are made every night


def backup() -> Line:
    return _line(_("Last backup"), BACKUP)


def restore_test() -> Line:
    return _line(_("Last restore test"), TEST)


def place_of_backups() -> Line | None:
    """None where the worker makes no backups."""
    name, target = _("Folder of backups"), settings.BACKUP_TARGET
    if not target:
        return None
    if not is_folder(target):
        advice = _("Mount its disk. Before the first backup, make the folder. Until then no backup is made.")
        return Line(name, _("There is no folder %(path)s.") % {"path": target}, False, advice)
    if is_within_the_data(target):
        advice = _("Set BACKUP_TARGET to a folder elsewhere. Until then no backup is made.")
        return Line(name, _("Within VAR_DIR, among the data of the site."), False, advice)
    if is_on_the_disk_of_the_data(target):
        advice = _("See whether the disk of the backups is mounted. Keep backups on another machine.")
        return Line(name, _("On the same disk as the data of the site."), False, advice)
    return Line(name, _("On another disk than the data of the site."))


def _line(name: str, what: str) -> Line:
    made: Result | None = read_results().get(what)
    if made is None:
        return Line(name, _("None is known of."), False, _("Set up backups, and test them."))
    at = date_format(timezone.localtime(made.at), "DATETIME_FORMAT")
    found = _("%(moment)s.") % {"moment": at} if made.is_good else _("Failed on %(moment)s.") % {"moment": at}
    is_well = made.is_good and timezone.now() - made.at < A_DAY_AND_A_HALF
    return Line(name, found, is_well, _("See the log of the backup. One a night is expected."))
