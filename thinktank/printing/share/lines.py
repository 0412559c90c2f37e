"""Set words in a column: lines of even length, in the largest size that fits."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from thinktank.printing.share.faces import (
    DEEPEST,
    UNSEEN,
    can_draw,
    clusters,
    depth,
    font,
    is_ours,
    length,
    widest_space,
)

NO_BREAK = "\xa0\u202f\u2007"
ELLIPSIS = "…"
NOTHING = {"Cc", "Cf", "Cs"}  # categories of invisible characters
# A line may end between two ideographs, but not before closing or after opening punctuation
IDEOGRAPH = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
BETWEEN_IDEOGRAPHS = re.compile(
    rf"(?<=[{IDEOGRAPH}])(?<![「『（【《〈])(?=[{IDEOGRAPH}])(?![、。，．：；？！」』）】》〉ー])"
)
AFTER_SHORT_WORD = re.compile(r"(?<!\S)(\w{1,2}) (?=\S)")
BEFORE_DASH = re.compile(r" (?=[–—] )")

Piece = tuple[str, str]  # the space before it, or ""; text in which no line may end


def drawable(text: str) -> str:
    """The text on one line, without characters that no font has (flags, rare scripts) and without controls."""
    text = "".join(
        " " if c.isspace() and c not in NO_BREAK else c for c in unicodedata.normalize("NFC", text)
    )
    seen = "".join(c for c in text if c not in UNSEEN)
    drawn = "".join(sign if sign == " " else _drawn(sign) for sign in clusters(seen))
    one_line = re.sub(" +", " ", drawn).strip(" " + NO_BREAK)
    return BEFORE_DASH.sub("\xa0", AFTER_SHORT_WORD.sub("\\1\xa0", one_line))


def left_out(text: str) -> str:
    """The visible characters that `drawable` leaves out, each once."""
    signs = [sign for sign in clusters(unicodedata.normalize("NFC", text)) if not sign.isspace()]
    lost = "".join(sign.removeprefix(_drawn(sign)) for sign in signs)
    return "".join(
        c for c in dict.fromkeys(lost) if unicodedata.category(c) not in NOTHING and c not in UNSEEN
    )


def _drawn(sign: str) -> str:
    """The part of a cluster that one font can draw: all of it, the letter without its marks, or nothing."""
    return next((part for part in (sign, sign[0]) if can_draw(part)), "")


@dataclass(frozen=True)
class Block:
    """Lines of one size in pixels. `is_whole` is False when the end of the text is cut off."""

    lines: list[str]
    name: str
    size: int
    leading: int
    is_whole: bool = True

    @property
    def height(self) -> float:
        """Pixels from the top of the first line's capitals to the last base line, plus excess depth of other scripts."""
        last = self.lines[-1]
        below = 0 if is_ours(last) else depth(last, self.name, self.size)
        return self.height_of_capitals + self.leading * (len(self.lines) - 1) + max(0, below - DEEPEST)

    @property
    def height_of_capitals(self) -> float:
        return -font(self.name, self.size).getbbox("H", anchor="ls")[1]


def set_in(text: str, name: str, sizes: Iterable[int], width: float, height: float) -> Block:
    """The text in the largest of `sizes` (descending) in which it fits. In the smallest, words are broken, then cut."""
    for size in sizes:
        block = _set(_pieces(text), name, size, width)
        if block and block.height <= height:
            return block
    return _cut(_in_lines(_broken(text, name, size, width), name, size, width), width, height)


def shortened(text: str, name: str, size: int, width: float) -> str:
    """The text on one line; its end becomes an ellipsis when it is wider than `width` pixels."""
    if length(text, name, size) <= width:
        return text
    kept = clusters(text)
    while kept and length("".join(kept) + ELLIPSIS, name, size) > width:
        kept.pop()
    return "".join(kept).rstrip(" ,.:;–—-" + NO_BREAK) + ELLIPSIS


def _pieces(text: str) -> list[Piece]:
    """Split the text where lines may end."""
    return [
        (" " if number == 0 else "", piece)
        for word in text.split(" ")
        for number, piece in enumerate(BETWEEN_IDEOGRAPHS.split(word))
    ]


def _set(pieces: Sequence[Piece], name: str, size: int, width: float) -> Block | None:
    """The pieces in lines, or None when a piece is wider than a line."""
    if max(length(piece, name, size) for _before, piece in pieces) > width:
        return None
    return _in_lines(pieces, name, size, width)


def _in_lines(pieces: Sequence[Piece], name: str, size: int, width: float) -> Block:
    space = widest_space([piece for _before, piece in pieces], name, size)
    lengths = [(space if before else 0, length(piece, name, size)) for before, piece in pieces]
    counts = _balanced(lengths, width)
    ends = [sum(counts[: i + 1]) for i in range(len(counts))]
    texts = [
        "".join(before + piece for before, piece in pieces[end - count : end]).removeprefix(" ")
        for count, end in zip(counts, ends, strict=True)
    ]
    return Block(texts, name, size, leading=round(size * (1.16 if size >= 48 else 1.22)))


def _balanced(lengths: Sequence[tuple[float, float]], width: float) -> list[int]:
    """Number of pieces on each line: as few lines as possible, of even length (`text-wrap: balance` in CSS)."""
    fewest = len(_filled(lengths, width))
    low, high = max(piece for _before, piece in lengths), width
    while high - low > 1:
        middle = (low + high) / 2
        low, high = (low, middle) if len(_filled(lengths, middle)) == fewest else (middle, high)
    return _filled(lengths, high)


def _filled(lengths: Sequence[tuple[float, float]], width: float) -> list[int]:
    counts: list[int] = []
    used = width + 1
    for space, piece in lengths:
        if used + space + piece > width:
            counts.append(0)
            used = -space
        counts[-1] += 1
        used += space + piece
    return counts


def _broken(text: str, name: str, size: int, width: float) -> list[Piece]:
    """The pieces of the text; those that are wider than a line are divided."""
    pieces = []
    for before, whole in _pieces(text):
        piece = ""
        for sign in clusters(whole):
            if piece and length(piece + sign, name, size) > width:
                pieces.append((before, piece))
                before, piece = "", ""
            piece += sign
        pieces.append((before, piece))
    return pieces


def _cut(block: Block, width: float, height: float) -> Block:
    lines = list(block.lines)
    while len(lines) > 1 and Block(lines, block.name, block.size, block.leading).height > height:
        lines.pop()
    if len(lines) == len(block.lines):
        return block
    last = shortened(f"{lines[-1]} {block.lines[len(lines)]}", block.name, block.size, width)
    if not last.endswith(ELLIPSIS):
        last = shortened(last + ELLIPSIS, block.name, block.size, width)
    return Block([*lines[:-1], last], block.name, block.size, block.leading, is_whole=False)
