"""Cut the site's web fonts: static/fonts/*.woff2 and the @font-face rules in static/css/fonts.css.

    npm install --prefix /tmp/fonts @fontsource-variable/literata@5.3.0 @fontsource-variable/inter@5.3.0
    python tools/cut_fonts.py /tmp/fonts/node_modules/@fontsource-variable

Each face is cut into a core that nearly every page needs (basic Latin with punctuation; Russian) and the rest
(accented Latin, other Cyrillic letters), which a browser asks for only when a page has such a letter.
Needs fonttools and brotli, and the fonts of FALLBACKS for their measures (Debian: fonts-liberation, fonts-noto-core,
fonts-roboto-unhinted, fonts-dejavu-core). It lies outside static/, because everything in there is served.
"""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

STATIC = Path(__file__).resolve().parent.parent / "static"

BASIC_LATIN = {*range(0x20, 0x7F)}
PUNCTUATION = {ord(character) for character in "\u00a0£§©«\u00ad®°±·»×–—‘’‚“”„•…‹›−→€\u2009\u202f\u2011"}
RUSSIAN = {*range(0x410, 0x450), 0x401, 0x451, 0x2116}
CORES = {"latin": BASIC_LATIN | PUNCTUATION, "cyrillic": RUSSIAN}
MORE = {
    "latin": {*range(0xA0, 0x100), 0x131, 0x152, 0x153, *range(0x2000, 0x2200)},
    "cyrillic": {0x301, *range(0x400, 0x530)},
}
LATIN_EXTENDED = {*range(0x100, 0x180), 0x218, 0x219, 0x21A, 0x21B}

FEATURES = ["kern", "liga", "locl", "ccmp", "mark", "mkmk", "rvrn", "pnum", "tnum", "lnum", "case"]


@dataclass(frozen=True)
class Face:
    """One cut of a family: where its sources lie, which axes stay, what CSS calls it."""

    family: str
    package: str
    source: str  # file name in the package, with a place for the script
    axes: dict
    style: str = "normal"

    @property
    def weight(self):
        low_high = self.axes["wght"]
        return " ".join(map(str, low_high)) if isinstance(low_high, tuple) else str(low_high)

    @property
    def name(self):
        return self.package + ("" if self.style == "normal" else f"-{self.style}")


FACES = [
    Face("Literata", "literata", "literata-{}-opsz-normal.woff2", {"opsz": 20, "wght": (400, 700)}),
    Face("Literata", "literata", "literata-{}-opsz-italic.woff2", {"opsz": 20, "wght": 400}, "italic"),
    Face("Inter", "inter", "inter-{}-wght-normal.woff2", {"wght": (400, 700)}),
]
# Family, what stands in for it until it arrives (one family of CSS each: desktops, Android, Linux without either),
# the names it goes by on readers' devices, and a free font with the same measures to take them from
FALLBACKS = [
    ("Literata", "Times", ["Times New Roman", "Liberation Serif", "Tinos"], "Liberation Serif"),
    ("Literata", "Noto", ["Noto Serif", "NotoSerif", "Noto Serif Regular"], "Noto Serif"),
    ("Literata", "DejaVu", ["DejaVu Serif"], "DejaVu Serif"),
    ("Inter", "Arial", ["Arial", "Liberation Sans", "Arimo"], "Liberation Sans"),
    ("Inter", "Roboto", ["Roboto", "Roboto Regular", "Roboto-Regular"], "Roboto"),
    ("Inter", "DejaVu", ["DejaVu Sans"], "DejaVu Sans"),
]
SAMPLES = {
    "latin": "the text was tried out in circles close to decision makers, in Russia and in the Alliance alike. What it"
    " offers is a handful of modest and quite realistic measures that answer the interests of both sides",
    "cyrillic": "главное достоинство документа он видит в том, что текст прошёл проверку в кругах, близких к принятию"
    " решений, и в России, и в альянсе. Есть несколько скромных, но вполне реалистичных предложений",
}


def cut(source, characters, axes, target):
    """Write the given characters of a font with the given axes left, as woff2. Returns the characters found."""
    options = subset.Options(
        layout_features=FEATURES, hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 13, 14]
    )
    font = TTFont(source)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    # The instancer wants glyphs and variations to agree: save and read again.
    with tempfile.TemporaryFile() as plain:
        font.flavor = None
        font.save(plain)
        plain.seek(0)
        font = instancer.instantiateVariableFont(TTFont(plain), axes)
        font.flavor = "woff2"
        font["head"].modified = font["head"].created
        font.recalcTimestamp = False
        font.save(target)
    return sorted(set(font.getBestCmap()) & set(characters))


def pieces(folder, face):
    """(name, source, characters) of the files a face is cut into."""
    for script, core in CORES.items():
        source = folder / face.package / "files" / face.source.format(script)
        in_source = set(TTFont(source).getBestCmap())
        yield script, source, core & in_source
        yield f"{script}-more", source, (MORE[script] & in_source) - core
    source = folder / face.package / "files" / face.source.format("latin-ext")
    yield "latin-extended", source, LATIN_EXTENDED & set(TTFont(source).getBestCmap())


def unicode_range(characters):
    """CSS notation of a sorted list of code points: [32, 33, 35] -> "U+20-21, U+23"."""
    runs = []
    for character in characters:
        if runs and character == runs[-1][1] + 1:
            runs[-1][1] = character
        else:
            runs.append([character, character])
    return ", ".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)


def face_rule(face, filename, characters):
    return f"""@font-face {{
  font-family: "{face.family}";
  font-style: {face.style};
  font-weight: {face.weight};
  font-display: swap;
  src: url("../fonts/{filename}") format("woff2");
  unicode-range: {unicode_range(characters)};
}}
"""


def mean_width(font, text):
    """Mean advance of a text's letters, as a share of the font size."""
    cmap, metrics = font.getBestCmap(), font["hmtx"]
    widths = [metrics[cmap[ord(letter)]][0] for letter in text if ord(letter) in cmap]
    return sum(widths) / len(widths) / font["head"].unitsPerEm


def system_font(family):
    found = subprocess.run(
        ["fc-match", "-f", "%{family}|%{file}", f"{family}:style=Regular"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if family not in found.split("|")[0]:
        sys.exit(f"{family} is not installed: the fallbacks cannot be measured.")
    return TTFont(found.split("|")[1])


def fallback_rules(family, stand_in_name, local_names, measured_like):
    """The reader's own font, stretched to the measures of ours per script: nothing moves when ours arrives."""
    stand_in = system_font(measured_like)
    for script, sample in SAMPLES.items():
        ours = TTFont(STATIC / "fonts" / f"{family.lower()}-{script}.woff2")
        ratio = mean_width(ours, sample.replace(" ", "")) / mean_width(stand_in, sample.replace(" ", ""))
        lines = {
            "ascent-override": ours["hhea"].ascent / ours["head"].unitsPerEm / ratio,
            "descent-override": -ours["hhea"].descent / ours["head"].unitsPerEm / ratio,
            "line-gap-override": ours["hhea"].lineGap / ours["head"].unitsPerEm / ratio,
            "size-adjust": ratio,
        }
        characters = sorted(CORES[script]) if script == "cyrillic" else []
        yield "".join(
            [
                f'@font-face {{\n  font-family: "{family} {stand_in_name}";\n  src: ',
                ", ".join(f'local("{name}")' for name in local_names),
                ";\n",
                *(f"  {name}: {value:.1%};\n" for name, value in lines.items()),
                f"  unicode-range: {unicode_range(characters)};\n" if characters else "",
                "}\n",
            ]
        )


def main(folder):
    rules = ["/* Written by tools/cut_fonts.py. Do not edit. */\n"]
    (STATIC / "fonts").mkdir(exist_ok=True)
    for old in (STATIC / "fonts").glob("*.woff2"):
        old.unlink()
    for face in FACES:
        for piece, source, characters in pieces(folder, face):
            filename = f"{face.name}-{piece}.woff2"
            found = cut(source, characters, face.axes, STATIC / "fonts" / filename)
            rules.append(face_rule(face, filename, found))
            print(f"{(STATIC / 'fonts' / filename).stat().st_size:>7,} {filename}")
        licence = (folder / face.package / "LICENSE").read_text()
        (STATIC / "fonts" / f"LICENSE-{face.package}.txt").write_text(licence)
    for fallback in FALLBACKS:
        rules.extend(fallback_rules(*fallback))
    (STATIC / "css" / "fonts.css").write_text("".join(rules))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
