"""Draw every picture of the demonstration site into thinktank/operations/demo/covers.

Run it with an interpreter that has Pillow:

    python tools/demo_pictures/draw.py            # everything
    python tools/demo_pictures/draw.py ice rings  # only these

The pictures are deterministic: each has its own seed, taken from its name.
They contain no words, so one set serves every language.
"""

import io
import random
import sys
import zlib

import charts  # noqa: F401 (these modules enter their pictures in the lists)
import figures  # noqa: F401
import landscapes  # noqa: F401
import patterns  # noqa: F401
import portraits  # noqa: F401
import rooms  # noqa: F401
import routes  # noqa: F401
from drawing import COVERS, EXTRAS, PICTURES
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
        (PICTURES / f"{name}.jpg").write_bytes(encoded(picture))
    for name, function in EXTRAS.items():
        if names and name not in names:
            continue
        picture = function(random.Random(zlib.crc32(name.encode())))
        method = Image.Quantize.MEDIANCUT if picture.mode == "RGB" else Image.Quantize.FASTOCTREE
        picture = picture.quantize(64, method=method, dither=Image.Dither.NONE)
        picture.save(PICTURES / name, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
