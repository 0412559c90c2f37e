"""`migrate`, while the release of before goes on serving."""

import time
from typing import Any

from django.core.management.commands import migrate
from django.db import OperationalError, connections
from psycopg.errors import DeadlockDetected, LockNotAvailable

LOCK_TIMEOUT = 500  # ms that a migration waits for a table; whoever comes after it waits behind it
ATTEMPTS = 60
PAUSE = 1  # second between two attempts, in which those who waited have their turn
LONGEST = 3600  # seconds that one statement may take


class Command(migrate.Command):
    def get_check_kwargs(self, options: dict[str, Any]) -> Any:  # django-stubs has a wrong type for the keys
        """Leave out the database checks: they report missing triggers, which migrating installs."""
        return super().get_check_kwargs(options) | {"databases": []}

    def handle(self, *args: Any, **options: Any) -> None:
        """On PostgreSQL, give up a lock that is not to be had soon, and try again. Raises OperationalError in the end.

        What was applied stays applied; what was interrupted left nothing behind.
        """
        connection = connections[options["database"]]
        if connection.vendor != "postgresql":
            super().handle(*args, **options)
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [str(LOCK_TIMEOUT)])
            cursor.execute("SELECT set_config('statement_timeout', %s, false)", [str(LONGEST * 1000)])
        patience, connection.connection.patience = connection.connection.patience, LONGEST
        try:
            self._until_locked(*args, **options)
        finally:
            connection.connection.patience = patience
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
                cursor.execute("RESET statement_timeout")

    def _until_locked(self, *args: Any, **options: Any) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                super().handle(*args, **options)
                return
            except OperationalError as error:
                if (
                    not isinstance(error.__cause__, LockNotAvailable | DeadlockDetected)
                    or attempt == ATTEMPTS
                ):
                    raise
                self.stderr.write(f"A table is in use. Trying again, {attempt} of {ATTEMPTS - 1}.")
                time.sleep(PAUSE)
