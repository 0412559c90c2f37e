"""Read the format and length of a recording. Runs in the child process only.

MP3: ISO/IEC 11172-3 and 13818-3, layer III, without free format. M4A: ISO/IEC 14496-12 with sound and without video.
"""

import struct
from collections.abc import Iterator
from typing import Any

from thinktank.library.child.refused import Refused

MPEG_1, MPEG_2 = 3, 2  # values of the two version bits in a header; 0 is MPEG 2.5, 1 is reserved
LAYER_III = 1
RATES = [44100, 48000, 32000]
KILOBITS_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
KILOBITS_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
FEWEST_FRAMES = 3  # in a row; fewer may be a coincidence
LONGEST_GAP = 64 * 1024  # bytes between frames that are no frames: tags, damage


def read_facts(source: str) -> dict[str, Any]:
    with open(source, "rb") as file:
        content = file.read()
    if content[4:8] == b"ftyp":
        media_type, seconds = "audio/mp4", _seconds_of_m4a(content)
    else:
        media_type, seconds = "audio/mpeg", _seconds_of_mp3(content)
    if not 0 < seconds < 24 * 60 * 60:
        raise Refused("broken")
    return {"media_type": media_type, "seconds": max(1, round(seconds))}


# MP3


def _seconds_of_mp3(content: bytes) -> float:
    at, frames, seconds, first = _after_tag(content), 0, 0.0, True
    while at < len(content):
        frame = _frame(content, at)
        if frame is None:
            found = _next_frame(content, at)
            if found is None:
                break
            at = found
            continue
        if first and not _frames_follow(content, at):
            break
        first = False
        at, seconds, frames = at + frame[0], seconds + frame[1], frames + 1
    if frames < FEWEST_FRAMES:
        raise Refused("not_audio")
    return seconds


def _after_tag(content: bytes) -> int:
    """The offset after an ID3v2 tag at the beginning, or 0. The tag's length is stored in four times seven bits."""
    if content[:3] != b"ID3" or len(content) < 10:
        return 0
    size = 0
    for byte in content[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def _frame(content: bytes, at: int) -> tuple[int, float] | None:
    """(length in bytes, seconds) of the frame at this offset, or None when there is no frame header."""
    header = int.from_bytes(content[at : at + 4])
    version, layer = header >> 19 & 3, header >> 17 & 3
    bit_rate, rate = header >> 12 & 15, header >> 10 & 3
    if header >> 21 != 0x7FF or version == 1 or layer != LAYER_III or bit_rate in (0, 15) or rate == 3:
        return None
    hertz = RATES[rate] >> {MPEG_1: 0, MPEG_2: 1}.get(version, 2)
    bits = (KILOBITS_1 if version == MPEG_1 else KILOBITS_2)[bit_rate] * 1000
    samples = 1152 if version == MPEG_1 else 576
    return samples // 8 * bits // hertz + (header >> 9 & 1), samples / hertz


def _frames_follow(content: bytes, at: int) -> bool:
    for _ in range(FEWEST_FRAMES):
        frame = _frame(content, at)
        if frame is None:
            return False
        at += frame[0]
    return True


def _next_frame(content: bytes, at: int) -> int | None:
    """The offset of the next frame, or None when there is none within LONGEST_GAP."""
    end = at + LONGEST_GAP
    while (at := content.find(b"\xff", at + 1, end)) != -1:
        if _frames_follow(content, at):
            return at
    return None


# M4A: nested boxes, each with its length and its name


def _seconds_of_m4a(content: bytes) -> float:
    movie = _only(content, b"moov", 0, len(content))
    tracks = [_handler(content, *span) for name, span in _boxes(content, *movie) if name == b"trak"]
    if b"soun" not in tracks or b"vide" in tracks:
        raise Refused("not_audio")
    start, _end = _only(content, b"mvhd", *movie)
    if content[start] == 1:
        scale, duration = struct.unpack_from(">IQ", content, start + 20)
    else:
        scale, duration = struct.unpack_from(">II", content, start + 12)
    return duration / scale if scale else 0


def _handler(content: bytes, start: int, end: int) -> bytes:
    """The type of the track in this box, such as b"soun"."""
    media = _only(content, b"mdia", start, end)
    start, _end = _only(content, b"hdlr", *media)
    return content[start + 8 : start + 12]


def _only(content: bytes, wanted: bytes, start: int, end: int) -> tuple[int, int]:
    """(start, end) of the content of the first box with this name. Raises Refused."""
    for name, span in _boxes(content, start, end):
        if name == wanted:
            return span
    raise Refused("not_audio")


def _boxes(content: bytes, start: int, end: int) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """(name, (start, end) of its content) of the boxes between two offsets. Raises Refused."""
    while start + 8 <= end:
        size, name = struct.unpack_from(">I4s", content, start)
        header = 8
        if size == 1:
            size, header = struct.unpack_from(">Q", content, start + 8)[0], 16
        size = size or end - start
        if size < header or start + size > end:
            raise Refused("broken")
        yield name, (start + header, start + size)
        start += size
