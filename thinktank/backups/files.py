"""The files of the site that a backup holds, and where each belongs.

Of VAR_DIR only what editors uploaded and what was made from it, and the files made of editions. Not in it: the database
(database.py), keys and peppers (keys.py), the day's salts (never), snapshots, static files and the worker's locks.
"""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from thinktank.backups.fault import BackupFault


def roots() -> dict[str, Path]:
    return {"media": Path(settings.MEDIA_ROOT), "private": Path(settings.PRIVATE_ROOT)}


def files_of_the_site() -> Iterator[tuple[str, Path]]:
    """(name, path) of each, such as ("media/r/.../card-640.avif", path). Not the drafts of files being written."""
    for root, folder in sorted(roots().items()):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                yield f"{root}/{path.relative_to(folder).as_posix()}", path


def home_of(name: str) -> Path:
    """Where a file of a backup belongs. Raises BackupFault when the name leads anywhere else."""
    root, _slash, rest = name.partition("/")
    folder = roots().get(root)
    if folder is None or not rest or ".." in rest.split("/") or rest.startswith("/"):
        raise BackupFault(f"The backup holds a file for {name!r}, which is no place for files of the site.")
    return folder / rest


def are_there_files() -> bool:
    return next(files_of_the_site(), None) is not None
