"""Entries are only added, at the end of one chain, and whatever is done to them by hand is noticed and named."""

import datetime
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.audit.appending import append_at_once
from thinktank.audit.chain import record
from thinktank.audit.heads import read_heads
from thinktank.audit.house import keep_audit_log
from thinktank.audit.models import AuditEntry
from thinktank.audit.verify import verify_audit
from thinktank.publishing.editions.triggers import drop_triggers

TABLE = AuditEntry._meta.db_table
NO_ROW = "0" * 64


@pytest.fixture
def ten(db, settings, tmp_path):
    """Ten entries; the heads of the log are written down in a file of the test's own."""
    settings.AUDIT_HEAD_FILE = tmp_path / "heads.jsonl"
    for number in range(10):
        record("added", n=number, at=timezone.now(), words="«ёлочки»")


def execute(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_processes_that_add_at_once_make_one_chain(other_site):
    assert other_site.call(append_at_once, 4, 15) == [4 * 20, ""]


@pytest.mark.usefixtures("ten")
@pytest.mark.parametrize(
    "attack",
    [
        f"UPDATE {TABLE} SET act = 'x' WHERE number = 4",
        f"UPDATE {TABLE} SET act = act WHERE number = 4",
        f"DELETE FROM {TABLE} WHERE number = 10",
        f"INSERT INTO {TABLE} SELECT 12, uid, at, who_id, who, act, model, key, details, digest, '{NO_ROW}' FROM {TABLE} WHERE number = 10",
        f"INSERT INTO {TABLE} SELECT 11, uid, at, who_id, who, act, model, key, details, previous, '{NO_ROW}' FROM {TABLE} WHERE number = 9",
    ],
)  # fmt: skip
def test_the_database_refuses_everything_but_the_next_entry(attack):
    before = list(AuditEntry.objects.values())
    with pytest.raises(DatabaseError, match="audit entry"), transaction.atomic():
        execute(attack)
    assert list(AuditEntry.objects.values()) == before


@pytest.mark.usefixtures("ten")
def test_an_act_that_is_undone_leaves_no_entry():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("deleted")
        1 / 0  # noqa: B018
    assert verify_audit().checked == 10
    record("added")
    assert verify_audit().fault == ""


@pytest.mark.usefixtures("ten")
@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE {} SET act = 'deleted' WHERE number = 4", "entry 4 was changed"),
        ("UPDATE {} SET who = 'vera' WHERE number = 10", "entry 10 was changed"),
        ("UPDATE {} SET details = '{{}}' WHERE number = 1", "entry 1 was changed"),
        ("DELETE FROM {} WHERE number = 5", "entry 5 was deleted"),
        ("DELETE FROM {} WHERE number = 1", "entry 1 was deleted"),
        (f"UPDATE {{}} SET digest = '{NO_ROW}' WHERE number = 7", "entry 7 was changed"),
        (f"UPDATE {{}} SET previous = '{NO_ROW}' WHERE number = 8", "entry 8 does not follow"),
        ("DELETE FROM {} WHERE number > 8", "entry 9 was deleted: the log once went to entry 10"),
    ],
)
def test_verify_audit_names_the_first_entry_that_was_changed_or_deleted_without_the_triggers(change, named):
    keep_audit_log(timezone.now())
    call_command("verify_audit")
    drop_triggers(connection)
    execute(change.format(TABLE))
    with pytest.raises(CommandError, match=named) as refused:
        call_command("verify_audit")
    assert refused.value.returncode == 1


@pytest.mark.usefixtures("ten")
def test_verify_audit_says_when_the_log_is_unguarded(capsys):
    call_command("verify_audit")
    assert "were cut off" in capsys.readouterr().out  # no head is noted
    drop_triggers(connection)
    with pytest.raises(CommandError, match="trigger .* is missing") as refused:
        call_command("verify_audit")
    assert refused.value.returncode == 1


@pytest.mark.usefixtures("ten")
def test_a_log_that_was_written_anew_as_a_whole_is_noticed_by_its_head(caplog):
    keep_audit_log(timezone.now())
    drop_triggers(connection)
    AuditEntry.objects.all().delete()
    for number in range(10):
        record("added", n=number + 1)
    with pytest.raises(CommandError, match="entry 10 or one before it was rewritten"):
        call_command("verify_audit")
    keep_audit_log(timezone.now() + datetime.timedelta(days=1))
    assert "verify_audit" in caplog.text


@pytest.mark.usefixtures("ten")
def test_the_head_is_written_down_once_a_day(settings, caplog):
    now = timezone.now()
    last = AuditEntry.objects.get(number=10)
    for at in (now, now + datetime.timedelta(seconds=1), now + datetime.timedelta(days=1)):
        keep_audit_log(at)
    assert {(head.number, head.digest) for head in read_heads(settings.AUDIT_HEAD_FILE)} == {
        (10, last.digest)
    }
    assert len(read_heads(settings.AUDIT_HEAD_FILE)) == 2
    assert caplog.text.count(last.digest) == 2


@pytest.mark.usefixtures("ten")
def test_a_head_kept_elsewhere_is_held_against_the_log_and_the_file():
    keep_audit_log(timezone.now())
    last = AuditEntry.objects.get(number=10).digest
    call_command("verify_audit", "--head", f"10 {last}")
    for head, named in [
        (f"10 {NO_ROW}", "entry 10 or one before it was rewritten"),
        (f"11 {last}", "entry 11 was deleted"),
        (last, "A head is a number and a digest"),
    ]:
        with pytest.raises(CommandError, match=named):
            call_command("verify_audit", "--head", head)


@pytest.mark.django_db
def test_a_damaged_file_of_heads_is_said_to_be_one(tmp_path):
    path = tmp_path / "heads"
    path.write_text(json.dumps({"number": 1}))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_audit", "--heads", path)
