"""The files of the site that a backup holds, and where each belongs.

What editors uploaded and what was made from it, and the files made of editions, on this disk or in an object store. Not
in it: the database (database.py), keys and peppers (keys.py), the day's salts (never), snapshots, static files and the
worker's locks.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import Storage, storages

from thinktank.backups.fault import BackupFault

ALIASES = {"media": "default", "private": "private"}


def files_of_the_site() -> Iterator[tuple[str, int]]:
    """(name, size in bytes) of each, such as ("media/r/.../card-640.avif", 48211)."""
    for root, alias in sorted(ALIASES.items()):
        for name, size in storages[alias].everything():  # type: ignore[attr-defined]  # both of ours have it
            yield f"{root}/{name}", size


def home_of(name: str) -> tuple[Storage, str]:
    """The storage of a file of a backup, and its name there. Raises BackupFault when the name leads anywhere else."""
    root, _slash, rest = name.partition("/")
    if root not in ALIASES or not rest or ".." in rest.split("/") or rest.startswith("/"):
        raise BackupFault(f"The backup holds a file for {name!r}, which is no place for files of the site.")
    return storages[ALIASES[root]], rest


def path_of(name: str) -> Path | None:
    """Where a file of the site is on this disk; None when it is in an object store."""
    storage, rest = home_of(name)
    try:
        return Path(storage.path(rest))
    except NotImplementedError:
        return None


@contextmanager
def on_this_disk(name: str, work: Path) -> Iterator[Path]:
    """The file itself, or a copy of it in `work` for as long as the block runs. Raises OSError."""
    if path := path_of(name):
        yield path
        return
    storage, rest = home_of(name)
    copy = work / "file"
    with storage.open(rest) as file, copy.open("wb") as written:
        shutil.copyfileobj(file, written)
    yield copy
    copy.unlink()


@contextmanager
def put_back(name: str, work: Path) -> Iterator[Path]:
    """A path to write the file to. It gets its place when the block ends well. Raises OSError."""
    home = path_of(name)
    draft = home.with_name(f".{home.name}.restored") if home else work / "file"
    try:
        yield draft
        if home:
            draft.chmod(0o644)
            draft.replace(home)
        else:
            storage, rest = home_of(name)
            with draft.open("rb") as file:
                storage.save(rest, File(file))
    finally:
        draft.unlink(missing_ok=True)


def are_there_files() -> bool:
    return next(files_of_the_site(), None) is not None
