"""`make test` on a machine without some of the programs it needs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import run as run_module
from tests.run import Run, run_tests

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[2]
SAY_VERSION = ["--version"]  # pytest does it without reading tests/conftest.py, and so without Django


@pytest.fixture
def run(tmp_path):
    """run(**environment): the runner, letting pytest say its version, on a machine with no programs on its PATH."""

    def run(**environment):
        kept = {name: value for name, value in os.environ.items() if name not in {"CI", "DATABASE_URL"}}
        command = [sys.executable, "-m", "tests.run", "--only", "sqlite", *SAY_VERSION]
        return subprocess.run(
            command,
            cwd=ROOT,
            env=kept | {"PATH": str(tmp_path)} | environment,
            capture_output=True,
            text=True,
        )

    return run


def test_anything_missing_is_named_in_a_sentence(run):
    done = run()
    sentence = done.stdout.splitlines()[0]
    assert sentence == (
        "This machine lacks Chromium, the Liberation fonts, fonts of other scripts, pdftotext: "
        "what needs it is not tested."
    )
    assert done.returncode == 0


def test_anything_missing_is_a_failure_in_ci(run):
    done = run(CI="true")
    assert (
        "Failed: missing: Chromium, missing: the Liberation fonts, missing: fonts of other scripts"
        in done.stdout
    )
    assert done.returncode == 1


COLLECT = ["--collect-only", "tests/test_factories.py"]


def test_whatever_ends_a_run_ends_it_on_both_databases():
    with pytest.raises(SystemExit):
        with (
            Run("SQLite", "", COLLECT, is_second=False, is_shown=True) as first,
            Run("PostgreSQL", "", COLLECT, is_second=True, is_shown=False) as second,
        ):
            sys.exit(143)
    assert all(run.pytest.returncode is not None for run in (first, second))


def test_the_output_of_a_second_run_is_printed_whole_under_its_name(capfd):
    with (
        Run("SQLite", "", SAY_VERSION, is_second=False, is_shown=True) as first,
        Run("PostgreSQL", "", ["-p", "no-such-plugin"], is_second=True, is_shown=False) as second,
    ):
        assert run_tests([first, second]) == ["PostgreSQL"]
    said = capfd.readouterr().out
    assert re.search(r"\nSQLite\npytest [\d.]+\nSQLite: \d+ s\n\nPostgreSQL\n", said, re.DOTALL)
    assert re.search(r"\nPostgreSQL\n.*no-such-plugin.*\nPostgreSQL: \d+ s\n", said, re.DOTALL)


def test_processor_time_over_the_budget_is_named(monkeypatch, capsys):
    run_module.tell_processor_time()
    monkeypatch.setattr(run_module, "BUDGET", -1)
    run_module.tell_processor_time()
    said = capsys.readouterr().out.splitlines()
    assert [line.endswith("OVER ITS BUDGET") for line in said if line] == [False, True]
