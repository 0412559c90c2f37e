"""`check` notices missing triggers, and `migrate` installs them again."""

import pytest
from django.core.management import call_command
from django.core.management.sql import emit_pre_migrate_signal
from django.db import connection

from polls.models import FormerWording
from tests.publishing.building import build_live, the_edition
from thinktank.publishing.editions.triggers import check_triggers, drop_triggers, missing_triggers
from thinktank.publishing.editions.triggers.postgresql import NAMES as ON_POSTGRESQL
from thinktank.publishing.editions.triggers.sqlite import NAMES as ON_SQLITE
from thinktank.publishing.models import Edition

NAMES = {"sqlite": ON_SQLITE, "postgresql": ON_POSTGRESQL}[connection.vendor]


def drop_sql(name):
    if connection.vendor == "sqlite":
        return f"DROP TRIGGER {name}"
    kind = "CONSTRAINT" if name == "edition_intervals_never_overlap" else "TRIGGER"
    if kind == "CONSTRAINT":
        return f"ALTER TABLE publishing_edition DROP CONSTRAINT {name}"
    return f"DROP TRIGGER {name} ON publishing_edition"


def drop_guard(name):
    """For `other_site.call`."""
    with connection.cursor() as cursor:
        cursor.execute(drop_sql(name))


def check():
    """For `other_site.call`."""
    call_command("check", databases=["default"])


def migrate():
    """For `other_site.call`."""
    call_command("migrate", verbosity=0)


@pytest.mark.django_db
def test_every_trigger_exists_after_the_migrations():
    assert missing_triggers(connection) == []
    assert check_triggers(None, ["default"]) == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_each_missing_trigger_is_an_error_that_names_it(name):
    with connection.cursor() as cursor:
        cursor.execute(drop_sql(name))
    (error,) = check_triggers(None, ["default"])
    assert (error.is_serious(), error.id, name in error.msg) == (True, "publishing.E001", True)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="Only PostgreSQL can switch a trigger off")
def test_a_disabled_trigger_counts_as_missing():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE publishing_edition DISABLE TRIGGER edition_is_immutable")
    assert missing_triggers(connection) == ["edition_is_immutable"]


def test_the_check_command_fails_and_migrate_installs_the_trigger_again(other_site):
    other_site.call(check)
    other_site.call(drop_guard, NAMES[0])
    with pytest.raises(AssertionError, match=rf"(?s)trigger {NAMES[0]} is missing.*manage.py migrate"):
        other_site.call(check)
    other_site.call(migrate)
    other_site.call(check)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite rebuilds a table to alter it")
def test_migrate_installs_the_triggers_of_a_rebuilt_table_again():
    with connection.schema_editor() as editor:
        editor._remake_table(Edition)
    assert missing_triggers(connection) == sorted(NAMES)
    call_command("migrate", verbosity=0)
    assert missing_triggers(connection) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite rebuilds a table to alter it")
def test_a_table_that_a_guard_of_polls_names_can_be_rebuilt_by_a_migration():
    emit_pre_migrate_signal(0, False, "default")
    with connection.schema_editor() as editor:
        editor._remake_table(FormerWording)


@pytest.mark.django_db
def test_without_its_triggers_the_database_allows_changes_to_an_edition():
    """Shows that the triggers refuse the attacks of test_triggers.py: without them, a change succeeds."""
    from django.utils import timezone

    edition = the_edition(build_live(now=timezone.now()), "en", 1)
    drop_triggers(connection)
    assert Edition.objects.filter(pk=edition.pk).update(title="Changed") == 1
