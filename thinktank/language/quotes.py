"""Pairs quotation marks and replaces them by those of the language."""

from collections.abc import Iterator, Mapping, Sequence

STRAIGHT = '"'
type QuotePairs = Sequence[tuple[str, str]]  # opening and closing marks

BEFORE_OPENING = set("([{—–-/¿¡…\ufffc")  # \ufffc marks what is not text: a line break, a picture


def typeset_quotes(text: str, quotes: QuotePairs, other_quotes: QuotePairs = ()) -> str:
    """The text with paired marks replaced by those of their depth. Its length and marks without a partner do not change.

    `quotes` are (opening, closing) pairs, outermost first. Straight marks and `other_quotes` are replaced by them.
    """
    signs = list(text)
    for start, end, depth in _pairs(text, {**dict(other_quotes), **dict(quotes)}):
        signs[start], signs[end] = quotes[depth % len(quotes)]
    return "".join(signs)


def _pairs(text: str, known: Mapping[str, str]) -> Iterator[tuple[int, int, int]]:
    """(position of the opening mark, of the closing one, number of pairs that enclose them)."""
    opened: list[tuple[int, str]] = []
    pairs: list[tuple[int, int]] = []
    closing = {close: open_ for open_, close in known.items()}
    for position, sign in enumerate(text):
        if sign != STRAIGHT and sign not in known and sign not in closing:
            continue
        partner = STRAIGHT if sign == STRAIGHT else closing.get(sign)
        if _closes(text, position, sign, partner, opened):
            while opened[-1][1] != partner:
                opened.pop()
            pairs.append((opened.pop()[0], position))
        elif sign in known or (sign == STRAIGHT and _may_open(text, position)):
            opened.append((position, sign))
    return _with_depth(pairs)


def _with_depth(pairs: list[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    enclosing: list[int] = []  # ends of the pairs around the current one
    for start, end in sorted(pairs):
        while enclosing and enclosing[-1] < start:
            enclosing.pop()
        yield start, end, len(enclosing)
        enclosing.append(end)


def _closes(text: str, position: int, sign: str, partner: str | None, opened: list[tuple[int, str]]) -> bool:
    if all(mark != partner for _position, mark in reversed(opened)):
        return False
    return sign != STRAIGHT or not _may_open(text, position)


def _may_open(text: str, position: int) -> bool:
    before, after = text[position - 1 : position], text[position + 1 : position + 2]
    starts = not before or before.isspace() or before in BEFORE_OPENING or before in '«„“‘"'
    return starts and bool(after) and not after.isspace() and after not in ".,;:!?)"
