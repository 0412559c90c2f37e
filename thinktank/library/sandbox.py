"""Handing an untrusted file to a child process that has neither secrets nor much memory or time."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from django.conf import settings

SECONDS = 90  # of waiting for one file
AT_ONCE = threading.BoundedSemaphore(2)  # children of this process; each may take some hundred megabytes


def open_in_child(kind: str, *arguments) -> dict:
    """The facts the child found in the file, or {"refused": why} (see child/__main__.py)."""
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


def _answer(child):
    try:
        answer = json.loads(child.stdout)
    except ValueError:
        answer = None
    # A child that was killed, by us or by its limits, says nothing.
    return answer if isinstance(answer, dict) else {"refused": "memory"}
