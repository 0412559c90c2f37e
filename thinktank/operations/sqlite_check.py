from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from thinktank.addresses.web import is_this_machine
from thinktank.database.sqlite3 import driver


@register
def complain_of_sqlite_that_loses_writes(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """An error where others can reach the site; a warning on this machine alone, as for the demo."""
    is_used = any(each["ENGINE"] == "thinktank.database.sqlite3" for each in settings.DATABASES.values())
    if not is_used or not driver.can_lose_writes(driver.Database.sqlite_version_info):
        return []
    kind, number = (Warning, "W001") if is_this_machine(settings.SITE_ORIGIN) else (Error, "E001")
    return [
        kind(
            f"The site runs on SQLite {driver.Database.sqlite_version}, which can lose votes and texts that were already "
            "saved when several processes write (the “WAL-reset bug” of SQLite 3.7.0 to 3.51.2).",
            hint="Install the package pysqlite3, 0.6.1 or newer, use a Python with SQLite 3.51.3 or newer (or 3.50.7, or "
            "3.44.6), or use PostgreSQL (DATABASE_URL).",
            id=f"database.{number}",
        )
    ]
