"""Generated recordings of silence: frames of MP3 and boxes of M4A."""

import struct

SECONDS_OF_A_FRAME = 576 / 16000


def mp3(frames=50, *, tag=b"", end=b""):
    """MPEG 2, layer III, 16 kHz, 24 kbit/s: frames of 108 bytes, 36 ms each."""
    return tag + (b"\xff\xf3\x38\xc0" + bytes(104)) * frames + end


def id3(length=300):
    return b"ID3\x04\x00\x00" + bytes([0, 0, length >> 7, length & 0x7F]) + b"\xff\xfb" * (length // 2)


def box(name, *contents):
    content = b"".join(contents)
    return struct.pack(">I4s", 8 + len(content), name) + content


def m4a(seconds=90, *, track=b"soun", scale=1000, sound=b"\0" * 500):
    header = box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, scale, seconds * scale), bytes(80))
    handler = box(b"mdia", box(b"hdlr", bytes(8), track, bytes(12)))
    return box(b"ftyp", b"M4A \0\0\0\0") + box(b"moov", header, box(b"trak", handler)) + box(b"mdat", sound)
