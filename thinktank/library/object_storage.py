"""Storage of files in an object store with the S3 protocol, for FILES_URL.

Only the site talks to the store: the bucket is private, no address of it is ever given to a browser, and what may be
read is decided by the views as it is on a local disk.
"""

import errno
import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from typing import Any

import boto3
from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, ReadTimeoutError
from django.core.files.base import File
from django.core.files.storage import Storage

MISSING = {"404", "NoSuchKey", "NotFound"}
PATIENCE = {"connect_timeout": 2, "read_timeout": 5, "retries": {"total_max_attempts": 2}}  # seconds
TIMED_OUT = (ConnectTimeoutError, ReadTimeoutError)
TRY_AGAIN = 10  # seconds after which a store that did not answer is asked again; about as long as that takes


class Service:
    """The store at an endpoint: its client, and whether it answers. Threads and storages share it.

    While the store does not answer, one request at a time waits for it, so that it cannot take all threads of the site.
    """

    def __init__(self, endpoint: str, access_key: str, secret_key: str, region: str) -> None:
        self._options = {
            "aws_access_key_id": access_key,
            "aws_secret_access_key": secret_key,
            "region_name": region,
            "endpoint_url": endpoint,
        }
        self._lock, self._silent_until = threading.Lock(), 0.0

    @cached_property
    def client(self) -> Any:
        """Sums are sent only where the protocol asks for them: not every store knows the new ones."""
        config = Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            max_pool_connections=32,
            **PATIENCE,
        )
        return boto3.session.Session().client("s3", config=config, **self._options)

    @contextmanager
    def asked(self) -> Iterator[Any]:
        """The client for one request. Errors of the store become those of a disk: FileNotFoundError, or OSError (EIO)."""
        self._refuse_while_silent()
        try:
            yield self.client
        except ClientError as error:
            self._silent_until = 0.0
            if error.response.get("Error", {}).get("Code") in MISSING:
                raise FileNotFoundError(errno.ENOENT, "There is no such object") from error
            raise OSError(errno.EIO, "The object store refused") from error
        except (BotoCoreError, Boto3Error) as error:
            if isinstance(error, TIMED_OUT):
                self._silent_until = time.monotonic() + TRY_AGAIN
            raise OSError(errno.EIO, "The object store does not answer") from error
        self._silent_until = 0.0

    def _refuse_while_silent(self) -> None:
        with self._lock:
            now = time.monotonic()
            if now < self._silent_until:
                raise OSError(errno.EIO, "The object store did not answer a moment ago")
            if self._silent_until:  # this request tries; the others do not wait for what comes of it
                self._silent_until = now + TRY_AGAIN


service_at = cache(Service)


class ObjectStorage(Storage):
    """A folder of a bucket. An object is there whole or not at all, which the store promises.

    Raises FileNotFoundError for what is not there, and OSError (EIO) when the store does not answer, as a broken disk
    would: the site then says 503, and at once while the store stays silent. Only the endpoint of FILES_URL is asked, without the environment's settings for boto3.
    """

    def __init__(
        self, *, bucket: str, endpoint: str, access_key: str, secret_key: str, region: str, folder: str
    ) -> None:
        self.bucket, self.folder = bucket, folder
        self.service = service_at(endpoint, access_key, secret_key, region)

    def _key(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": f"{self.folder}/{name}"}

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError(f"Objects are read or stored whole, not opened with {mode!r}.")
        return File(io.BufferedReader(_Reading(self, name)), name)

    def _save(self, name: str, content: File) -> str:
        content.seek(0)
        with self.service.asked() as client:
            client.put_object(**self._key(name), Body=content.file, ContentLength=content.size)
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself, without asking the store: names of files are made by chance."""
        return name

    def delete(self, name: str) -> None:
        with self.service.asked() as client:
            client.delete_object(**self._key(name))

    def exists(self, name: str) -> bool:
        try:
            self.size(name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        with self.service.asked() as client:
            return int(client.head_object(**self._key(name))["ContentLength"])

    def everything(self) -> Iterator[tuple[str, int]]:
        """(name, size in bytes) of each object of the folder, by name."""
        with self.service.asked() as client:
            pages = client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=f"{self.folder}/"
            )
            for page in pages:
                for found in page.get("Contents", ()):
                    yield found["Key"].removeprefix(f"{self.folder}/"), found["Size"]

    def read_from(self, name: str, start: int) -> tuple[Any, int]:
        """The object's bytes from this one on, as a stream, and the size of the whole."""
        wanted = {"Range": f"bytes={start}-"} if start else {}
        with self.service.asked() as client:
            answer = client.get_object(**self._key(name), **wanted)
        return answer["Body"], start + int(answer["ContentLength"])


class _Reading(io.RawIOBase):
    """An object that is read as a file. Moving within it costs a request only when something is read there."""

    def __init__(self, storage: ObjectStorage, name: str) -> None:
        self._storage, self._name, self._at, self._streams_from = storage, name, 0, 0
        self._stream: Any = io.BytesIO()  # until the store has answered
        self._stream, self._size = storage.read_from(name, 0)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence] + offset
        return self._at

    def readinto(self, buffer: Any) -> int:
        if self._at >= self._size:
            return 0
        if self._at != self._streams_from:
            self._stream.close()
            self._stream, self._size = self._storage.read_from(self._name, self._at)
        with self._storage.service.asked():
            read = self._stream.read(len(buffer))
        buffer[: len(read)] = read
        self._at += len(read)
        self._streams_from = self._at
        return len(read)

    def close(self) -> None:
        self._stream.close()
        super().close()
