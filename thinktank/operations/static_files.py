"""Collect static files when they have changed, and join the style sheets of the site into one."""

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

SITE_SHEET = "css/site.css"
IMPORT = re.compile(r'^@import url\("(.+)"\);$', re.MULTILINE)
NOT_FOR_BROWSERS = re.compile(r"/\*.*?\*/|^\s+", re.MULTILINE | re.DOTALL)

Paths = dict[str, tuple[Storage, str]]  # as Django has it: (storage, path in it) by name


class OneSheetStorage(CompressedManifestStaticFilesStorage):
    """Hashes and compresses files, and inserts into `css/site.css` the sheets that it imports (decision 0067)."""

    @cache  # noqa: B019 (one storage in a process; a page names a dozen files)
    def url(self, name: str, force: bool = False) -> str:
        """The address of a file, which stays the same as long as a process runs."""
        return super().url(name, force)

    def post_process(self, paths: Paths, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if SITE_SHEET in paths and not dry_run:
            whole = IMPORT.sub(lambda found: self._sheet(paths, found[1]), self._read(paths, SITE_SHEET))
            self.delete(SITE_SHEET)
            self.save(SITE_SHEET, ContentFile(bare(whole).encode()))
            paths = paths | {SITE_SHEET: (self, SITE_SHEET)}
        yield from super().post_process(paths, dry_run, **options)

    def _sheet(self, paths: Paths, name: str) -> str:
        sheet = self._read(paths, f"css/{name}")
        if "/" in name and "url(" in sheet:
            raise ImproperlyConfigured(f"css/{name} names a file; only sheets beside {SITE_SHEET} can.")
        return sheet

    def _read(self, paths: Paths, name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            return str(file.read(), "utf-8")


def bare(sheet: str) -> str:
    """A style sheet without comments and indentation, which make up four fifths of its compressed size."""
    return NOT_FOR_BROWSERS.sub("", sheet)


def collect_static_files() -> bool:
    """Collect, hash and compress static files into STATIC_ROOT. Returns False when nothing had changed."""
    stamp = Path(settings.STATIC_ROOT).with_suffix(".stamp")
    state = _state_of_sources()
    if stamp.exists() and stamp.read_text() == state:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(state)
    return True


def _state_of_sources() -> str:
    """A digest of the paths, sizes and modification times of all files to collect."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            found = Path(storage.path(path)).stat()
            digest.update(f"{storage.location} {path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
