import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import ConnectionHandler

from tests.live_site import database_of_its_own
from thinktank import environment
from thinktank.operations import demo_place
from thinktank.operations.demo_place import DemoRefused, OwnDatabase


@pytest.fixture
def connection(tmp_path, monkeypatch, django_db_blocker):
    """A connection to an empty database."""
    url, remove = database_of_its_own(settings.DATABASES["default"], tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    settings_of_demo = environment.database("DATABASE_URL", tmp_path / "unused")
    # A unique alias, because connections of one alias share a pool even when their databases differ.
    connection = ConnectionHandler({"default": {}, "demo": settings_of_demo})["demo"]
    with django_db_blocker.unblock():
        yield connection
        connection.close()
        if connection.vendor == "postgresql":
            connection.close_pool()
        remove()


def _create_somebodys_table(connection):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE letters (id integer)")


def test_a_new_database_becomes_the_demos_step_by_step(connection):
    database = OwnDatabase(connection)
    assert database.state() == OwnDatabase.EMPTY
    database.mark_loading()
    assert database.state() == OwnDatabase.LOADING
    database.mark_loaded("some-uid")
    assert (database.state(), database.shown()) == (OwnDatabase.LOADED, "some-uid")


def test_a_database_that_is_not_the_demos_is_never_emptied(connection):
    _create_somebodys_table(connection)
    database = OwnDatabase(connection)
    assert database.state() == OwnDatabase.FOREIGN
    with pytest.raises(DemoRefused):
        database.empty()
    assert connection.introspection.table_names() == ["letters"]


def test_the_demos_database_is_emptied(connection):
    database = OwnDatabase(connection)
    database.mark_loading()
    _create_somebodys_table(connection)
    database.empty()
    assert database.state() == OwnDatabase.EMPTY


def test_each_database_has_another_folder_below_var_dir(monkeypatch, tmp_path):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    folders = set()
    for url in ("", "postgresql://a@127.0.0.1/x", "postgresql://a@127.0.0.1/y"):
        monkeypatch.setenv("DATABASE_URL", url)
        folders.add(demo_place.folder())
    assert len(folders) == 3
    assert {folder.parent for folder in folders} == {tmp_path.resolve()}


def test_a_second_demo_in_the_same_place_is_refused(tmp_path):
    code = "import sys, pathlib; from thinktank.operations.demo_place import *\nwith alone_in(pathlib.Path(sys.argv[1])): print('in')"
    command = [sys.executable, "-c", code, str(tmp_path / "demo")]
    root = Path(__file__).resolve().parents[2]
    with demo_place.alone_in(tmp_path / "demo"):
        second = subprocess.run(command, cwd=root, env=os.environ, capture_output=True, text=True)
    assert "The demo is running already" in second.stderr
    third = subprocess.run(command, cwd=root, env=os.environ, capture_output=True, text=True)
    assert third.stdout == "in\n"


def test_keys_and_static_files_outlive_what_was_stored(tmp_path):
    for name in ("keys", "static", "media", "private"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
    (tmp_path / "erasures.jsonl").touch()
    demo_place.empty_files(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["keys", "static"]
