"""What a process loads and checks before it takes requests."""

import pytest
from django.contrib.staticfiles import storage as staticfiles
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

from thinktank.operations.server import warming
from thinktank.operations.static_files import OneSheetStorage


@pytest.fixture
def folders(settings, tmp_path):
    for name in warming.WRITTEN:
        setattr(settings, name, tmp_path / name.lower())
    return tmp_path


def test_folders_that_can_be_written_are_made_and_not_spoken_of(folders):
    assert warming.folders_that_cannot_be_written() == []
    assert (folders / "media_root").is_dir()


def test_one_that_cannot_is_named_with_what_follows(folders):
    (folders / "pepper_dir").write_text("no folder")
    (sentence,) = warming.folders_that_cannot_be_written()
    assert sentence.startswith(f"PEPPER_DIR ({folders}/pepper_dir) cannot be written (")
    assert sentence.endswith("): no vote can be cast in a new poll.")


def test_missing_static_files_keep_a_process_from_serving_nothing_but_faults(monkeypatch, tmp_path):
    monkeypatch.setattr(staticfiles, "staticfiles_storage", OneSheetStorage(location=tmp_path))
    with pytest.raises(ImproperlyConfigured, match="run manage.py collectstatic"):
        warming.warm()


def test_a_process_starts_while_the_database_is_away(db, folders, caplog):
    def away(*_arguments):
        raise OperationalError("away")

    with connection.execute_wrapper(away):
        warming.warm()
    assert "The database does not answer at the start: away" in caplog.text
