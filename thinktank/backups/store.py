"""The folder that backups are kept in: on another machine, mounted here.

    backups/2026-11-30T04-41-31Z/   one backup: manifest.json, manifest.sha256, database.age
    files/ab/ab12….age              files of the site, each once, whichever backups have it
    erasures.age                    the newest list of erasures
    audit-heads.jsonl               the newest heads of the audit log

A backup is made in a folder whose name begins with a dot, and gets its name when it is whole. What has any other name
was put there by somebody else, and is left alone.
"""

import fcntl
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from thinktank.backups.fault import BackupFault
from thinktank.backups.manifest import Manifest, StoredFile, read_manifest
from thinktank.backups.rotation import is_name
from thinktank.backups.sealing import sha256_of_file

DATABASE = "database.age"
DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class Store:
    root: Path

    @property
    def erasures(self) -> Path:
        return self.root / "erasures.age"

    @property
    def audit_heads(self) -> Path:
        return self.root / "audit-heads.jsonl"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Raises BackupFault when another process works in this store, or when it cannot be written."""
        try:
            file = (self.root / ".lock").open("w")
        except OSError as error:
            raise BackupFault(f"{self.root} cannot be written: {error.strerror}.") from error
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BackupFault("Another backup is being made here.") from error
            yield

    def folder(self, name: str) -> Path:
        return self.root / "backups" / name

    def draft(self, name: str) -> Path:
        return self.root / "backups" / f".{name}"

    def names(self) -> list[str]:
        """Names of the backups that are whole, the oldest first."""
        return sorted(
            each.name for each in self.root.glob("backups/*") if is_name(each.name) and each.is_dir()
        )

    def clear_drafts(self) -> None:
        """Remove what a process left that was killed."""
        for draft in self.root.glob("backups/.*"):
            if is_name(draft.name.removeprefix(".")) and draft.is_dir():
                shutil.rmtree(draft)
        for pattern in ("files/*/.*.age.*", ".*.age.*"):
            for draft in self.root.glob(pattern):
                draft.unlink()

    def file(self, plain: str) -> Path:
        """Where the file with this digest is."""
        return self.root / "files" / plain[:2] / f"{plain}.age"

    def known_files(self) -> dict[str, StoredFile]:
        """By digest, the files of all backups that can be read, if they are still there."""
        found: dict[str, StoredFile] = {}
        for name in self.names():
            try:
                manifest = read_manifest(self.folder(name))
            except BackupFault:
                continue  # checking says so; this backup copies its files again
            found |= {each.plain: each for each in manifest.files}
        return {plain: each for plain, each in found.items() if self.file(plain).exists()}

    def remove(self, names: list[str]) -> None:
        """Remove backups, and the files that no other backup has. Keeps all files while one manifest cannot be read."""
        for name in names:
            shutil.rmtree(self.folder(name))
        try:
            manifests = [read_manifest(self.folder(name)) for name in self.names()]
        except BackupFault:
            return
        needed = {each.plain for manifest in manifests for each in manifest.files}
        for path in self.root.glob("files/*/*.age"):
            if DIGEST.fullmatch(path.stem) and path.stem not in needed:
                path.unlink()

    def damage(self, manifest: Manifest) -> Iterator[str]:
        """A sentence for each file of a backup that is missing or not as it was written. Needs no key."""
        yield from _damage(
            self.folder(manifest.name) / DATABASE, manifest.database.sealed, f"{manifest.name}/{DATABASE}"
        )
        for plain, sealed in sorted({(each.plain, each.sealed) for each in manifest.files}):
            yield from _damage(self.file(plain), sealed, f"files/{plain[:2]}/{plain}.age")


def _damage(path: Path, sealed: str, name: str) -> Iterator[str]:
    try:
        if sha256_of_file(path) != sealed:
            yield f"{name} is damaged"
    except FileNotFoundError:
        yield f"{name} is missing"
    except OSError as error:
        yield f"{name} cannot be read: {error.strerror}"


def store_of(path: Path) -> Store:
    """The store that a path names, or that the backup is in which it names."""
    path = path.absolute()
    return Store(path.parent.parent if _is_of_a_backup(path) else path)


def find_backup(path: Path) -> tuple[Store, str]:
    """The store and name of a backup: the one in this folder, or the newest of this store. Raises BackupFault."""
    store = store_of(path)
    if _is_of_a_backup(path):
        return store, path.name
    if not store.names():
        raise BackupFault(f"{path} holds no backup.")
    return store, store.names()[-1]


def _is_of_a_backup(path: Path) -> bool:
    return is_name(path.name) and path.absolute().parent.name == "backups"
