"""Draw every picture of the demonstration site.

Run it with an interpreter that has Pillow:

    python draw.py            # everything
    python draw.py ice rings  # only these

The pictures are deterministic: each has its own seed, taken from its name.
They contain no words, so they serve every language alike.
"""

# ruff: noqa: S311 (the dice draw pictures, not secrets)

import io
import random
import sys
import zlib

import charts  # noqa: F401 (these four enter their pictures in the lists)
import covers  # noqa: F401
import figures  # noqa: F401
import portraits  # noqa: F401
from drawing import COVERS, EXTRAS, HERE
from PIL import Image


def encoded(picture, limit=240_000):
    """A JPEG no larger than the limit, of the best quality that allows."""
    for quality in range(84, 60, -2):
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
        if buffer.tell() <= limit:
            break
    return buffer.getvalue()


def main(names):
    for name, function in COVERS.items():
        if names and name not in names:
            continue
        seed = zlib.crc32(name.encode())
        picture = function(random.Random(seed)).finish(seed)
        (HERE / f"{name}.jpg").write_bytes(encoded(picture))
    for name, function in EXTRAS.items():
        if names and name not in names:
            continue
        picture = function(random.Random(zlib.crc32(name.encode())))
        method = Image.Quantize.MEDIANCUT if picture.mode == "RGB" else Image.Quantize.FASTOCTREE
        picture = picture.quantize(64, method=method, dither=Image.Dither.NONE)
        picture.save(HERE / name, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
