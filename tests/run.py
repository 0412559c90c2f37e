"""Everything that must hold, as `make test` runs it: the checks of the code, then the tests on both databases at once.

python -m tests.run                            all
python -m tests.run -k voting                  further arguments go to pytest
python -m tests.run --only sqlite tests/polls  one database
python -m tests.run --checks                   the checks of the code alone, in less than a minute (`make check`)
"""

import argparse
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, nullcontext
from pathlib import Path

from tests.machine import missing_parts
from tests.postgresql import find_programs, throw_away_server
from thinktank.operations.catalogues import compile_catalogues

ROOT = Path(__file__).resolve().parent.parent
# Processes that run tests, beside the one that began the run; 0: that one alone. A third of two cores was idle with two
# of them, since tests wait for browsers, servers and locks. With a fourth they wait for each other.
WORKERS = {"SQLite": 2, "PostgreSQL": 0}
# Seconds of processor time for everything: what two cores have in nine minutes.
BUDGET = 2 * 9 * 60
PATIENCE = 30  # seconds in which pytest clears away what it made


def checks():
    """(what is checked, command) of everything that runs no code of ours but the settings."""
    templates = sorted(str(path) for path in (ROOT / "templates").rglob("*.html"))
    python = Path(sys.executable)
    djade = python.with_name("djade")
    return [
        ("Lint", [python, "-m", "ruff", "check", "--quiet", "."]),
        ("Format", [python, "-m", "ruff", "format", "--check", "--quiet", "."]),
        ("Imports", [python, "-m", "tests.import_order"]),
        ("Types", [python, "-m", "mypy", "--no-error-summary"]),
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


class Run:
    """pytest on one database. Use as a context manager: however it ends, so does pytest.

    The first one prints as it goes. What another prints is kept until `report` is called, so that each is read whole.
    """

    def __init__(
        self, database: str, url: str, arguments: list[str], *, is_second: bool, is_shown: bool
    ) -> None:
        self.database, self.began, self.seconds = database, time.monotonic(), 0.0
        self.is_reported = False
        command = [sys.executable, "-m", "pytest", "-n", str(WORKERS[database]), "--dist", "loadfile"]
        command += ["--no-loadscope-reorder", "-q", *arguments]
        self.said = None if is_shown else tempfile.TemporaryFile("w+")
        if is_shown:
            print(f"\n{database}", flush=True)
        self.pytest = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": url} | ({"IS_SECOND_DATABASE": "1"} if is_second else {}),
            stdout=self.said,
            stderr=self.said,
        )

    def __enter__(self) -> "Run":
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        if not self.has_ended():
            self._end(was_told=kind is KeyboardInterrupt)
        if not self.is_reported:
            self.report()
        if self.said:
            self.said.close()

    def _end(self, *, was_told: bool) -> None:
        """Let it clear away what it made; a Ctrl-C has told it already."""
        if not was_told:
            self.pytest.send_signal(signal.SIGINT)
        try:
            self.pytest.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.pytest.kill()
            self.pytest.wait()

    def has_ended(self) -> bool:
        ended = self.pytest.poll() is not None
        if ended and not self.seconds:
            self.seconds = time.monotonic() - self.began
        return ended

    def report(self) -> None:
        """Print what was kept, under the name of the database, and how long it took."""
        self.is_reported = True
        if self.said:
            print(f"\n{self.database}", flush=True)
            self.said.seek(0)
            shutil.copyfileobj(self.said, sys.stdout)
        print(f"{self.database}: {self.seconds or time.monotonic() - self.began:.0f} s", flush=True)


def run_tests(started: list[Run]) -> list[str]:
    """Wait for all of them and let each report, in this order; the databases on which pytest did not pass."""
    while [run for run in started if not run.has_ended()]:
        time.sleep(0.2)
    for run in started:
        run.report()
    return [run.database for run in started if run.pytest.returncode]


def databases(missing):
    """(name, context manager giving a DATABASE_URL) of each database the tests run on."""
    yield "SQLite", nullcontext("")
    if "PostgreSQL" not in missing:
        yield "PostgreSQL", throw_away_server(find_programs())


def end_with_all_we_started():
    """On SIGTERM as on Ctrl-C, wherever we were started."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test(only: str | None, missing: list[str], arguments: list[str]) -> list[str]:
    """Names of the databases on which tests failed; on a second one, what was seen on the first is left out."""
    started: list[Run] = []
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="thinktank-tests-"))
        os.environ["TESTS_RUN_FOLDER"] = folder
        urls = {
            name: stack.enter_context(database)
            for name, database in databases(missing)
            if only in (None, name.lower())
        }
        os.environ |= {"TESTS_POSTGRESQL": urls["PostgreSQL"]} if "PostgreSQL" in urls else {}
        for name, url in urls.items():
            run = Run(name, url, arguments, is_second=bool(started), is_shown=not started)
            started.append(stack.enter_context(run))
        return run_tests(started)


def tell_processor_time() -> None:
    """Say what the whole took. Nothing fails by it: the machine's other work makes the same tests take longer."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = used.ru_utime + used.ru_stime
    over = ", OVER ITS BUDGET" if seconds > BUDGET else ""
    print(f"\nProcessor time of everything: {seconds:.0f} s of {BUDGET} s{over}", flush=True)


def main():
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument(
        "--only", choices=["sqlite", "postgresql"], help="run on one database, without the checks"
    )
    options.add_argument("--checks", action="store_true", help="run the checks of the code alone")
    chosen, pytest_arguments = options.parse_known_args()
    end_with_all_we_started()
    if chosen.checks:
        compile_catalogues([ROOT / "locale"])
        return 1 if run_checks() else 0

    missing = [part.name for part in missing_parts()]
    if missing:
        print(f"This machine lacks {', '.join(missing)}: what needs it is not tested.", flush=True)
    failed = [f"missing: {name}" for name in missing] if os.environ.get("CI") else []
    compile_catalogues([ROOT / "locale"])
    failed += run_checks() if not chosen.only else []
    failed += [f"tests on {name}" for name in test(chosen.only, missing, pytest_arguments)]
    if not chosen.only and not pytest_arguments:
        tell_processor_time()
    print(f"\nFailed: {', '.join(failed)}." if failed else "\nEverything holds.", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
