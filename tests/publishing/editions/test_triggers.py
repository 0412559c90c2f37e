"""docs/architecture.md, rule 5: the database refuses changes to editions. Raw SQL attacks stored editions of every state."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from tests.publishing.building import build_live, build_saved, dump, save, the_edition
from thinktank.publishing.editions.end import expire, withdraw
from thinktank.publishing.editions.erase import erase
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.models import Edition

pytestmark = pytest.mark.django_db

TABLE = "publishing_edition"
ON_SQLITE = connection.vendor == "sqlite"
COLUMNS = [field.column for field in Edition._meta.concrete_fields]
END = ["live_until", "ended_as", "public_note"]
BLANK = {
    **dict.fromkeys(["title", "standfirst", "plain_text", "note", "correction", "public_note"], "''"),
    **dict.fromkeys(["content", "card"], "'{}'"),
    "erasure_reason": "'A court order'",
    "erased_at": "CURRENT_TIMESTAMP",
}
ENDED = ["replaced", "expired", "withdrawn", "erased"]
STATES = ["replaced", "live", "scheduled", "expired", "withdrawn", "erased"]


@pytest.fixture(scope="module")
def editions(written_once):
    """A stored edition of every state, by the database's clock."""
    now = timezone.now() - timedelta(seconds=20)
    history = build_saved(languages=["en"])
    long_ago = datetime(2018, 1, 1, tzinfo=UTC)
    publish(history, ["en"], by=None, now=now, at=long_ago, taken_over=True, note="n", correction="c")
    save(history, title_en="Live")
    publish(history, ["en"], by=None, now=now, note="n", correction="c")
    save(history, title_en="Scheduled")
    publish(history, ["en"], by=None, now=now, at=now + timedelta(days=9))
    ended = build_live(now=now)
    expire(ended, "en", at=now + timedelta(seconds=1), now=now)
    withdraw(ended, "ru", public_note="Wrong.", now=now + timedelta(seconds=1))
    erased = build_live(now=now, languages=["en"])
    erase(the_edition(erased, "en", 1), "A court order", by=None, now=now + timedelta(seconds=1))
    return {
        "replaced": the_edition(history, "en", 1),
        "live": the_edition(history, "en", 2),
        "scheduled": the_edition(history, "en", 3),
        "expired": the_edition(ended, "en", 1),
        "withdrawn": the_edition(ended, "ru", 1),
        "erased": the_edition(erased, "en", 1),
    }


def execute(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount


def assert_refused(sql):
    before = dump()
    try:
        execute(sql)
    except DatabaseError:
        assert dump() == before, f"changed something: {sql}"
    else:
        pytest.fail(f"was let through: {sql}")


def moment(value):
    """A time as SQL text in the stored form."""
    return value.replace(tzinfo=None).isoformat(" ") if ON_SQLITE else value.isoformat()


def other_value(column):
    """An SQL expression for another value of the column, of the same type."""
    field = Edition._meta.get_field(column.removesuffix("_id") if column != "id" else column)
    if field.is_relation or isinstance(field, (models.PositiveIntegerField, models.BigAutoField)):
        return f"COALESCE({column}, 0) + 1000"
    if isinstance(field, models.BooleanField):
        return f"NOT {column}"
    if isinstance(field, models.UUIDField):
        return "lower(hex(randomblob(16)))" if ON_SQLITE else "gen_random_uuid()"
    if isinstance(field, models.JSONField):
        return """'{"format": 1}'"""
    if isinstance(field, models.DateTimeField):
        return f"'{moment(datetime(2100, 1, 1, tzinfo=UTC))}'"
    if isinstance(field, models.DateField):
        return "'2001-01-01'"
    return f"{column} || 'x'"


def update(edition, **changes):
    return f"UPDATE {TABLE} SET {', '.join(f'{c} = {v}' for c, v in changes.items())} WHERE id = {edition.pk}"


def copy(edition, verb="INSERT", suffix="", **changes):
    """A statement that inserts the row again, with some columns changed (SQL expressions)."""
    columns = [column for column in COLUMNS if column != "id" or "id" in changes]
    values = ", ".join(changes.get(column, column) for column in columns)
    return f"{verb} INTO {TABLE} ({', '.join(columns)}) SELECT {values} FROM {TABLE} WHERE id = {edition.pk} {suffix}"


def fresh(**changes):
    return {"uid": other_value("uid"), "number": "number + 50", **changes}


def interval(start, end):
    return {
        "taken_over": "1" if ON_SQLITE else "true",
        "live_from": f"'{moment(start)}'",
        "live_until": f"'{moment(end)}'" if end else "NULL",
        "ended_as": "'replaced'" if end else "''",
    }


FAR = interval(datetime(2001, 1, 1, tzinfo=UTC), datetime(2001, 1, 2, tzinfo=UTC))


@pytest.mark.parametrize("state", STATES)
def test_no_column_of_a_record_can_be_updated(editions, state):
    for column in COLUMNS:
        if column not in END and (state, column) != ("scheduled", "translates_id"):
            assert_refused(update(editions[state], **{column: other_value(column)}))


@pytest.mark.parametrize("state", ENDED)
def test_an_end_that_has_passed_cannot_be_updated(editions, state):
    for column in END:
        assert_refused(update(editions[state], **{column: other_value(column)}))


def test_an_ended_edition_never_becomes_live_again(editions):
    for state in ENDED:
        assert_refused(update(editions[state], live_until="NULL", ended_as="''", public_note="''"))


def test_the_reason_of_an_end_cannot_change_from_withdrawn(editions):
    assert_refused(update(editions["withdrawn"], ended_as="'expired'"))


def test_an_expired_edition_cannot_be_withdrawn_at_another_time(editions):
    later = moment(timezone.now() + timedelta(days=1))
    assert_refused(update(editions["expired"], ended_as="'withdrawn'", live_until=f"'{later}'"))


def test_an_expired_edition_may_still_be_withdrawn(editions):
    assert execute(update(editions["expired"], ended_as="'withdrawn'", public_note="'Wrong.'")) == 1


def test_an_end_is_never_set_in_the_past():
    article = build_live(now=timezone.now() - timedelta(days=3), languages=["en"])
    edition = the_edition(article, "en", 1)
    for ago in (timedelta(minutes=2), timedelta(days=1)):
        past = moment(timezone.now() - ago)
        assert_refused(update(edition, live_until=f"'{past}'", ended_as="'expired'"))


def test_a_future_end_may_be_set_and_moved(editions):
    for days in (1, 5):
        ahead = moment(timezone.now() + timedelta(days=days))
        assert execute(update(editions["live"], live_until=f"'{ahead}'", ended_as="'expired'")) == 1


def test_an_end_without_a_reason_is_refused(editions):
    ahead = moment(timezone.now() + timedelta(days=5))
    assert_refused(update(editions["live"], live_until=f"'{ahead}'", ended_as="''"))
    assert_refused(update(editions["live"], live_until="NULL", ended_as="'expired'"))


def test_an_end_cannot_be_moved_into_the_next_editions_time(editions):
    into = moment(editions["scheduled"].live_from + timedelta(microseconds=1))
    assert_refused(update(editions["live"], live_until=f"'{into}'"))
    assert_refused(update(editions["live"], live_until="NULL", ended_as="''"))


def test_an_edition_that_was_live_is_never_deleted(editions):
    for state in STATES:
        if state != "scheduled":
            assert_refused(f"DELETE FROM {TABLE} WHERE id = {editions[state].pk}")
    assert_refused(f"DELETE FROM {TABLE}")


def test_an_edition_that_was_never_live_may_be_deleted(editions):
    execute("DELETE FROM publishing_listing")
    execute("DELETE FROM publishing_reference")
    execute("DELETE FROM search_searchdocument")
    assert execute(f"DELETE FROM {TABLE} WHERE id = {editions['scheduled'].pk}") == 1


@pytest.mark.parametrize("state", STATES)
def test_no_edition_can_overlap_another(editions, state):
    edition, tick, day = editions[state], timedelta(microseconds=1), timedelta(days=1)
    start, end = edition.live_from, edition.live_until or edition.live_from + day
    for attempt in [
        (start, end),
        (start, start + tick),
        (end - tick, end + day),
        (start - day, start + tick),
        (start - day, end + day),
        (start - day, None),
        (end - tick, None),
    ]:
        assert_refused(copy(edition, **fresh(**interval(*attempt))))


@pytest.mark.parametrize("state", STATES)
def test_no_id_uid_or_number_is_used_twice(editions, state):
    for same in ("uid", "number", "id"):
        assert_refused(copy(editions[state], **fresh(**FAR) | {same: same}))


@pytest.mark.skipif(not ON_SQLITE, reason="SQLite's own statements")
@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE"])
def test_no_edition_is_replaced_by_an_insert(editions, verb):
    for state in STATES:
        for same in ("uid", "number", "id"):
            changes = fresh(**FAR) | {same: same, "title": "'Replaced'"}
            assert_refused(copy(editions[state], verb=verb, **changes))


@pytest.mark.skipif(not ON_SQLITE, reason="SQLite's own statements")
@pytest.mark.parametrize("verb", ["UPDATE OR REPLACE", "UPDATE OR IGNORE"])
def test_no_update_replaces_another_edition(editions, verb):
    sql = update(editions["live"], id=str(editions["replaced"].pk))
    assert_refused(sql.replace("UPDATE", verb, 1))


def test_no_edition_is_changed_by_an_upsert(editions):
    where = "AND true" if ON_SQLITE else ""  # SQLite needs it between SELECT and ON CONFLICT
    for state in STATES:
        for target in ("id", "uid", "publication_id, language, number"):
            suffix = f"{where} ON CONFLICT ({target}) DO UPDATE SET title = 'Upserted'"
            assert_refused(copy(editions[state], suffix=suffix, id="id"))


@pytest.mark.skipif(ON_SQLITE, reason="SQLite has no TRUNCATE")
def test_the_table_of_editions_is_never_truncated(editions):
    # Or PostgreSQL refuses because of what this transaction did before.
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert_refused(f"TRUNCATE {TABLE} CASCADE")
    assert_refused("TRUNCATE publishing_publication CASCADE")


@pytest.mark.parametrize("state", ["replaced", "live", "withdrawn"])
def test_erasing_leaves_no_text_and_names_its_reason(editions, state):
    kept = {"erasure_reason": "''", "content": """'{"format": 1}'""", "card": """'{"format": 1}'"""}
    for column in BLANK.keys() - {"erased_at"}:
        assert_refused(update(editions[state], **BLANK | {column: kept.get(column, "'kept'")}))


@pytest.mark.parametrize("state", ["replaced", "live", "withdrawn"])
def test_erasing_may_change_nothing_but_the_texts(editions, state):
    for column in COLUMNS:
        if column not in BLANK:
            assert_refused(update(editions[state], **BLANK | {column: other_value(column)}))


def test_erasing_all_texts_and_nothing_else_is_allowed(editions):
    assert execute(update(editions["replaced"], **BLANK)) == 1


def test_a_tombstone_never_changes(editions):
    assert_refused(update(editions["erased"], title="'Back'", erased_at="NULL", erasure_reason="''"))
    assert_refused(update(editions["erased"], erasure_reason="'Another reason'"))


def test_a_scheduled_edition_may_get_another_original(editions):
    assert execute(update(editions["scheduled"], translates_id=str(editions["live"].pk))) == 1
