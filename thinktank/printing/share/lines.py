"""Setting words in a column: our fonts, their letters, lines of even length."""

import functools
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageFont

FONTS = Path(__file__).parent.parent / "fonts"
SERIF, SANS, SANS_BOLD = "literata-600", "inter-400", "inter-600"
UNSEEN = (
    "\xad\u200b\u2060\ufeff\ufe0e\ufe0f"  # hyphens and breaks that may be: lines are broken between words
)
NO_BREAK = "\xa0\u202f\u2007"
ELLIPSIS = "…"
AFTER_SHORT_WORD = re.compile(r"(?<!\S)(\w{1,2}) (?=\S)")
BEFORE_DASH = re.compile(r" (?=[–—] )")


@functools.cache
def font(name, size):
    return ImageFont.truetype(FONTS / f"{name}.ttf", size)


@functools.cache
def letters_of_our_fonts() -> frozenset[str]:
    """What all our fonts can draw."""
    return frozenset.intersection(*map(_letters_of, (SERIF, SANS, SANS_BOLD)))


def _letters_of(name):
    from fontTools.ttLib import TTFont

    with TTFont(FONTS / f"{name}.ttf", lazy=True) as opened:
        return frozenset(map(chr, opened.getBestCmap()))


def drawable(text):
    """The text on one line, without what our fonts have no letters for: emoji, other scripts, controls."""
    text = "".join(
        " " if c.isspace() and c not in NO_BREAK else c for c in unicodedata.normalize("NFC", text)
    )
    drawn = "".join(c for c in text if c == " " or (c in letters_of_our_fonts() and c not in UNSEEN))
    one_line = re.sub(" +", " ", drawn).strip(" " + NO_BREAK)
    return BEFORE_DASH.sub("\xa0", AFTER_SHORT_WORD.sub("\\1\xa0", one_line))


def left_out(text: str) -> str:
    """The signs that `drawable` leaves out although they can be seen, each once."""
    signs = dict.fromkeys(unicodedata.normalize("NFC", text))
    seen = (c for c in signs if not c.isspace() and unicodedata.category(c)[0] != "C" and c not in UNSEEN)
    return "".join(c for c in seen if c not in letters_of_our_fonts())


@dataclass(frozen=True)
class Block:
    """Lines of one size, and whether all words are there."""

    lines: list[str]
    name: str
    size: int
    leading: int
    is_whole: bool = True

    @property
    def height(self):
        """From the top of the first line's capitals to the last base line."""
        return self.height_of_capitals + self.leading * (len(self.lines) - 1)

    @property
    def height_of_capitals(self):
        return -font(self.name, self.size).getbbox("H", anchor="ls")[1]


def set_in(text, name, sizes, width, height):
    """The text in the largest of the sizes in which it fits; in the smallest one words are broken, then cut."""
    for size in sizes:
        block = _set(text.split(" "), name, size, width)
        if block and block.height <= height:
            return block
    return _cut(_set(_broken(text, font(name, size), width), name, size, width), width, height)


def shortened(text, name, size, width):
    """The text in one line, its end left out if need be."""
    face = font(name, size)
    if face.getlength(text) <= width:
        return text
    kept = text
    while kept and face.getlength(kept + ELLIPSIS) > width:
        kept = kept[:-1]
    return kept.rstrip(" ,.:;–—-" + NO_BREAK) + ELLIPSIS


def _set(words, name, size, width):
    """None when a word is too long for a line."""
    face = font(name, size)
    lengths, space = [face.getlength(word) for word in words], face.getlength(" ")
    if max(lengths) > width:
        return None
    lines = _balanced(lengths, space, width)
    ends = [sum(lines[: i + 1]) for i in range(len(lines))]
    texts = [" ".join(words[end - count : end]) for count, end in zip(lines, ends, strict=True)]
    return Block(texts, name, size, leading=round(size * (1.16 if size >= 48 else 1.22)))


def _balanced(lengths, space, width):
    """Words per line: no more lines than it takes, and these as even as can be (`text-wrap: balance`)."""
    fewest = len(_filled(lengths, space, width))
    low, high = max(lengths), width
    while high - low > 1:
        middle = (low + high) / 2
        low, high = (low, middle) if len(_filled(lengths, space, middle)) == fewest else (middle, high)
    return _filled(lengths, space, high)


def _filled(lengths, space, width):
    counts, used = [], width + 1
    for length in lengths:
        if used + space + length > width:
            counts.append(0)
            used = -space
        counts[-1] += 1
        used += space + length
    return counts


def _broken(text, face, width):
    """Words, those that are longer than a line in pieces."""
    pieces = []
    for word in text.split(" "):
        piece = ""
        for letter in word:
            if piece and face.getlength(piece + letter) > width:
                pieces.append(piece)
                piece = ""
            piece += letter
        pieces.append(piece)
    return pieces


def _cut(block, width, height):
    lines = list(block.lines)
    while len(lines) > 1 and Block(lines, block.name, block.size, block.leading).height > height:
        lines.pop()
    if len(lines) == len(block.lines):
        return block
    last = shortened(f"{lines[-1]} {block.lines[len(lines)]}", block.name, block.size, width)
    if not last.endswith(ELLIPSIS):
        last = shortened(last + ELLIPSIS, block.name, block.size, width)
    return Block([*lines[:-1], last], block.name, block.size, block.leading, is_whole=False)
