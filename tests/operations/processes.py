"""What processes are there: whether a server has left any behind."""

import contextlib
from pathlib import Path


def processes_on(port) -> set[int]:
    """The numbers of the server's processes that belong to a port: itself and its workers."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it may have ended
            words = path.read_bytes().decode(errors="replace").split("\0")
            if "granian" in words and str(port) in words:
                found.add(int(path.parent.name))
    return found
