"""The mark that every withdrawal and erasure renews: what was copied under an older one must not be shown any more.

Processes compare it while the database is away. A proxy that keeps pages has it in the key of its cache (deploy/nginx). It is a
link to an empty folder, because nginx can tell where a link leads, and cannot read a file into a key. See decision 0195.
"""

import os
import uuid
from contextlib import suppress
from pathlib import Path

from django.conf import settings


def current() -> str:
    """Where the mark leads; "" when there is none."""
    try:
        return os.readlink(_mark())
    except OSError:
        return ""


def renew() -> None:
    """Make all older copies void. Raises OSError when the mark cannot be written."""
    mark, before, name = _mark(), current(), uuid.uuid4().hex
    folder, link = mark.with_name(name), mark.with_name(f"{name}.link")
    mark.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir()
    folder.chmod(0o755)  # whatever the umask is: the proxy has an account of its own
    link.symlink_to(name)
    link.replace(mark)
    if before:
        with suppress(OSError):
            mark.with_name(before).rmdir()


def _mark() -> Path:
    return Path(settings.WITHDRAWALS_DIR) / "current"
