"""What a fault came to: the list of faults, and how one says that a promise was broken or that it could not be tried."""

import re
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass

PASSED, FAILED, NOT_RUN = "passed", "FAILED", "not run"


class Broken(AssertionError):
    """A promise does not hold."""


class NotRun(Exception):
    """The fault cannot be caused here; the message says why."""


@dataclass(frozen=True)
class Fault:
    """name: its word on the command line; fault: what is done; holds: what must hold; act: does it, and says what was seen."""

    name: str
    fault: str
    holds: str
    act: Callable


@dataclass(frozen=True)
class Outcome:
    name: str
    fault: str
    holds: str
    outcome: str
    seen: str
    seconds: float

    def as_json(self):
        return asdict(self)


FAULTS: list[Fault] = []


def fault(what, *, holds):
    """Add the decorated function to the faults. It is called with the Rehearsal, and returns what was seen, as a sentence."""

    def add(act):
        FAULTS.append(Fault(act.__name__.replace("_", "-"), what, holds, act))
        return act

    return add


def expect(holds, sentence):
    if not holds:
        raise Broken(sentence)


def until(holds, sentence, *, seconds=30, every=0.1):
    """Wait until `holds()`, and return the seconds that took."""
    began = time.monotonic()
    while not holds():
        expect(time.monotonic() - began < seconds, f"after {seconds} s: {sentence}")
        time.sleep(every)
    return time.monotonic() - began


def try_out(fault, rehearsal):
    """Cause the fault. Whatever goes wrong is a failure, never a pass."""
    began = time.monotonic()
    try:
        outcome, seen = PASSED, fault.act(rehearsal)
    except NotRun as reason:
        outcome, seen = NOT_RUN, str(reason)
    except Broken as broken:
        outcome, seen = FAILED, str(broken)
    except Exception as error:
        traceback.print_exc()
        outcome, seen = FAILED, f"{type(error).__name__}: {error}"
    return Outcome(fault.name, fault.fault, fault.holds, outcome, _one_line(seen), time.monotonic() - began)


def _one_line(text):
    return re.sub(r"\s+", " ", text).strip()[:600]


def table(outcomes):
    """The outcomes as a table in Markdown."""
    rows = ["| fault | must hold | outcome | seen | seconds |", "|---|---|---|---|---|"]
    for each in outcomes:
        cells = [each.fault, each.holds, each.outcome, each.seen, f"{each.seconds:.0f}"]
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return rows
