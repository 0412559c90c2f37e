"""How long the tests of each folder took, beside what they may take: printed at the end of every run.

Seconds are those of the tests themselves, set-up and clearing away included, added up over the workers of a run. They are
information, for other work on the machine makes them longer; what a whole run may take is a failure of `make test`
(tests/run.py).
"""

from collections import Counter

import pytest

# On SQLite, on two cores that do nothing else. A folder that needs more gets it here, in the commit that says why.
BUDGET = {
    "accounts": 10,
}
USUAL = 5  # for a folder that is not named


class Seconds:
    """A plugin of pytest; with xdist it adds up in the process that began the run."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.spent[folder_of(report.nodeid)] += report.duration

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if len(self.spent) > 1:
            for line in table(self.spent):
                terminalreporter.write_line(line)


def folder_of(nodeid: str) -> str:
    """The folder in tests/ of a test; "tests" for a file that lies in none."""
    parts = nodeid.partition("::")[0].split("/")
    return parts[1] if len(parts) > 2 else "tests"


def table(spent: dict[str, float]) -> list[str]:
    """Lines for people, the longest first; what is over its budget says so."""
    lines = ["Seconds by folder (budget):"]
    for folder, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        budget = BUDGET.get(folder, USUAL)
        over = "  OVER ITS BUDGET" if seconds > budget else ""
        lines.append(f"  {folder:<14}{seconds:>6.0f} ({budget}){over}")
    return lines
