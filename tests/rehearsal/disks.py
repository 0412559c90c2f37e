"""Small disks of a fault's own, and filling them."""

import contextlib
import subprocess

from tests.rehearsal.outcome import NotRun


def mount(stack, folder, *arguments):
    """Mount over this folder until the stack ends. Raises NotRun where mounting is not allowed."""
    try:
        done = subprocess.run(["mount", *arguments], capture_output=True, text=True)
    except FileNotFoundError as error:
        raise NotRun("mount is missing") from error
    if done.returncode:
        raise NotRun(f"nothing can be mounted here: {done.stderr.strip()}")
    stack.callback(subprocess.run, ["umount", "--lazy", str(folder)], capture_output=True)


def fill(file, *, leave):
    """Let the file take all room but this many bytes."""
    with file.open("ab", buffering=0) as target:
        with contextlib.suppress(OSError):
            while True:
                target.write(bytes(2**16))
    size = file.stat().st_size
    if leave:
        with file.open("r+b") as target:
            target.truncate(max(0, size - leave))
