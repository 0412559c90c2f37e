"""A new type of publication is one folder, its templates and a line in INSTALLED_APPS (docs/how-to.md)."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import place

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = ["articles", "events", "reports", "polls", "experts", "thinktank", "templates"]
OF_THIS_RUN = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "IS_SECOND_DATABASE", "TESTS_", "PYTEST_")
TESTS = [
    "tests/briefs/with_briefs.py",
    "tests/desk/test_permissions.py",
    "tests/accounts/test_roles.py",
    "tests/publishing/revisions/test_snapshot.py",
]
OF_BRIEFS = "brief or roles"  # of test_permissions and test_snapshot, what is asked of every type


@pytest.mark.once
@pytest.mark.long
def test_a_site_with_a_type_that_nothing_else_knows_passes_the_tests_of_types():
    """In a process of its own, on SQLite: which types there are is settled when Django starts."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OF_THIS_RUN)}
    environment["TESTS_SETTINGS"] = "tests.briefs.settings"
    environment["TESTS_RUN_FOLDER"] = str(place.OF_THE_RUN)  # what is migrated already need not be again
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", "-k", OF_BRIEFS, *TESTS],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) >= 30


def test_no_file_of_the_site_names_the_type():
    named = [
        path.relative_to(ROOT).as_posix()
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".xml"} and re.search(r"\bbriefs\b", path.read_text("utf-8"))
    ]
    assert named == []
