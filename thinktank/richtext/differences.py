"""What differs between two texts, word by word.

Aligning costs at most EFFORT steps, whatever the texts: what is too long or too repetitive is compared more coarsely,
paragraph by paragraph at worst.
"""

import difflib
import re
from collections import Counter
from dataclasses import dataclass, field

from thinktank.richtext.markup import BLOCKS, parse
from thinktank.richtext.sanitise import clean_html

CONTEXT = 1  # unchanged paragraphs shown around a change
ALIKE = 0.4  # share of words two paragraphs have in common when one became the other
EFFORT = 2_000_000  # pairs of equal words or paragraphs looked at
SAME, REMOVED, ADDED, CHANGED, FOLDED = "same", "removed", "added", "changed", "folded"


@dataclass(frozen=True)
class Line:
    """A paragraph as it was or is, or (folded) some that have not changed.

    `kind` is one of the five above; pieces are (same, removed or added; text); `lines` are the folded ones.
    """

    kind: str
    pieces: list = field(default_factory=list)
    lines: list = field(default_factory=list)


@dataclass(frozen=True)
class Difference:
    """One field that differs: what it is called, and its lines."""

    label: str
    language: str
    lines: list


class Effort:
    """What comparisons may still cost."""

    def __init__(self, left=EFFORT):
        self.left = left

    def allows(self, cost):
        """Whether this much is left; then it is spent."""
        if cost > self.left:
            return False
        self.left -= cost
        return True

    def opcodes(self, old, new):
        """The opcodes of difflib; where aligning would cost too much, one replacement between what is equal at the ends."""
        counts = Counter(old)
        if self.allows(sum(counts[item] for item in new) + len(old) + len(new)):
            return difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        return _ends_only(old, new)


def _ends_only(old, new):
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    tail = next((i for i in range(shorter - head) if old[-1 - i] != new[-1 - i]), shorter - head)
    codes = [
        ("equal", 0, head, 0, head),
        ("replace", head, len(old) - tail, head, len(new) - tail),
        ("equal", len(old) - tail, len(old), len(new) - tail, len(new)),
    ]
    return [code for code in codes if code[2] > code[1] or code[4] > code[3]]


def compare_texts(old, new, effort=None):
    """Lines that tell the two texts apart, what stayed folded away; empty when they are equal but for spaces."""
    effort = effort or Effort()
    before, after = _paragraphs(old), _paragraphs(new)
    old_keys, new_keys = ([" ".join(text.split()) for text in texts] for texts in (before, after))
    if old_keys == new_keys:
        return []
    lines = []
    for tag, a1, a2, b1, b2 in effort.opcodes(old_keys, new_keys):
        if tag == "equal":
            lines += [Line(SAME, [(SAME, text)]) for text in after[b1:b2]]
        else:
            lines += _replaced(before[a1:a2], after[b1:b2], effort)
    return _folded(lines)


def _paragraphs(text):
    return [line for line in (text or "").splitlines() if line.strip()]


def _replaced(old, new, effort):
    """Lines for paragraphs that gave way to others: those that are alike side by side, in order."""
    words = [[Counter(text.split()) for text in texts] for texts in (old, new)]
    size = [sum(map(len, counters)) for counters in words]
    if not old or not new or not effort.allows(size[0] * len(new) + size[1] * len(old)):
        return [_whole(REMOVED, text) for text in old] + [_whole(ADDED, text) for text in new]
    likeness = {
        (i, j): _likeness(was, now) for i, was in enumerate(words[0]) for j, now in enumerate(words[1])
    }
    return _side_by_side(old, new, likeness, (0, len(old), 0, len(new)), effort)


def _likeness(was, now):
    return 2 * (was & now).total() / max(was.total() + now.total(), 1)


def _side_by_side(old, new, likeness, span, effort):
    lines, spans = [], [span]
    while spans:
        a1, a2, b1, b2 = spans.pop()
        pairs = [(i, j) for i in range(a1, a2) for j in range(b1, b2)]
        best = max(pairs, key=likeness.get, default=None) if effort.allows(len(pairs)) else None
        if best is None or likeness[best] < ALIKE:
            lines += [(b1, 0, i, _whole(REMOVED, old[i])) for i in range(a1, a2)]
            lines += [(j, 1, 0, _whole(ADDED, new[j])) for j in range(b1, b2)]
            continue
        i, j = best
        lines.append((j, 1, 0, _word_by_word(old[i], new[j], effort)))
        spans += [(a1, i, b1, j), (i + 1, a2, j + 1, b2)]
    return [line for *_place, line in sorted(lines, key=lambda entry: entry[:3])]


def _whole(kind, text):
    return Line(kind, [(kind, text)])


def _word_by_word(was, now, effort):
    """One line in which both stand: what was removed before what was added in its place."""
    old, new = _words(was), _words(now)
    pieces = []
    for tag, a1, a2, b1, b2 in effort.opcodes(*([_key(word) for word in words] for words in (old, new))):
        if tag == "equal":
            pieces.append((SAME, "".join(new[b1:b2])))
            continue
        removed, added = "".join(old[a1:a2]), "".join(new[b1:b2])
        # A space before both, or before what one side alone has between spaces, is struck and underlined on neither.
        goes_on = b2 < len(new) and not new[b2][0].isspace()
        spaces = {text[0].isspace() for text in (removed, added) if text}
        if spaces == {True} and (removed and added or not goes_on):
            pieces.append((SAME, " "))
            removed, added = removed.lstrip(), added.lstrip()
        pieces += [piece for piece in ((REMOVED, removed), (ADDED, added)) if piece[1]]
    first, text = pieces[0]
    return Line(CHANGED, [piece for piece in [(first, text.lstrip()), *pieces[1:]] if piece[1]])


def _words(text):
    """Words, and the marks before and after them, each with the spaces before it; the first one has some, too."""
    return re.findall(r"\s*(?:\w\S*\w|\S)", f" {text.strip()}")


def _key(word):
    return f" {word.strip()}" if word[0].isspace() else word


def _folded(lines):
    near = set()
    for index, line in enumerate(lines):
        if line.kind != SAME:
            near.update(range(index - CONTEXT, index + CONTEXT + 1))
    kept = []
    for index, line in enumerate(lines):
        if index in near:
            kept.append(line)
        elif kept and kept[-1].kind == FOLDED:
            kept[-1].lines.append(line)
        else:
            kept.append(Line(FOLDED, lines=[line]))
    return kept


def differences(before, after):
    """Differences of two sets of fields, {(label, language): text}, in the order in which they stand."""
    effort, names = Effort(), dict.fromkeys([*before, *after])
    found = ((name, compare_texts(before.get(name, ""), after.get(name, ""), effort)) for name in names)
    return [Difference(label, language, lines) for (label, language), lines in found if lines]


def text_of(html):
    """The words of rich text, a line for each block."""
    return words_of(parse(clean_html(html)))


def words_of(tree):
    """The words of parsed rich text, a line for each block; notes and pictures in brackets. Changes the tree."""
    for element in tree.iterdescendants():
        if element.tag in BLOCKS | {"br"}:
            element.tail = "\n" + (element.tail or "")
        if element.tag == "span":
            element.text, element.tail = f" [{element.text or ''}", "]" + (element.tail or "")
        if element.tag == "img":
            element.tail = f"[{element.get('alt') or '—'}]" + (element.tail or "")
    return "".join(tree.itertext())
