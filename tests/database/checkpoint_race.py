"""One process of the checkpoint race (test_checkpoints.py). It imports the driver and nothing of Django.

python -m tests.database.checkpoint_race write FILE NUMBER SECONDS   prints how many rows it committed
python -m tests.database.checkpoint_race checkpoint FILE NUMBER SECONDS   prints how often it emptied the log

It begins when it reads a line, after it has printed one.
"""

import random
import sys
import time
from contextlib import closing
from typing import Any

from thinktank.database.sqlite3.driver import Database

COMMANDS = ["journal_mode=WAL", "synchronous=FULL"]  # as thinktank/environment.py sets them
MODES = ["PASSIVE", "RESTART", "TRUNCATE"]
BREATH = 0.004  # seconds at most between two turns: who waits for a lock sleeps, and would never get it


def open_file(path: str) -> Any:
    """A connection in autocommit mode."""
    connection = Database.connect(path, isolation_level=None, timeout=20)
    for command in COMMANDS:
        connection.execute(f"PRAGMA {command}").fetchall()
    return connection


def write(connection: Any, writer: int, until: float) -> int:
    """Rows committed until this moment (monotonic seconds): numbered from 0, some longer than a page of the file."""
    number, chance = 0, random.Random(writer)
    while time.monotonic() < until:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO vote VALUES (?, ?, zeroblob(?))", [writer, number, number * 7919 % 9000]
        )
        connection.execute("COMMIT")
        number += 1
        time.sleep(chance.uniform(0, BREATH))
    return number


def checkpoint(connection: Any, number: int, until: float) -> int:
    """How many times the whole log was moved into the file; at other times another process prevented it."""
    emptied, chance = 0, random.Random(number)
    while time.monotonic() < until:
        for mode in MODES:
            try:
                is_busy, pages, moved = connection.execute(f"PRAGMA wal_checkpoint({mode})").fetchone()
            except Database.OperationalError as error:
                if "locked" not in str(error):
                    raise
                continue
            emptied += not is_busy and pages == moved
            time.sleep(chance.uniform(0, BREATH))
    return emptied


def main() -> None:
    role, path, number, seconds = sys.argv[1:]
    with closing(open_file(path)) as connection:
        print("ready", flush=True)
        sys.stdin.readline()
        act = {"write": write, "checkpoint": checkpoint}[role]
        print(act(connection, int(number), time.monotonic() + float(seconds)))


if __name__ == "__main__":
    main()
