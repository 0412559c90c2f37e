"""What a backup holds, in plain words beside the encrypted files: whoever checks a backup needs no key."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from thinktank.backups.fault import BackupFault

FORMAT = 1
NAME, SUM = "manifest.json", "manifest.sha256"


@dataclass(frozen=True)
class StoredFile:
    """One file: its name at home ("media/r/.../card-640.avif"), and the digests of its bytes, plain and encrypted."""

    name: str
    size: int
    plain: str
    sealed: str


@dataclass(frozen=True)
class Manifest:
    """The contents of a backup. `counts` and `digests` are by table, of the moment that the copy of the database shows."""

    name: str
    made_at: str
    release: str
    vendor: str
    migrations: list[str]
    counts: dict[str, int]
    digests: dict[str, str]
    audit_head: tuple[int, str]
    database: StoredFile
    files: list[StoredFile]
    format: int = FORMAT

    def write(self, folder: Path) -> str:
        """Write it and its digest, which is returned."""
        text = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, indent=1)
        digest = hashlib.sha256(text.encode()).hexdigest()
        (folder / NAME).write_text(text, encoding="utf-8")
        (folder / SUM).write_text(digest + "\n")
        return digest


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup. Raises BackupFault when there is none, or when a byte of it has changed."""
    try:
        content, noted = (folder / NAME).read_bytes(), (folder / SUM).read_text().strip()
    except (OSError, ValueError) as error:
        raise BackupFault(f"{folder} holds no backup that can be read: {error}.") from error
    if hashlib.sha256(content).hexdigest() != noted:
        raise BackupFault(f"{folder.name}/{NAME} is damaged: its digest is not the one in {SUM}.")
    said: dict[str, Any] = json.loads(content)
    if said["format"] != FORMAT:
        raise BackupFault(f"{folder.name} has format {said['format']}; this release reads format {FORMAT}.")
    said["database"] = StoredFile(**said["database"])
    said["files"] = [StoredFile(**each) for each in said["files"]]
    said["audit_head"] = tuple(said["audit_head"])
    return Manifest(**said)
