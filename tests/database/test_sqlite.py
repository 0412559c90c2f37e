"""The SQLite engine: what a thread finds out while another process writes is not what it goes on with."""

import sqlite3
from contextlib import closing

import pytest
from django.db import connection, connections

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite's engine")


@pytest.fixture
def new_connection(tmp_path, monkeypatch, django_db_blocker):
    """A connection to a file, as a thread has it that has asked nothing yet."""
    ours = connections["default"].settings_dict
    options = ours["OPTIONS"] | {"timeout": 0.05}
    monkeypatch.setitem(
        connections.settings, "other", ours | {"NAME": str(tmp_path / "db"), "OPTIONS": options}
    )
    with django_db_blocker.unblock(), closing(connections["other"]) as new:
        new.ensure_connection()
        yield new
    del connections["other"]


def test_a_connection_whose_first_question_meets_a_write_lock_knows_json_for_all_that(
    new_connection, tmp_path
):
    with closing(sqlite3.connect(tmp_path / "db", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert new_connection.features.supports_json_field
        writer.execute("ROLLBACK")
    assert new_connection.features.has_json_object_function
