"""No commit is lost when several processes write to one SQLite file while others move its log into it."""

import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from django.db import connection

from tests.database.checkpoint_race import open_file

pytestmark = [
    pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite's log"),
    pytest.mark.once,
]

ROOT = Path(__file__).resolve().parents[2]
WRITERS, CHECKPOINTERS, SECONDS = 4, 2, 4


def start(role: str, file: Path, number: int) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-m",
        "tests.database.checkpoint_race",
        role,
        str(file),
        str(number),
        str(SECONDS),
    ]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def race(file: Path) -> tuple[list[int], list[int]]:
    """(rows that each writer says it committed, logs that each checkpointer says it emptied)."""
    with ExitStack() as stack:
        writers = [stack.enter_context(start("write", file, number)) for number in range(WRITERS)]
        checkpointers = [
            stack.enter_context(start("checkpoint", file, number)) for number in range(CHECKPOINTERS)
        ]
        everybody = [*writers, *checkpointers]
        for process in everybody:
            stack.callback(process.kill)
            assert process.stdout and process.stdout.readline() == "ready\n"
        for process in everybody:
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        said = [int(process.communicate(timeout=60)[0]) for process in everybody]
    return said[:WRITERS], said[WRITERS:]


def test_four_processes_that_write_and_two_that_empty_the_log_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "db"
    with closing(open_file(str(file))) as connection:
        connection.execute("CREATE TABLE vote (writer INTEGER, number INTEGER, filler BLOB)")
        connection.execute("CREATE INDEX by_writer ON vote (writer, number)")

        committed, emptied = race(file)

        found = [
            [
                number
                for (number,) in connection.execute(
                    "SELECT number FROM vote WHERE writer = ? ORDER BY number", [writer]
                )
            ]
            for writer in range(WRITERS)
        ]
        assert found == [list(range(count)) for count in committed]
        print(committed, emptied)
        assert min(committed) > 10 and min(emptied) > 10, "there was no race"
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert not file.with_name("db-wal").exists()
