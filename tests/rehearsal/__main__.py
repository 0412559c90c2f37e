"""`make rehearsal`: start a site as in production, break it on purpose, and say what came of it.

PostgreSQL with a streaming replica, the server with two processes and two workers, all on loopback and in a temporary
folder. Ends with 1 when something that must hold did not. What cannot be caused on this machine is "not run".

    python -m tests.rehearsal                        every fault
    python -m tests.rehearsal database-crashes ...   these faults
    python -m tests.rehearsal --list                 their names
    python -m tests.rehearsal --json PATH            the outcomes for programs
    python -m tests.rehearsal --long                 as long and as often as the promises say
"""

import argparse
import datetime
import json
import os
import platform
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests import place

# isort: split

from tests.rehearsal.faults import FAULTS
from tests.rehearsal.outcome import FAILED, NOT_RUN, PASSED, table, try_out
from tests.rehearsal.place import Rehearsal
from thinktank.operations.catalogues import compile_catalogues

ROOT = Path(__file__).resolve().parents[2]


def main():
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("faults", nargs="*", metavar="FAULT")
    options.add_argument("--list", action="store_true")
    options.add_argument("--json", metavar="PATH")
    options.add_argument("--long", action="store_true", default=os.environ.get("LONG") == "1")
    chosen = options.parse_args()
    faults = [each for each in FAULTS if not chosen.faults or each.name in chosen.faults]
    if unknown := set(chosen.faults) - {each.name for each in FAULTS}:
        options.error(f"There is no fault {', '.join(sorted(unknown))}; --list names them.")
    if chosen.list:
        print("\n".join(f"{each.name}: {each.fault}" for each in FAULTS))
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
    outcomes, seconds = rehearse(faults, is_long=chosen.long)
    report(outcomes, seconds, chosen.json)
    return 1 if any(each.outcome == FAILED for each in outcomes) else 0


def rehearse(faults, *, is_long):
    """(outcomes, seconds of everything). Says each outcome as soon as it is known."""
    began, outcomes = time.monotonic(), []
    compile_catalogues([ROOT / "locale"])
    with tempfile.TemporaryDirectory(prefix="thinktank-rehearsal-", ignore_cleanup_errors=True) as folder:
        print("Starting PostgreSQL, a replica, the server, two workers, and loading the demo.", flush=True)
        with Rehearsal(folder, is_long=is_long) as rehearsal:
            print(f"Ready after {time.monotonic() - began:.0f} s: {len(rehearsal.paths)} pages.", flush=True)
            for fault in faults:
                outcomes.append(try_out(fault, rehearsal))
                if outcomes[-1].outcome == FAILED:
                    print(rehearsal.last_words(), flush=True)
                print(f"{outcomes[-1].outcome:>8}  {fault.name}: {outcomes[-1].seen}", flush=True)
                if rehearsal.is_beyond_repair():
                    print("The site cannot be brought back: what follows would say nothing.", flush=True)
                    break
    return outcomes, time.monotonic() - began


def machine():
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}"


def report(outcomes, seconds, path):
    counts = {kind: sum(each.outcome == kind for each in outcomes) for kind in (PASSED, FAILED, NOT_RUN)}
    told = f"{datetime.date.today()}, {machine()}, {seconds / 60:.1f} minutes: " + ", ".join(
        f"{n} {kind}" for kind, n in counts.items()
    )
    print(f"\n{told}.\n", *table(outcomes), sep="\n")
    if path:
        made = {"machine": machine(), "date": str(datetime.date.today()), "seconds": round(seconds)}
        made["outcomes"] = [each.as_json() for each in outcomes]
        Path(path).write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    try:
        code = main()
    except KeyboardInterrupt:
        code = 130
    finally:
        place.remove()
    sys.exit(code)
