"""What the tests of each folder took, beside what they may take: printed at the end of every run.

`seconds` are set-up and clearing away included, added up over the workers of a run; they grow with other work on the
machine. `processor` are the seconds of processor time of the tests and of the processes they waited for. These have a
budget; servers and browsers that tests share are not in them. A folder over its budget is named and fails nothing.
What fails is a whole run that takes too much (tests/run.py).
"""

import os
from collections import Counter
from collections.abc import Generator

import pytest

# Seconds of processor time on SQLite. A folder that needs more gets it here, in the commit that says why.
BUDGET = {
    "addresses": 20,
    "audit": 20,
    "backups": 30,
    "briefs": 32,
    "database": 62,  # also compares searches, feeds and versions
    "delivery": 25,
    "desk": 95,
    "edge": 40,  # nginx before the real server; 200 connections with TLS
    "fuzz": 40,  # 2,500 requests
    "library": 45,
    "metadata": 35,  # six of them to read the schema of Crossref
    "operations": 100,
    "pages": 36,
    "permissions": 90,  # every address for every role
    "polls": 38,
    "printing": 28,
    "publishing": 108,
    "readership": 12,
    "review": 18,  # a browser with two editors and a guest
    "search": 40,
    "syndication": 20,
    "tests": 90,
}
USUAL = 10  # for a folder that is not named


class Seconds:
    """A plugin of pytest; with xdist it measures in the workers and adds up in the process that began the run."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.processor: Counter[str] = Counter()
        self._measured = (0.0, 0.0)

    def pytest_runtest_logstart(self) -> None:
        self._measured = processor_time()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """After each of set-up, test and clearing away, when shared servers end: they are not the last test's."""
        report = yield
        own, of_children = processor_time()
        report.processor = own - self._measured[0]
        if report.when != "teardown":
            report.processor += of_children - self._measured[1]
        self._measured = own, of_children
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        folder = folder_of(report.nodeid)
        self.seconds[folder] += report.duration
        self.processor[folder] += getattr(report, "processor", 0)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if len(self.seconds) > 1:
            for line in table(self.seconds, self.processor):
                terminalreporter.write_line(line)


def processor_time() -> tuple[float, float]:
    """Seconds that this process, and the children it has waited for, have taken so far."""
    user, system, childrens_user, childrens_system, _elapsed = os.times()
    return user + system, childrens_user + childrens_system


def folder_of(nodeid: str) -> str:
    """The folder in tests/ of a test; "tests" for a file that lies in none."""
    parts = nodeid.partition("::")[0].split("/")
    return parts[1] if len(parts) > 2 else "tests"


def table(seconds: dict[str, float], processor: dict[str, float]) -> list[str]:
    """Lines for people, the longest first; what is over its budget says so."""
    lines = [f"{'':<14}{'seconds':>9}{'processor':>11}{'budget':>8}"]
    for folder in sorted(seconds, key=lambda folder: -seconds[folder]):
        budget = BUDGET.get(folder, USUAL)
        over = "  OVER ITS BUDGET" if processor[folder] > budget else ""
        lines.append(f"{folder:<14}{seconds[folder]:>9.0f}{processor[folder]:>11.0f}{budget:>8}{over}")
    return lines
