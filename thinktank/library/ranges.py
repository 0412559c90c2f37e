"""Byte ranges (RFC 9110, section 14), with which players start in the middle of a recording."""

import re
from collections.abc import Iterator

from django.core.files.base import File

RANGE_HEADER = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.ASCII | re.IGNORECASE)
CHUNK = 64 * 1024  # bytes


class CannotSatisfy(Exception):
    """The range begins after the end of the file. The response is 416."""


def asked_range(header: str, size: int) -> range | None:
    """The bytes that a Range header asks for. None means the whole file: no range, several, or a malformed one.

    Raises CannotSatisfy.
    """
    found = RANGE_HEADER.fullmatch(header.strip(" \t"))
    if not found or found[1] == found[2] == "":
        return None
    if found[1] == "":
        first, last = max(0, size - int(found[2])), size - 1
    else:
        first, last = int(found[1]), min(int(found[2] or size), size - 1)
        if found[2] and int(found[2]) < first:
            return None
    if first >= size:
        raise CannotSatisfy
    return range(first, last + 1)


class Part:
    """An iterator over a range of an open file, in chunks. Closing it closes the file."""

    def __init__(self, file: File, wanted: range) -> None:
        self._file, self._left = file, len(wanted)
        file.seek(wanted.start)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        chunk = self._file.read(min(CHUNK, self._left))
        if not chunk:
            raise StopIteration
        self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        self._file.close()
