"""Storage on the local disk that never leaves an incomplete file."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """Writes a temporary file, syncs it to the disk, and renames it.

    Django's FileSystemStorage leaves an incomplete file when the disk is full. Raises OSError (ENOSPC) when less than
    FREE_SPACE_FLOOR bytes are free.
    """

    def _save(self, name: str, content: File) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        self._ask_for_space(path.parent)
        handle, temporary = tempfile.mkstemp(prefix=".", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, self.file_permissions_mode or 0o644)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
        self._ensure_location_group_id(path)  # type: ignore[attr-defined] # private, see private_interfaces.py
        return name

    def everything(self) -> Iterator[tuple[str, int]]:
        """(name, size in bytes) of each file, by name. Not the drafts of files being written."""
        folder = Path(self.location)
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                yield path.relative_to(folder).as_posix(), path.stat().st_size

    def _ask_for_space(self, folder: Path) -> None:
        if shutil.disk_usage(folder).free < settings.FREE_SPACE_FLOOR:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
