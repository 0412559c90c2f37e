"""`make test` on a machine that lacks something."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run(tmp_path):
    """run(**environment): the runner, collecting one file, on a machine with no programs on its PATH."""

    def run(**environment):
        kept = {name: value for name, value in os.environ.items() if name not in {"CI", "DATABASE_URL"}}
        command = [
            sys.executable,
            "-m",
            "tests.run",
            "--only",
            "sqlite",
            "--collect-only",
            "tests/test_factories.py",
        ]
        return subprocess.run(
            command,
            cwd=ROOT,
            env=kept | {"PATH": str(tmp_path)} | environment,
            capture_output=True,
            text=True,
        )

    return run


def test_what_is_missing_is_named_in_a_sentence(run):
    done = run()
    sentence = done.stdout.splitlines()[0]
    assert sentence == (
        "This machine lacks Chromium, the Liberation fonts, fonts of other scripts, pdftotext: "
        "what needs it is not tested."
    )
    assert done.returncode == 0


def test_what_is_missing_is_a_failure_where_everything_must_be_there(run):
    done = run(CI="true")
    assert (
        "Failed: missing: Chromium, missing: the Liberation fonts, missing: fonts of other scripts"
        in done.stdout
    )
    assert done.returncode == 1
