"""Files on the local disk that stand under their name whole, or not at all."""

import errno
import os
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """Writes beside the final name, waits for the disk, renames. Django's own leaves a half file when the disk is full."""

    def _save(self, name, content):
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
        self._ensure_location_group_id(path)
        return name

    def _ask_for_space(self, folder):
        if shutil.disk_usage(folder).free < settings.FREE_SPACE_FLOOR:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
