"""Choose the font of each character: one of ours, or a font of the system for what ours lack (decision 0076)."""

import ctypes
import functools
import itertools
import math
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont, features

from thinktank.richtext.direction import direction_of

FONTS = Path(__file__).parent.parent / "fonts"
SERIF, SANS, SANS_BOLD = "literata-600", "inter-400", "inter-600"
Face = tuple[str, int]  # path of a font file, and the number of the font in it
SystemFont = tuple[str, int, Callable[[int], bool]]  # a face, and whether it has a code point

# As in css/document.css, with the weight on fontconfig's scale
SYSTEM_FONTS = {
    SERIF: ("Noto Serif,Noto Naskh Arabic,Noto Serif Hebrew,Noto Serif Armenian,Noto Serif Georgian,"
            "Noto Serif Devanagari,Noto Serif Thai,Noto Serif CJK SC,serif", 180),
    SANS: ("Noto Sans,Noto Sans Arabic,Noto Sans Hebrew,Noto Sans Armenian,Noto Sans Georgian,"
           "Noto Sans Devanagari,Noto Sans Thai,Noto Sans CJK SC,sans", 80),
}  # fmt: skip
SYSTEM_FONTS[SANS_BOLD] = (SYSTEM_FONTS[SANS][0], 180)
JOINERS = "\u200c\u200d"  # invisible: they change the characters next to them
OVERHANG, DEEPEST = 4, 22  # pixels that letters may reach beyond their line: to the sides, below
MIRRORED = str.maketrans("()[]{}«»‹›", ")(][}{»«›‹")
UNSEEN = (
    "\xad\u200b\u2060\ufeff\ufe0e\ufe0f"  # optional hyphens and breaks: lines are only broken between words
)


@functools.cache
def font(name: str, size: int, path: str | None = None, index: int = 0) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path or FONTS / f"{name}.ttf", size, index=index)


@functools.cache
def letters_of_our_fonts() -> frozenset[str]:
    """The characters that all our fonts have."""
    return frozenset.intersection(*map(_letters_of, (SERIF, SANS, SANS_BOLD)))


def _letters_of(name: str) -> frozenset[str]:
    from fontTools.ttLib import TTFont

    with TTFont(FONTS / f"{name}.ttf", lazy=True) as opened:
        return frozenset(map(chr, opened.getBestCmap()))


def clusters(text: str) -> list[str]:
    """Split the text into clusters that are drawn together: a letter with its marks, characters with a joiner."""
    found: list[str] = []
    for sign in text:
        belongs = found and (
            unicodedata.category(sign)[0] == "M" or sign in JOINERS or found[-1][-1] == "\u200d"
        )
        if belongs:
            found[-1] += sign
        else:
            found.append(sign)
    return found


def is_ours(cluster: str) -> bool:
    return letters_of_our_fonts().issuperset(cluster)


@functools.lru_cache(maxsize=4096)
def system_font(cluster: str, name: str) -> tuple[str, int] | None:
    """The first font of the system that has all characters of the cluster, or None."""
    asked = [ord(sign) for sign in cluster if sign not in JOINERS and sign not in UNSEEN]
    fonts = _system_fonts(name) if asked else []
    return next(((path, index) for path, index, has in fonts if all(map(has, asked))), None)


def can_draw(cluster: str) -> bool:
    """Whether a font has the cluster. A mark without a letter is not drawn, because it would cover its neighbours."""
    if unicodedata.category(cluster[0])[0] == "M":
        return False
    return is_ours(cluster) or all(system_font(cluster, name) for name in SYSTEM_FONTS)


@functools.lru_cache(maxsize=1024)
def runs(text: str, name: str) -> tuple[tuple[str, tuple[str, int] | None], ...]:
    """Split the text into runs of one font each (None for ours), in visual order."""
    if is_ours(text):
        return ((text, None),)
    faces = [(sign, None if is_ours(sign) else system_font(sign, name)) for sign in clusters(text)]
    for start, end in _neutral(faces):  # spaces and punctuation between two words of one face get that face
        before, after = faces[start - 1][1], faces[end][1] if end < len(faces) else None
        words = "".join(sign for sign, _face in faces[start:end])
        if before and before == after and _has(before, name, words):
            faces[start:end] = [(sign, before) for sign, _face in faces[start:end]]
    found = [
        ("".join(sign for sign, _face in run), face)
        for face, run in itertools.groupby(faces, key=lambda each: each[1])
    ]
    if direction_of([text]) == "rtl":
        found = [(_turned(run), face) for run, face in reversed(found)]
    return tuple(found)


def _turned(run: str) -> str:
    """Swap the spaces before and after a run; reverse and mirror a run of punctuation only."""
    words = run.strip(" ")
    before = len(run) - len(run.lstrip(" "))
    after = len(run) - len(words) - before
    if not any(map(str.isalnum, words)):
        words = words.translate(MIRRORED)[::-1]
    return " " * after + words + " " * before


def _neutral(faces: Sequence[tuple[str, Face | None]]) -> Iterator[tuple[int, int]]:
    """(start, end) of each run of ours after the first that has no letter or digit."""
    place = 0
    for face, group in itertools.groupby(faces, key=lambda each: each[1]):
        signs = [sign for sign, _face in group]
        if face is None and place and not any(map(str.isalnum, signs)):
            yield place, place + len(signs)
        place += len(signs)


def _has(face: Face, name: str, words: str) -> bool:
    has = next(has for *place, has in _system_fonts(name) if tuple(place) == face)
    return all(has(ord(sign)) for sign in words)


def length(text: str, name: str, size: int) -> float:
    """Width of the text in pixels."""
    return sum(_advance(font(name, size, *(face or ())), run) for run, face in runs(text, name))


def _advance(face: ImageFont.FreeTypeFont, run: str) -> float:
    """Width of a run in pixels. For other scripts the ink counts too, because some glyphs overlap the one before."""
    return (
        max(face.getlength(run), face.getbbox(run, anchor="ls")[2])
        if not is_ours(run)
        else face.getlength(run)
    )


def widest_space(texts: list[str], name: str, size: int) -> float:
    """Width in pixels of the widest space in any of the fonts of these texts."""
    faces = {face for text in texts for _run, face in runs(text, name)} | {None}
    return max(font(name, size, *(face or ())).getlength(" ") for face in faces)


def depth(text: str, name: str, size: int) -> float:
    """Pixels from the base line to the lowest point of its letters."""
    return max(font(name, size, *(face or ())).getbbox(run, anchor="ls")[3] for run, face in runs(text, name))


def write(
    pen: ImageDraw.ImageDraw, place: tuple[float, float], text: str, colour: str, name: str, size: int
) -> None:
    """Draw the text with its base line beginning at `place`. Other scripts are clipped to the text's length."""
    if is_ours(text):
        pen.text(place, text, colour, font(name, size), anchor="ls")
        return
    left: float = OVERHANG
    base = 2 * size
    room = (math.ceil(length(text, name, size)) + 2 * OVERHANG, base + max(DEEPEST, size // 2))
    stencil = Image.new("L", room)
    for run, face in runs(text, name):
        drawn_in = font(name, size, *(face or ()))
        ImageDraw.Draw(stencil).text((left, base), run, 255, drawn_in, anchor="ls")
        left += _advance(drawn_in, run)
    pen.bitmap((round(place[0]) - OVERHANG, round(place[1]) - base), stencil, fill=colour)


# fontconfig, which chooses the fonts of the PDFs too


class _FontSet(ctypes.Structure):
    _fields_ = [("count", ctypes.c_int), ("room", ctypes.c_int), ("fonts", ctypes.POINTER(ctypes.c_void_p))]


@functools.cache
def _system_fonts(name: str) -> list[SystemFont]:
    """The fonts of the system, best first. None without fontconfig, or without Raqm, which shapes other scripts."""
    try:
        library = ctypes.CDLL("libfontconfig.so.1")
    except OSError:
        return []
    if not features.check("raqm") or not features.check("fribidi"):
        return []
    pointer, number = ctypes.c_void_p, ctypes.c_int
    library.FcNameParse.restype = pointer
    library.FcFontSort.restype = ctypes.POINTER(_FontSet)
    library.FcFontSort.argtypes = [pointer, pointer, number, pointer, ctypes.POINTER(number)]
    library.FcConfigSubstitute.argtypes = [pointer, pointer, number]
    library.FcDefaultSubstitute.argtypes = [pointer]
    library.FcCharSetHasChar.argtypes = [pointer, ctypes.c_uint32]
    for function in (library.FcPatternGetString, library.FcPatternGetInteger, library.FcPatternGetCharSet):
        function.argtypes = [pointer, ctypes.c_char_p, number, pointer]

    families, weight = SYSTEM_FONTS[name]
    wanted = library.FcNameParse(f"{families}:weight={weight}:scalable=true:color=false".encode())
    library.FcConfigSubstitute(None, wanted, 0)
    library.FcDefaultSubstitute(wanted)
    found = library.FcFontSort(None, wanted, 1, None, ctypes.byref(number()))
    return [_described(library, found.contents.fonts[place]) for place in range(found.contents.count)]


def _described(library: ctypes.CDLL, pattern: Any) -> SystemFont:
    path, index, letters = ctypes.c_char_p(), ctypes.c_int(), ctypes.c_void_p()
    library.FcPatternGetString(pattern, b"file", 0, ctypes.byref(path))
    library.FcPatternGetInteger(pattern, b"index", 0, ctypes.byref(index))
    library.FcPatternGetCharSet(pattern, b"charset", 0, ctypes.byref(letters))
    return (
        (path.value or b"").decode(),
        index.value,
        lambda letter: bool(library.FcCharSetHasChar(letters, letter)),
    )
