"""Opens files for tests as `thinktank.library.sandbox` does, without starting a new Python with Pillow for each.

Every file is opened in a process forked from one that has loaded the decoders, with the limits and the empty environment
of the real child. Tests of the intake itself (tests/library) keep the real one.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class WarmChild:
    """`open_in_child` is called like the function of that name in thinktank.library.sandbox."""

    def __init__(self) -> None:
        self._asking, self._process = threading.Lock(), None

    def open_in_child(self, kind: str, *arguments: object) -> dict:
        """The facts found in the file, or {"refused": why}; one file at a time."""
        with self._asking:
            process = self._started()
            process.stdin.write(json.dumps([kind, *map(str, arguments)]) + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        return json.loads(answer)

    def _started(self) -> subprocess.Popen:
        """The process that forks; it ends when this one does."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.warm_child"],
                cwd=ROOT,
                env={"LANG": "C.UTF-8", "PATH": os.defpath},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        return self._process

    def end(self) -> None:
        """End the process that forks, if it was ever started."""
        if self._process:
            self._process.communicate()
            self._process = None


def _open_forked(arguments: list[str]) -> str:
    """What the child printed, or the refusal that the sandbox makes of its silence."""
    with tempfile.TemporaryFile("w+") as said:
        if child := os.fork():
            os.waitpid(child, 0)
        else:
            _be_the_child(arguments, said.fileno())
        said.seek(0)
        return said.read().strip() or json.dumps({"refused": "memory"})


def _be_the_child(arguments: list[str], said: int) -> None:
    """Never returns."""
    from thinktank.library.child.__main__ import main

    nothing = os.open(os.devnull, os.O_RDWR)
    for file, descriptor in [(nothing, 0), (said, 1), (nothing, 2)]:
        os.dup2(file, descriptor)
    try:
        main(*arguments)
        sys.stdout.flush()
    finally:
        os._exit(0)


def _load_decoders() -> None:
    import thinktank.library.child.audio
    import thinktank.library.child.pdf
    import thinktank.library.child.picture  # noqa: F401


if __name__ == "__main__":
    _load_decoders()
    for line in sys.stdin:
        print(_open_forked(json.loads(line)), flush=True)
