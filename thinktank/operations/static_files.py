"""Collecting static files when they have changed, and not at every start."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect_static_files():
    """Collect, hash and compress them into STATIC_ROOT; returns whether there was anything to do."""
    stamp = Path(settings.STATIC_ROOT).with_suffix(".stamp")
    state = _state_of_sources()
    if stamp.exists() and stamp.read_text() == state:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(state)
    return True


def _state_of_sources():
    """A digest of the paths, sizes and times of everything that would be collected."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            found = Path(storage.path(path)).stat()
            digest.update(f"{storage.location} {path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
