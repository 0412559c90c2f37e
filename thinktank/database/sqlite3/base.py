"""Django's SQLite engine on the driver chosen in driver.py, without the questions whose failed answers it would remember.

Django's own engine names Python's sqlite3 in its modules; what does so is repeated here for the other driver, as Django
6.1 has it. With Python's own driver it is Django's engine.
"""

import datetime
import decimal
from collections.abc import Iterable, Mapping, Sequence
from itertools import tee
from typing import Any

from django.db.backends.sqlite3 import base, features
from django.db.backends.sqlite3._functions import register as register_functions
from django.utils.asyncio import async_unsafe
from django.utils.dateparse import parse_date, parse_datetime, parse_time

from thinktank.database.sqlite3.connection import Connection
from thinktank.database.sqlite3.driver import Database

Parameters = Sequence[Any] | Mapping[str, Any]

Database.register_converter("bool", b"1".__eq__)
Database.register_converter("date", base.decoder(parse_date))
Database.register_converter("time", base.decoder(parse_time))
Database.register_converter("datetime", base.decoder(parse_datetime))
Database.register_converter("timestamp", base.decoder(parse_datetime))
Database.register_adapter(decimal.Decimal, str)
Database.register_adapter(datetime.date, base.adapt_date)
Database.register_adapter(datetime.datetime, base.adapt_datetime)


class Cursor(Database.Cursor):  # type: ignore[name-defined]
    """Takes Django's placeholders, %s and %(name)s, as its own cursor does."""

    convert_query = base.SQLiteCursorWrapper.convert_query

    def execute(self, query: str, params: Parameters | None = None) -> Any:
        if params is None:
            return super().execute(query)
        names = list(params) if isinstance(params, Mapping) else None
        return super().execute(self.convert_query(query, param_names=names), params)

    def executemany(self, query: str, param_list: Iterable[Parameters]) -> Any:
        first, rows = tee(iter(param_list))
        params = next(first, None)
        names = list(params) if params and isinstance(params, Mapping) else None
        return super().executemany(self.convert_query(query, param_names=names), rows)


class DatabaseFeatures(features.DatabaseFeatures):
    """Django asks each thread's connection once whether SQLite knows JSON, by a transaction.

    While another process writes, that fails, and the thread would go on without JSON for as long as it lives.
    """

    supports_json_field = True
    supports_aggregate_order_by_clause = Database.sqlite_version_info >= (3, 44, 0)


class DatabaseWrapper(base.DatabaseWrapper):
    Database = Database
    features_class = DatabaseFeatures
    init_commands: list[str]

    def get_connection_params(self) -> dict[str, Any]:
        return {"factory": Connection, **super().get_connection_params()}

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Raises OperationalError, as for a database that is away, when the file is no database or a damaged one."""
        connection = Database.connect(**conn_params)
        try:
            self._prepare(connection)
        except Database.DatabaseError as error:
            connection.close()
            if type(error) is not Database.DatabaseError:
                raise
            raise Database.OperationalError(str(error)) from error
        return connection

    def _prepare(self, connection: Any) -> None:
        register_functions(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA legacy_alter_table = OFF")
        for command in self.init_commands:
            if command := command.strip():
                connection.execute(command)

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)
