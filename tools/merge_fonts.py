"""Make the fonts of printed matter, thinktank/printing/fonts/*.ttf, from the site's web fonts in static/fonts/.

    python tools/merge_fonts.py

On the web each face lies in pieces by script, which browsers put together. WeasyPrint takes pieces of one family for
the same font, so that each weight it needs is fixed and its pieces are merged into one file. Run it after cut_fonts.py.
They are not compressed: WeasyPrint would unpack them in every process, which took it a second. Needs fonttools, brotli.
"""

import tempfile
from pathlib import Path

from fontTools import merge
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parent.parent
SOURCES, TARGET = ROOT / "static" / "fonts", ROOT / "thinktank" / "printing" / "fonts"
PIECES = ["latin", "latin-more", "latin-extended", "cyrillic", "cyrillic-more"]
FACES = {  # name of the file: (name of the pieces, weight or None where it is fixed)
    "literata-400": ("literata", 400),
    "literata-600": ("literata", 600),
    "literata-italic": ("literata-italic", None),
    "inter-400": ("inter", 400),
    "inter-600": ("inter", 600),
}


LIKE = {0x2011: 0x2D, 0x202F: 0x2009}  # what typography needs and the pieces lack: as the other character


def fixed(source, weight, target):
    font = TTFont(source)
    if weight and "fvar" in font:
        font = instancer.instantiateVariableFont(font, {"wght": weight})
    font.flavor = None
    for table in ("STAT", "avar", "HVAR", "MVAR", "DSIG", "GDEF"):  # what cannot be merged and is not needed
        if table in font:
            del font[table]
    font.save(target)
    return str(target)


def merged(name, weight, folder):
    pieces = [SOURCES / f"{name}-{piece}.woff2" for piece in PIECES]
    return merge.Merger().merge([fixed(piece, weight, folder / f"{piece.stem}.ttf") for piece in pieces])


def main():
    TARGET.mkdir(exist_ok=True)
    for target, (name, weight) in FACES.items():
        with tempfile.TemporaryDirectory() as folder:
            font = merged(name, weight, Path(folder))
        for table in font["cmap"].tables:
            table.cmap |= {new: table.cmap[known] for new, known in LIKE.items() if known in table.cmap}
        font["name"].setName(
            target, 6, 3, 1, 0x409
        )  # the drawing of charts finds no font without a PostScript name
        font.recalcTimestamp = False
        font.save(TARGET / f"{target}.ttf")


if __name__ == "__main__":
    main()
