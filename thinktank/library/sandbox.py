"""Open an untrusted file in a child process that has no secrets, and limits on memory and time."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from django.conf import settings

SECONDS = 90  # to wait for one file
AT_ONCE = threading.BoundedSemaphore(2)  # children of this process; each may need some hundred megabytes


def open_in_child(kind: str, *arguments: str | int | Path) -> dict[str, Any]:
    """The facts that the child found in the file, or {"refused": why} (see child/__main__.py)."""
    if not AT_ONCE.acquire(timeout=SECONDS):
        return {"refused": "busy"}
    try:
        child = subprocess.run(
            [sys.executable, "-m", "thinktank.library.child", kind, *map(str, arguments)],
            cwd=Path(settings.BASE_DIR),
            env={"LANG": "C.UTF-8", "PATH": os.defpath},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"refused": "time"}
    finally:
        AT_ONCE.release()
    return _answer(child)


def _answer(child: subprocess.CompletedProcess[bytes]) -> dict[str, Any]:
    try:
        answer = json.loads(child.stdout)
    except ValueError:
        answer = None
    # A child that was killed, for example by its limits, prints nothing.
    return answer if isinstance(answer, dict) else {"refused": "memory"}
