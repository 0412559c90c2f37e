"""The keys of the site, encrypted, in a place of their own: never in the folder of the backups, and one copy alone.

Peppers are destroyed when their poll has closed. A copy that is replaced by every backup forgets them as soon; older
copies would keep for a year what the site promised to destroy.
"""

import io
import os
import secrets
import tarfile
from collections.abc import Sequence
from pathlib import Path

import pyrage
from django.conf import settings
from pyrage import x25519

from thinktank.backups.fault import BackupFault

FILE = "keys.age"


def _folders() -> dict[str, Path]:
    return {"keys": Path(settings.VAR_DIR) / "keys", "peppers": Path(settings.PEPPER_DIR)}


def refuse_bad_place_of_keys(store: Path, keys: Path) -> None:
    """Raises BackupFault when whoever gets the backups would get the keys with them, or when the place is not mounted."""
    if not keys.parent.is_dir():
        raise BackupFault(
            f"There is no folder {keys.parent} for BACKUP_KEYS_DIR: mount the disk that has it, or make it."
        )
    store, keys = store.resolve(), keys.resolve()
    if store == keys or store in keys.parents or keys in store.parents:
        raise BackupFault(
            "BACKUP_KEYS_DIR must lie apart from the backups: together they tell who voted what."
        )


def copy_keys(folder: Path, to: Sequence[x25519.Recipient]) -> None:
    """Replace the copy in this folder by one of the keys and peppers that there are now."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name, path in _folders().items():
            if path.exists():
                tar.add(path, arcname=name, filter=_without_drafts)
    folder.mkdir(mode=0o700, exist_ok=True)
    draft = folder / f".{FILE}.{secrets.token_hex(4)}"
    try:
        draft.write_bytes(pyrage.encrypt(packed.getvalue(), to))
        os.replace(draft, folder / FILE)
    finally:
        draft.unlink(missing_ok=True)


def _without_drafts(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return None if Path(member.name).name.startswith(".") else member


def restore_keys(file: Path, identities: Sequence[x25519.Identity]) -> int:
    """Put keys and peppers where the settings look for them; return how many. Raises BackupFault."""
    try:
        packed = io.BytesIO(pyrage.decrypt(file.read_bytes(), identities))
        with tarfile.open(fileobj=packed) as tar:
            members = [member for member in tar if member.isfile()]
            contents = {member.name: tar.extractfile(member) for member in members}
            for name, opened in contents.items():
                root, _slash, rest = name.partition("/")
                if root not in _folders() or ".." in rest.split("/") or opened is None:
                    raise BackupFault(f"{file.name} holds {name!r}, which is no key of the site.")
                _write(_folders()[root] / rest, opened.read())
    except (OSError, pyrage.DecryptError, tarfile.TarError) as error:
        raise BackupFault(f"The keys in {file} cannot be read: {error}.") from error
    return len(contents)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
