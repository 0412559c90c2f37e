"""Comparing two texts word by word.

Aligning takes at most EFFORT steps, whatever the texts: texts that are too long or too repetitive are compared more
coarsely, at worst paragraph by paragraph.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from thinktank.richtext.markup import BLOCKS, parse
from thinktank.richtext.sanitise import clean_html

CONTEXT = 1  # unchanged paragraphs shown around a change
ALIKE = 0.4  # share of common words from which two paragraphs count as versions of one
EFFORT = 2_000_000  # pairs of equal words or paragraphs that may be looked at
SAME, REMOVED, ADDED, CHANGED, FOLDED = "same", "removed", "added", "changed", "folded"

type Opcode = tuple[str, int, int, int, int]  # see difflib.SequenceMatcher.get_opcodes


@dataclass(frozen=True)
class Line:
    """One paragraph in a comparison, or several unchanged ones that are folded away.

    `kind` is one of the five constants above. `pieces` are (SAME, REMOVED or ADDED, text). `lines` are the folded ones.
    """

    kind: str
    pieces: list[tuple[str, str]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Difference:
    """One field that differs, with its label and its lines. `language` is empty for fields of all languages."""

    label: str
    language: str
    lines: list[Line]


class Effort:
    """The number of steps that comparisons may still take."""

    def __init__(self, left: int = EFFORT) -> None:
        self.left = left

    def allows(self, cost: int) -> bool:
        """Spend `cost` steps if so many are left; returns whether they were."""
        if cost > self.left:
            return False
        self.left -= cost
        return True

    def opcodes(self, old: Sequence[str], new: Sequence[str]) -> list[Opcode]:
        """The opcodes of difflib. Where aligning would cost too much, one replacement between the equal ends."""
        counts = Counter(old)
        if self.allows(sum(counts[item] for item in new) + len(old) + len(new)):
            return list(difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
        return _ends_only(old, new)


def _ends_only(old: Sequence[str], new: Sequence[str]) -> list[Opcode]:
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    tail = next((i for i in range(shorter - head) if old[-1 - i] != new[-1 - i]), shorter - head)
    codes = [
        ("equal", 0, head, 0, head),
        ("replace", head, len(old) - tail, head, len(new) - tail),
        ("equal", len(old) - tail, len(old), len(new) - tail, len(new)),
    ]
    return [code for code in codes if code[2] > code[1] or code[4] > code[3]]


def compare_texts(old: str | None, new: str | None, effort: Effort | None = None) -> list[Line]:
    """The lines of both texts with their changes, unchanged ones folded away; empty when only spaces differ."""
    effort = effort or Effort()
    before, after = _paragraphs(old), _paragraphs(new)
    old_keys, new_keys = ([" ".join(text.split()) for text in texts] for texts in (before, after))
    if old_keys == new_keys:
        return []
    lines: list[Line] = []
    for tag, a1, a2, b1, b2 in effort.opcodes(old_keys, new_keys):
        if tag == "equal":
            lines += [Line(SAME, [(SAME, text)]) for text in after[b1:b2]]
        else:
            lines += _replaced(before[a1:a2], after[b1:b2], effort)
    return _folded(lines)


def _paragraphs(text: str | None) -> list[str]:
    return [line for line in (text or "").splitlines() if line.strip()]


def _replaced(old: list[str], new: list[str], effort: Effort) -> list[Line]:
    """Lines for paragraphs that were replaced by others: similar ones are paired and compared, in order."""
    words = [[Counter(text.split()) for text in texts] for texts in (old, new)]
    size = [sum(map(len, counters)) for counters in words]
    if not old or not new or not effort.allows(size[0] * len(new) + size[1] * len(old)):
        return [_whole(REMOVED, text) for text in old] + [_whole(ADDED, text) for text in new]
    likeness = {
        (i, j): _likeness(was, now) for i, was in enumerate(words[0]) for j, now in enumerate(words[1])
    }
    return _side_by_side(old, new, likeness, (0, len(old), 0, len(new)), effort)


def _likeness(was: Counter[str], now: Counter[str]) -> float:
    return 2 * (was & now).total() / max(was.total() + now.total(), 1)


def _side_by_side(
    old: list[str],
    new: list[str],
    likeness: Mapping[tuple[int, int], float],
    span: tuple[int, int, int, int],
    effort: Effort,
) -> list[Line]:
    lines: list[tuple[int, int, int, Line]] = []
    spans = [span]
    while spans:
        a1, a2, b1, b2 = spans.pop()
        pairs = [(i, j) for i in range(a1, a2) for j in range(b1, b2)]
        best = max(pairs, key=likeness.__getitem__, default=None) if effort.allows(len(pairs)) else None
        if best is None or likeness[best] < ALIKE:
            lines += [(b1, 0, i, _whole(REMOVED, old[i])) for i in range(a1, a2)]
            lines += [(j, 1, 0, _whole(ADDED, new[j])) for j in range(b1, b2)]
            continue
        i, j = best
        lines.append((j, 1, 0, _word_by_word(old[i], new[j], effort)))
        spans += [(a1, i, b1, j), (i + 1, a2, j + 1, b2)]
    return [line for *_key, line in sorted(lines, key=lambda entry: entry[:3])]


def _whole(kind: str, text: str) -> Line:
    return Line(kind, [(kind, text)])


def _word_by_word(was: str, now: str, effort: Effort) -> Line:
    """One line with the words of both paragraphs: removed words come before those that replaced them."""
    old, new = _words(was), _words(now)
    pieces: list[tuple[str, str]] = []
    for tag, a1, a2, b1, b2 in effort.opcodes(*([_key(word) for word in words] for words in (old, new))):
        if tag == "equal":
            pieces.append((SAME, "".join(new[b1:b2])))
            continue
        removed, added = "".join(old[a1:a2]), "".join(new[b1:b2])
        # Leave a leading space out of the marks when both sides begin with one, or when one side is empty and a space
        # follows.
        goes_on = b2 < len(new) and not new[b2][0].isspace()
        spaces = {text[0].isspace() for text in (removed, added) if text}
        if spaces == {True} and (removed and added or not goes_on):
            pieces.append((SAME, " "))
            removed, added = removed.lstrip(), added.lstrip()
        pieces += [piece for piece in ((REMOVED, removed), (ADDED, added)) if piece[1]]
    first, text = pieces[0]
    return Line(CHANGED, [piece for piece in [(first, text.lstrip()), *pieces[1:]] if piece[1]])


def _words(text: str) -> list[str]:
    """Words and punctuation marks, each with the spaces before it. The first one gets a space, too."""
    return re.findall(r"\s*(?:\w\S*\w|\S)", f" {text.strip()}")


def _key(word: str) -> str:
    return f" {word.strip()}" if word[0].isspace() else word


def _folded(lines: list[Line]) -> list[Line]:
    near: set[int] = set()
    for index, line in enumerate(lines):
        if line.kind != SAME:
            near.update(range(index - CONTEXT, index + CONTEXT + 1))
    kept: list[Line] = []
    for index, line in enumerate(lines):
        if index in near:
            kept.append(line)
        elif kept and kept[-1].kind == FOLDED:
            kept[-1].lines.append(line)
        else:
            kept.append(Line(FOLDED, lines=[line]))
    return kept


def differences(
    before: Mapping[tuple[str, str], str], after: Mapping[tuple[str, str], str]
) -> list[Difference]:
    """Differences between two sets of fields, {(label, language): text}, in their order."""
    effort, names = Effort(), dict.fromkeys([*before, *after])
    found = ((name, compare_texts(before.get(name, ""), after.get(name, ""), effort)) for name in names)
    return [Difference(label, language, lines) for (label, language), lines in found if lines]


def text_of(html: str) -> str:
    """The words of rich text, a line for each block."""
    return words_of(parse(clean_html(html)))


def words_of(tree: HtmlElement) -> str:
    """The words of parsed rich text, a line for each block, notes and pictures in brackets. Changes the tree."""
    for element in tree.iterdescendants():
        if element.tag in BLOCKS | {"br"}:
            element.tail = "\n" + (element.tail or "")
        if element.tag == "span":
            element.text, element.tail = f" [{element.text or ''}", "]" + (element.tail or "")
        if element.tag == "img":
            element.tail = f"[{element.get('alt') or '—'}]" + (element.tail or "")
    return "".join(tree.itertext())
