"""`make demo` on unknown machines: which Python it chooses, and its message when there is none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "thinktank" / "operations" / "find-python.sh"

pytestmark = pytest.mark.once


@pytest.fixture
def machine(tmp_path):
    """A machine with only a shell: `machine.has(path, script)` adds a program, `machine.find()` runs the search."""

    class Machine:
        def has(self, path, script):
            program = tmp_path / path
            program.parent.mkdir(parents=True, exist_ok=True)
            program.write_text(f"#!/bin/sh\n{script}\n")
            program.chmod(0o755)

        def find(self):
            environment = {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path)}
            return subprocess.run(["/bin/sh", SCRIPT], env=environment, capture_output=True, text=True)

    return Machine()


REAL = f'exec {os.path.realpath(sys.executable)} "$@"'
SHIM = "echo 'pyenv: version not set' >&2; exit 127"
OLD = "exit 1"


def test_a_python_on_the_path_is_taken(machine):
    machine.has("bin/python3.13", REAL)
    assert machine.find().stdout.strip() == os.path.realpath(sys.executable)


def test_a_shim_that_fails_is_passed_over(machine):
    machine.has("bin/python3.13", SHIM)
    machine.has("bin/python3.12", REAL)
    assert machine.find().stdout.strip() == os.path.realpath(sys.executable)


def test_a_shim_that_fails_leads_to_the_folder_of_versions(machine):
    machine.has("bin/python3.13", SHIM)
    machine.has(".pyenv/versions/3.12.9/bin/python", REAL)
    assert machine.find().stdout.strip() == os.path.realpath(sys.executable)


def test_uv_is_asked_last(machine):
    machine.has("bin/python3", OLD)
    machine.has("bin/uv", f"echo {os.path.realpath(sys.executable)}")
    assert machine.find().stdout.strip() == os.path.realpath(sys.executable)


def test_a_machine_without_python_is_told_what_to_install(machine):
    machine.has("bin/python3", OLD)
    found = machine.find()
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr.startswith("No Python 3.12, 3.13 or 3.14") and found.stderr.count("\n") == 1
