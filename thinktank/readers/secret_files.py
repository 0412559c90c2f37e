"""Secrets in files, one in each: made whole or not at all, by whichever process comes first.

The settings read their keys with this module, so it needs neither settings nor Django.
"""

import logging
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

logger = logging.getLogger(__name__)

LENGTH = 32


class SecretUnavailable(Exception):
    """A secret that must exist is missing, or its file cannot be read or written."""


def read_secret(path: Path) -> bytes:
    """The secret in this file. Raises SecretUnavailable when there is none."""
    try:
        secret = path.read_bytes()
    except OSError as error:
        raise SecretUnavailable(f"{path.name}: {error.strerror}") from error
    if len(secret) != LENGTH:
        raise SecretUnavailable(f"{path.name} is not a secret of {LENGTH} bytes")
    return secret


def is_there(path: Path) -> bool:
    """Whether the file exists. Raises SecretUnavailable when its folder cannot be read."""
    try:
        return path.exists()
    except OSError as error:
        raise SecretUnavailable(f"{path.name}: {error.strerror}") from error


def read_or_make_secret(path: Path) -> bytes:
    """The secret in this file, made if there is none. Raises SecretUnavailable."""
    if not is_there(path):
        try:
            make_file(path, secrets.token_bytes(LENGTH))
        except OSError as error:
            raise SecretUnavailable(f"{path.name}: {error.strerror}") from error
    return read_secret(path)


def make_file(path: Path, content: bytes) -> None:
    """Make a file that only its owner may read, unless another process has made it. Raises OSError.

    A complete draft is written in the same folder and linked to the name: no process reads half a secret.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
    finally:
        draft.unlink()
    _sync_folder(path.parent)


def shred(path: Path) -> bool:
    """Overwrite the secret and remove its file; return whether there was one. Raises OSError when it cannot be removed.

    A program can do no more: a file system that copies on write, a journal, a snapshot or the spare cells of a flash
    disk may still have the old bytes. SECURITY.md says so.
    """
    with suppress(OSError):  # a file that cannot be overwritten is removed all the same
        _overwrite(path)
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    for draft in path.parent.glob(
        f".{path.name}.*"
    ):  # left by a process that was killed while it made the secret
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return True


def _overwrite(path: Path) -> None:
    with path.open("r+b", buffering=0) as file:
        file.write(secrets.token_bytes(LENGTH))
        os.fsync(file.fileno())


def shred_each(paths: Iterable[Path]) -> int:
    """Shred them all; return how many existed. One that cannot be removed is logged and does not stop the others."""
    n = 0
    for path in paths:
        try:
            n += shred(path)
        except OSError as error:
            logger.error("%s cannot be destroyed: %s", path, error.strerror)
    return n


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
