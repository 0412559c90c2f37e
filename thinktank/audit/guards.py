"""Triggers that let entries of the audit log only be added, and only at the end of the chain."""

from typing import Any

from django.db import connection

from thinktank.audit.models import AuditEntry

TABLE = AuditEntry._meta.db_table
NAMES = ["audit_is_added_at_its_end", "audit_is_never_changed", "audit_is_never_deleted"]

_NOT_AT_THE_END = (
    f"NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM {TABLE}) OR NEW.previous <>"
    f" COALESCE((SELECT digest FROM {TABLE} ORDER BY number DESC LIMIT 1), '')"
)
_EVENTS = {
    "audit_is_added_at_its_end": ("INSERT", "an audit entry follows the last one"),
    "audit_is_never_changed": ("UPDATE", "an audit entry is never changed"),
    "audit_is_never_deleted": ("DELETE", "an audit entry is never deleted"),
}


class Sqlite:
    NAMES = NAMES
    PRESENT = f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{TABLE}'"

    @staticmethod
    def create_statements() -> list[str]:
        return [
            f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE} FOR EACH ROW"
            f" {f'WHEN {_NOT_AT_THE_END}' if event == 'INSERT' else ''} BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            for name, (event, sentence) in _EVENTS.items()
        ]

    @staticmethod
    def drop_statements() -> list[str]:
        return [f"DROP TRIGGER IF EXISTS {name}" for name in NAMES]


class Postgresql:
    NAMES = [*NAMES, "audit_is_never_truncated"]
    PRESENT = f"SELECT tgname FROM pg_trigger WHERE tgrelid = '{TABLE}'::regclass AND tgenabled = 'O'"

    _FUNCTION = f"""
CREATE OR REPLACE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'an audit entry is never changed or deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF {_NOT_AT_THE_END} THEN
        RAISE EXCEPTION 'an audit entry follows the last one' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""

    @staticmethod
    def create_statements() -> list[str]:
        return [
            Postgresql._FUNCTION,
            *(
                f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE} FOR EACH ROW EXECUTE FUNCTION audit_guard()"
                for name, (event, _sentence) in _EVENTS.items()
            ),
            f"CREATE TRIGGER audit_is_never_truncated BEFORE TRUNCATE ON {TABLE}"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_guard()",
        ]

    @staticmethod
    def drop_statements() -> list[str]:
        return [f"DROP TRIGGER IF EXISTS {name} ON {TABLE}" for name in Postgresql.NAMES]


BACKENDS: dict[str, Any] = {"sqlite": Sqlite, "postgresql": Postgresql}


def missing_guards() -> list[str]:
    """Names of the triggers that the database lacks."""
    backend = BACKENDS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(backend.PRESENT)
        return sorted(set(backend.NAMES) - {name for (name,) in cursor.fetchall()})
