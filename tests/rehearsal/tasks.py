"""A task whose beginnings and ends can be counted from outside."""

import os
import select
from pathlib import Path

from django.tasks import task


@task
def note(folder, number, seconds):
    """Write down that it begins, take so long, write down that it has ended."""
    _add(Path(folder) / "begun", number)
    select.select([], [], [], seconds)  # faketime breaks time.sleep
    _add(Path(folder) / "ended", number)


def _add(path, number):
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        os.write(file, f"{number}\n".encode())
    finally:
        os.close(file)


def read(folder, name):
    """The numbers that were written down, in order."""
    path = Path(folder) / name
    return [int(line) for line in path.read_text().split()] if path.exists() else []
