"""Everything that must hold, as `make test` runs it: the checks of the code, then every test on both databases.

python -m tests.run                            all
python -m tests.run -k voting                  further arguments go to pytest
python -m tests.run --only sqlite tests/polls  one database
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

from tests.machine import missing_parts
from tests.postgresql import find_programs, throw_away_server
from thinktank.operations.catalogues import compile_catalogues

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2  # more of them wait for each other on two cores, and races lose their timing


def checks():
    """(what is checked, command) of everything that runs no code of ours but the settings."""
    templates = sorted(str(path) for path in (ROOT / "templates").rglob("*.html"))
    python, djade = sys.executable, Path(sys.executable).with_name("djade")
    return [
        ("Lint", [python, "-m", "ruff", "check", "--quiet", "."]),
        ("Format", [python, "-m", "ruff", "format", "--check", "--quiet", "."]),
        ("Templates", [djade, "--target-version", "6.1", "--check", *templates]),
        (
            "Django's checks",
            [python, "-W", "error", "-m", "tests.manage", "check", "--deploy", "--fail-level", "WARNING"],
        ),
        (
            "Migrations",
            [python, "-W", "error", "-m", "tests.manage", "makemigrations", "--check", "--dry-run"],
        ),
    ]


def run_checks():
    """Names of the checks that failed."""
    failed = []
    for name, command in checks():
        if subprocess.run(command, cwd=ROOT, stdout=sys.stderr).returncode:
            failed.append(name)
        print(f"{name}: {'FAILED' if name in failed else 'ok'}", flush=True)
    return failed


def run_tests(database, url, arguments, *, is_second=False):
    """Whether pytest passed on this database; on a second one, what asks no database is left out."""
    print(f"\n{database}", flush=True)
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-n", str(WORKERS), "--dist", "loadfile"]
    command += ["--no-loadscope-reorder", "-q", *arguments]
    pytest = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url} | ({"IS_SECOND_DATABASE": "1"} if is_second else {}),
    )
    try:
        pytest.wait()
    except BaseException as ending:
        _end(pytest, was_told=isinstance(ending, KeyboardInterrupt))
        raise
    print(f"{database}: {time.monotonic() - began:.0f} s", flush=True)
    return pytest.returncode == 0


def _end(pytest, was_told):
    """Let it clear away what it made; a Ctrl-C has told it already."""
    if not was_told:
        pytest.send_signal(signal.SIGINT)
    try:
        pytest.wait(30)
    except subprocess.TimeoutExpired:
        pytest.kill()


def databases(missing):
    """(name, context manager giving a DATABASE_URL) of each database the tests run on."""
    yield "SQLite", nullcontext("")
    if "PostgreSQL" not in missing:
        yield "PostgreSQL", throw_away_server(find_programs())


def end_with_all_we_started():
    """On SIGTERM as on Ctrl-C, wherever we were started."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGINT, signal.default_int_handler)


def main():
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument(
        "--only", choices=["sqlite", "postgresql"], help="run on one database, without the checks"
    )
    chosen, pytest_arguments = options.parse_known_args()
    end_with_all_we_started()

    missing = [part.name for part in missing_parts()]
    if missing:
        print(f"This machine lacks {', '.join(missing)}: what needs it is not tested.", flush=True)
    failed = [f"missing: {name}" for name in missing] if os.environ.get("CI") else []
    compile_catalogues([ROOT / "locale"])
    failed += run_checks() if not chosen.only else []
    with tempfile.TemporaryDirectory(prefix="thinktank-tests-") as folder:
        os.environ["TESTS_STATIC_FOLDER"] = folder
        for name, database in databases(missing):
            if chosen.only in (None, name.lower()):
                is_second = name != "SQLite" and not chosen.only
                with database as url:
                    if not run_tests(name, url, pytest_arguments, is_second=is_second):
                        failed.append(f"tests on {name}")
    print(f"\nFailed: {', '.join(failed)}." if failed else "\nEverything holds.", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
