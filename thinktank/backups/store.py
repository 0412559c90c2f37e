"""The folder that backups are kept in: on another machine, mounted here.

    backups/2026-11-30T04-41-31Z/   one backup: manifest.json, manifest.sha256, database.age
    files/ab/ab12….age              files of the site, each once, whichever backups have it
    files/ab/ab12….sha256           the digest of such a file that was lost and encrypted again
    files/ab/ab12….age.damaged      what the restore test found in its place
    erasures.age                    the newest list of erasures
    audit-heads.jsonl               the newest heads of the audit log

A backup is made in a folder whose name begins with a dot, and gets its name when it is whole. What has any other name
was put there by somebody else, and is left alone.
"""

import fcntl
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyrage import x25519

from thinktank.backups.fault import BackupFault
from thinktank.backups.manifest import Manifest, StoredFile, read_manifest
from thinktank.backups.rotation import is_name
from thinktank.backups.sealing import seal, sha256_of_file

DATABASE = "database.age"
DIGEST = re.compile("[0-9a-f]{64}")
DAMAGED = "is damaged"


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

    def add_file(self, source: Path, plain: str, to: Sequence[x25519.Recipient], *, is_known: bool) -> str:
        """Encrypt a file into the store; returns the digest of what was written.

        `is_known`: earlier backups name it, with the digest of a file that is lost. The new digest is kept beside it.
        """
        path = self.file(plain)
        sealed = seal(source, path, to)
        if is_known:
            path.with_suffix(".sha256").write_text(sealed)
        self._aside(plain).unlink(missing_ok=True)
        return sealed

    def _aside(self, plain: str) -> Path:
        return self.file(plain).with_suffix(".age.damaged")

    def named_files(self) -> dict[str, StoredFile]:
        """By digest, the files that any backup names that can be read."""
        found: dict[str, StoredFile] = {}
        for name in self.names():
            try:
                manifest = read_manifest(self.folder(name))
            except BackupFault:
                continue  # checking says so; this backup copies its files again
            found |= {each.plain: each for each in manifest.files}
        return found

    def holds(self, file: StoredFile) -> bool:
        """Whether the file is there, and not cut short: encrypting makes it longer. The restore test reads every byte."""
        try:
            return self.file(file.plain).stat().st_size > file.size
        except FileNotFoundError:
            return False

    def remove(self, names: list[str]) -> None:
        """Remove backups, and the files that no other backup has. Keeps all files while one manifest cannot be read."""
        for name in names:
            shutil.rmtree(self.folder(name))
        try:
            manifests = [read_manifest(self.folder(name)) for name in self.names()]
        except BackupFault:
            return
        needed = {each.plain for manifest in manifests for each in manifest.files}
        for path in self.root.glob("files/*/*"):
            plain = path.name.partition(".")[0]
            if DIGEST.fullmatch(plain) and plain not in needed:
                path.unlink()

    def damage_of_database(self, manifest: Manifest) -> str:
        """What is wrong with the copy of the database in a backup, in a sentence; "" if nothing is. Needs no key."""
        how = _damage(self.folder(manifest.name) / DATABASE, {manifest.database.sealed})
        return how and f"{manifest.name}/{DATABASE} {how}"

    def lost_files(self, manifest: Manifest) -> dict[str, str]:
        """By digest, a sentence for each file of a backup that is missing or not as it was written. Needs no key."""
        sealed = {each.plain: each.sealed for each in manifest.files}
        found = {
            plain: _damage(self.file(plain), self._digests(plain, sealed[plain])) for plain in sorted(sealed)
        }
        return {plain: f"files/{plain[:2]}/{plain}.age {how}" for plain, how in found.items() if how}

    def _digests(self, plain: str, sealed: str) -> set[str]:
        again = self.file(plain).with_suffix(".sha256")
        return {sealed, again.read_bytes().decode("ascii", "replace")} if again.exists() else {sealed}

    def set_damaged_aside(self, manifest: Manifest) -> list[str]:
        """What is wrong with the files of a backup. Damaged ones get another name, and the next backup encrypts them again."""
        lost = self.lost_files(manifest)
        for plain, sentence in lost.items():
            if sentence.endswith(DAMAGED):
                self.file(plain).rename(self._aside(plain))
        return list(lost.values())


def _damage(path: Path, digests: set[str]) -> str:
    """What is wrong with a file that should have one of these digests; "" if nothing is."""
    try:
        return "" if sha256_of_file(path) in digests else DAMAGED
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def first_few(sentences: Sequence[str]) -> str:
    more = f", and {len(sentences) - 5} more" if len(sentences) > 5 else ""
    return f"{'; '.join(sentences[:5])}{more}"


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
