"""`make demo`, but no picture is opened twice in a run: its renditions are kept, by the digest of the file.

Both databases load the same pictures at about the same moment. Who is second waits for the first, and copies.
"""

import fcntl
import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

from thinktank.library import sandbox
from thinktank.operations import start_demo

KEPT = Path(os.environ["KEPT_PICTURES"])
_open_in_child = sandbox.open_in_child


def open_in_child(kind: str, *arguments: str | int | Path) -> dict:
    """As thinktank.library.sandbox has it."""
    if kind != "picture":
        return _open_in_child(kind, *arguments)
    source, target, *focus = arguments
    digest = hashlib.sha256(Path(source).read_bytes() + repr(focus).encode()).hexdigest()
    renditions, facts = KEPT / digest, KEPT / f"{digest}.json"
    with (KEPT / f"{digest}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if facts.exists():
            shutil.copytree(renditions, target, dirs_exist_ok=True)
        else:
            found = _open_in_child(kind, *arguments)
            shutil.copytree(target, renditions)
            facts.write_text(json.dumps(found))
        return json.loads(facts.read_text())


if __name__ == "__main__":
    KEPT.mkdir(exist_ok=True)
    sandbox.open_in_child = open_in_child
    sys.exit(start_demo.main())
