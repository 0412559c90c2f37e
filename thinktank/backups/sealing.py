"""Encryption with age (https://age-encryption.org): the machine knows public keys alone and cannot read its own backups."""

import hashlib
import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyrage
from pyrage import x25519

from thinktank.backups.fault import BackupFault

CHUNK = 1024 * 1024


def recipients(public_keys: Iterable[str]) -> list[x25519.Recipient]:
    """Public keys of age, such as "age1...". Raises BackupFault when there is none, or one that is malformed."""
    try:
        found = [x25519.Recipient.from_str(key) for key in public_keys]
    except pyrage.RecipientError as error:
        raise BackupFault(
            f"BACKUP_RECIPIENTS holds something that is no public key of age: {error}."
        ) from error
    if not found:
        raise BackupFault(
            "BACKUP_RECIPIENTS is not set: make a key with age-keygen on another machine, and name its public half."
        )
    return found


def identities(text: str) -> list[x25519.Identity]:
    """The private keys in a file that age-keygen wrote. Raises BackupFault."""
    lines = [line.strip() for line in text.splitlines()]
    try:
        found = [x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError as error:
        raise BackupFault("The identity is no private key of age.") from error
    if not found:
        raise BackupFault("The identity is empty.")
    return found


def seal(source: Path, target: Path, to: Sequence[x25519.Recipient]) -> str:
    """Encrypt a file. The target appears when it is whole. Returns the SHA-256 of what was written."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        pyrage.encrypt_file(str(source), str(draft), to)
        digest = sha256_of_file(draft)
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return digest


def unseal(source: Path, target: Path, keys: Sequence[x25519.Identity]) -> None:
    """Decrypt a file. Raises BackupFault when it is damaged or meant for other keys."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        pyrage.decrypt_file(str(source), str(target), keys)
    except (pyrage.DecryptError, OSError) as error:
        target.unlink(missing_ok=True)
        raise BackupFault(f"{source.name} cannot be decrypted: {error}.") from error


def sha256_of_file(path: Path) -> str:
    """Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
