"""Making a backup: the database, the files that the store does not have yet, and a manifest; whole or not at all."""

import datetime
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.template.defaultfilters import filesizeformat
from pyrage import x25519

from thinktank.audit.chain import record
from thinktank.backups.database import copy_database, size_of_database
from thinktank.backups.fault import BackupFault
from thinktank.backups.files import files_of_the_site, on_this_disk, path_of
from thinktank.backups.keys import copy_keys, refuse_bad_place_of_keys
from thinktank.backups.manifest import Manifest, StoredFile
from thinktank.backups.place import refuse_bad_target
from thinktank.backups.rotation import name_at, too_many
from thinktank.backups.sealing import recipients, seal, sha256_of_file
from thinktank.backups.store import DATABASE, Store


@dataclass(frozen=True)
class Made:
    """A backup that is whole: where it is, how many files and bytes were written for it, and what was removed."""

    folder: Path
    n_files: int
    n_new: int
    written: int
    removed: list[str]


def make_backup(target: Path, at: datetime.datetime, also_for: Sequence[x25519.Recipient] = ()) -> Made:
    """Make a backup in the store at `target`, and remove those that rotation no longer keeps. Raises BackupFault.

    `also_for`: keys that may read the database of this backup beside BACKUP_RECIPIENTS, for the test that follows.
    """
    store, own = Store(target), recipients(settings.BACKUP_RECIPIENTS)
    refuse_bad_target(target)
    if settings.BACKUP_KEYS_DIR:
        refuse_bad_place_of_keys(target, settings.BACKUP_KEYS_DIR)
    with store.locked(), _told_in_sentences(), working_folder() as work:
        store.clear_drafts()
        _ask_for_space(work, size_of_database())
        manifest, written = _make(store, name_at(at), at, work, [*own, *also_for])
        _keep_beside(store, work, [*own, *also_for])
        if settings.BACKUP_KEYS_DIR:
            copy_keys(settings.BACKUP_KEYS_DIR, own)
        removed = too_many(store.names(), at)
        store.remove(removed)
    return Made(store.folder(manifest.name), len(manifest.files), len(written) - 1, sum(written), removed)


def _make(
    store: Store, name: str, at: datetime.datetime, work: Path, to: Sequence[x25519.Recipient]
) -> tuple[Manifest, list[int]]:
    """The manifest, and the sizes of the files that were written."""
    if store.folder(name).exists():
        raise BackupFault(f"There is a backup {name} already; wait a second.")
    draft, plain = store.draft(name), work / "database"
    contents = copy_database(plain)
    _ask_for_space(store.root, plain.stat().st_size)
    written = [plain.stat().st_size]
    sealed = seal(plain, draft / DATABASE, to)
    database = StoredFile("database", written[0], sha256_of_file(plain), sealed)
    plain.unlink()
    files = []
    for stored, is_new in _stored(store, to, work):
        files.append(stored)
        written += [stored.size] if is_new else []
    manifest = Manifest(
        name=name,
        made_at=at.isoformat(),
        release=_release(),
        vendor=connection.vendor,
        migrations=contents.migrations,
        counts=contents.counts,
        digests=contents.digests,
        audit_head=contents.audit_head,
        database=database,
        files=files,
    )
    digest = manifest.write(draft)
    os.sync()  # everything is on the disk before the folder gets its name
    os.rename(draft, store.folder(name))
    record("backed_up", name=name, manifest=digest)
    return manifest, written


def _stored(store: Store, to: Sequence[x25519.Recipient], work: Path) -> Iterator[tuple[StoredFile, bool]]:
    """Every file of the site, and whether it had to be written. One that is deleted meanwhile is left out.

    What an earlier backup has is written again when the store has lost it or only a part of it.

    A file in an object store that an earlier backup has under its name is not fetched again: names are never reused.
    """
    named = store.named_files()
    known = {plain: each for plain, each in named.items() if store.holds(each)}
    by_name = {(each.name, each.size): each for each in known.values()}
    for name, size in files_of_the_site():
        if (name, size) in by_name and path_of(name) is None:
            yield by_name[name, size], False
            continue
        try:
            with on_this_disk(name, work) as path:
                plain, size = sha256_of_file(path), path.stat().st_size
                is_new = plain not in known
                if is_new:
                    _ask_for_space(store.root, size)
                    sealed = store.add_file(path, plain, to, is_known=plain in named)
                    known[plain] = StoredFile(name, size, plain, sealed)
        except FileNotFoundError:
            continue
        yield StoredFile(name, size, plain, known[plain].sealed), is_new


def _keep_beside(store: Store, work: Path, to: Sequence[x25519.Recipient]) -> None:
    """The newest lists of what happened outside the database: a restore of any backup needs these, not its own."""
    if settings.ERASURES_LIST.exists():
        seal(settings.ERASURES_LIST, store.erasures, to)
    if settings.AUDIT_HEAD_FILE.exists():
        draft = store.root / ".audit-heads.age.draft"
        shutil.copyfile(settings.AUDIT_HEAD_FILE, draft)
        os.replace(draft, store.audit_heads)


@contextmanager
def working_folder() -> Iterator[Path]:
    """A folder on this machine for what is not encrypted yet. What a killed process left in it is removed first."""
    folder = Path(settings.VAR_DIR) / "backup-work"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    try:
        with tempfile.TemporaryDirectory(dir=folder) as work:
            yield Path(work)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _told_in_sentences() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackupFault(f"The backup cannot be written: {error}.") from error


def _ask_for_space(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free - size < settings.FREE_SPACE_FLOOR:
        raise BackupFault(
            f"{folder} has {filesizeformat(free)} free; {filesizeformat(size)} are needed, and"
            f" {filesizeformat(settings.FREE_SPACE_FLOOR)} must stay free (FREE_SPACE_FLOOR)."
        )


def _release() -> str:
    """The commit of the code; empty when it does not come from git."""
    try:
        done = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()
