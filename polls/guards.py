"""Triggers of the database: what it refuses once something was counted in a poll, even to raw SQL.

They refuse other options, another number of answers, a text that is emptied, and a new wording unless the old one was
stored first (`FormerWording`); and, once somebody has voted, other imported counts. Triggers cannot tell a correction
from another meaning; models and forms do. But no words change without a trace.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connections

from polls.models import FormerWording, ImportedCount, Option, Poll, PollVoter
from thinktank.language import languages

POLL, OPTION, COUNT = TABLES = [model._meta.db_table for model in (Poll, Option, ImportedCount)]
DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}


def _is_voted_in(poll: str) -> str:
    return f"EXISTS (SELECT 1 FROM {PollVoter._meta.db_table} WHERE poll_id IN ({poll}))"


def _is_counted(poll: str) -> str:
    return f"{_is_voted_in(poll)} OR EXISTS (SELECT 1 FROM {COUNT} WHERE poll_id IN ({poll}))"


def _changes(vendor: str, *columns: str) -> list[str]:
    return [f"OLD.{column} {DIFFERS[vendor]} NEW.{column}" for column in columns]


def _rewords(vendor: str, field: str, former: str) -> Iterator[str]:
    """A text is emptied, or replaced although the last former wording is another text."""
    for code in languages.codes():
        column, differs = languages.field_name(field, code), DIFFERS[vendor]
        last = (
            f"(SELECT text FROM {FormerWording._meta.db_table} WHERE {former} AND language = '{code}'"
            " ORDER BY id DESC LIMIT 1)"
        )
        unnoted = f"COALESCE(NEW.{column}, '') = '' OR OLD.{column} {differs} {last}"
        yield f"OLD.{column} <> '' AND OLD.{column} {differs} NEW.{column} AND ({unnoted})"


def _explains_otherwise(vendor: str) -> Iterator[str]:
    """The explanation changes in a language in which the question has words."""
    for code in languages.codes():
        question, column = (languages.field_name(name, code) for name in ("question", "explanation"))
        old, new = f"COALESCE(OLD.{column}, '')", f"COALESCE(NEW.{column}, '')"
        yield f"OLD.{question} <> '' AND {old} <> {new}"


def _guards(vendor: str) -> list[tuple[str, str, str, str]]:
    """(name, event, table, condition under which the event is refused)"""
    poll = [
        *_changes(vendor, "id", "uid", "min_choices", "max_choices"),
        *_rewords(vendor, "question", "poll_id = OLD.id AND option_id IS NULL"),
        *_explains_otherwise(vendor),
    ]
    option = [
        *_changes(vendor, "id", "poll_id", "number", "position"),
        *_rewords(vendor, "label", "option_id = OLD.id"),
    ]
    known = f"SELECT known.id FROM {POLL} AS known WHERE known.id = NEW.id OR known.uid = NEW.uid"
    return [
        ("poll_is_never_replaced", "INSERT", POLL, _is_counted(known)),
        ("poll_keeps_its_meaning", "UPDATE", POLL, f"({_is_counted('OLD.id')}) AND {_any_of(poll)}"),
        ("option_is_never_added", "INSERT", OPTION, _is_counted("NEW.poll_id")),
        (
            "option_keeps_its_meaning",
            "UPDATE",
            OPTION,
            f"({_is_counted('OLD.poll_id, NEW.poll_id')}) AND {_any_of(option)}",
        ),
        ("option_is_never_removed", "DELETE", OPTION, _is_counted("OLD.poll_id")),
        ("count_is_never_added", "INSERT", COUNT, _is_voted_in("NEW.poll_id")),
        ("count_stays", "UPDATE", COUNT, _is_voted_in("OLD.poll_id, NEW.poll_id")),
        ("count_is_never_removed", "DELETE", COUNT, _is_voted_in("OLD.poll_id")),
    ]


def _any_of(conditions: list[str]) -> str:
    return f"({' OR '.join(f'({condition})' for condition in conditions)})"


REFUSAL = "votes have been counted for these words"


class Sqlite:
    NAMES = [name for name, *_rest in _guards("sqlite")]
    PRESENT = f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN {tuple(TABLES)}"

    @staticmethod
    def create_statements() -> list[str]:
        return [
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for name, event, table, condition in _guards("sqlite")
        ]

    @staticmethod
    def drop_statements() -> list[str]:
        return [f"DROP TRIGGER IF EXISTS {name}" for name in Sqlite.NAMES]


class Postgresql:
    NAMES = Sqlite.NAMES
    PRESENT = (
        "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        f" WHERE relname IN {tuple(TABLES)} AND tgenabled = 'O'"
    )

    @staticmethod
    def create_statements() -> list[str]:
        return [
            statement
            for name, event, table, condition in _guards("postgresql")
            for statement in (
                f"CREATE OR REPLACE FUNCTION polls_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {condition} THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END IF; "
                f"RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END $$",
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION polls_{name}()",
            )
        ]

    @staticmethod
    def drop_statements() -> list[str]:
        return [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, _e, table, _c in _guards("postgresql")]


BACKENDS: dict[str, Sqlite | Postgresql] = {"sqlite": Sqlite(), "postgresql": Postgresql()}


def drop_before_migrate(sender: object, using: str, **kwargs: Any) -> None:
    """SQLite cannot rebuild a table that another table's trigger names."""
    if connections[using].vendor == "sqlite":
        with connections[using].cursor() as cursor:
            for statement in Sqlite.drop_statements():
                cursor.execute(statement)
