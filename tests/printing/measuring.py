"""Positions of the words of a PDF, according to poppler."""

import re
import subprocess
from dataclasses import dataclass

from lxml import etree

CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
EDGE = 14  # points: nothing is printed nearer to the edge of the paper, where printers do not reach


@dataclass(frozen=True)
class Word:
    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float


def words_of(data: bytes) -> tuple[list[Word], list[Word]]:
    """All words of a PDF, and those that are outside their page or too close to its edge."""
    written = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True)
    tree = etree.fromstring(CONTROLS.sub(b"", written.stdout))
    words, off = [], []
    for number, page in enumerate(tree.iter("{*}page"), 1):
        width, height = float(page.get("width")), float(page.get("height"))
        for each in page.iter("{*}word"):
            box = [float(each.get(name)) for name in ("xMin", "yMin", "xMax", "yMax")]
            word = Word(number, each.text or "", *box)
            words.append(word)
            left, top, right, bottom = box
            if left < EDGE or top < EDGE or right > width - EDGE or bottom > height - EDGE:
                off.append(word)
    return words, off


def letters_of(words: list[Word]) -> str:
    """All letters in order, without the hyphens of divided words."""
    return re.sub(r"[\s\xad‐-]", "", "".join(word.text for word in words))


def overlapping(words: list[Word]) -> list[tuple[Word, Word]]:
    """Pairs of words that overlap: the middle of one is within the other."""
    pairs = []
    for page in {word.page for word in words}:
        here = sorted((word for word in words if word.page == page), key=lambda word: word.top)
        for place, one in enumerate(here):
            for other in here[place + 1 :]:
                if other.top > one.bottom:
                    break
                y, x = (other.top + other.bottom) / 2, (other.left + other.right) / 2
                if one.left < x < one.right and one.top < y < one.bottom:
                    pairs.append((one, other))
    return pairs
