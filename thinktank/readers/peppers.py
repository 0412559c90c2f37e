"""One pepper per poll and per rated publication, in files outside the database.

The pepper turns a reader's cookie into a voter key. Without it no one can tell which cookie a key was made from, and
the keys of one reader in two polls have nothing in common. Once the pepper is destroyed, this is final.
"""

import hashlib
import hmac
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

from thinktank.readers import secret_files


def pepper_path(kind: str, uid: UUID) -> Path:
    return Path(settings.PEPPER_DIR) / kind / str(uid)


def make_pepper(kind: str, uid: UUID) -> bytes:
    """The pepper; the first call makes it. Raises SecretUnavailable."""
    return secret_files.read_or_make_secret(pepper_path(kind, uid))


def read_pepper(kind: str, uid: UUID) -> bytes:
    """The pepper. Raises SecretUnavailable when it does not exist, or no longer."""
    return secret_files.read_secret(pepper_path(kind, uid))


def has_pepper(kind: str, uid: UUID) -> bool:
    return secret_files.is_there(pepper_path(kind, uid))


def shred_peppers(kind: str, uids: Iterable[UUID]) -> int:
    """Destroy those that exist; return how many. A pepper that cannot be removed does not stop the others."""
    return secret_files.shred_each(pepper_path(kind, uid) for uid in uids)


def fingerprint(pepper: bytes) -> str:
    """A digest that identifies a pepper and says nothing else about it."""
    return hashlib.sha256(b"pepper|" + pepper).hexdigest()


def voter_key(pepper: bytes, uid: UUID, secret: bytes) -> bytes:
    """Who a reader is in one poll, or to one publication: 32 bytes."""
    return hmac.digest(pepper, f"v1|{uid}|".encode() + secret, "sha256")
