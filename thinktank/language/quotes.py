"""Which quotation marks belong together, and which marks they should be."""

STRAIGHT = '"'
BEFORE_OPENING = set("([{—–-/¿¡…\ufffc")  # \ufffc stands for what is not text: a line break, a picture


def typeset_quotes(text: str, quotes, other_quotes=()) -> str:
    """The text, as long as before, with marks that pair up rewritten by depth; a mark without partner stays.

    `quotes` are (opening, closing) pairs, outermost first; straight marks and `other_quotes` are rewritten as they.
    """
    signs = list(text)
    for start, end, depth in _pairs(text, {**dict(other_quotes), **dict(quotes)}):
        signs[start], signs[end] = quotes[depth % len(quotes)]
    return "".join(signs)


def _pairs(text, known):
    """(position of the opening mark, of the closing one, how many pairs lie around them)."""
    opened, pairs = [], []
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


def _with_depth(pairs):
    around = []
    for start, end in sorted(pairs):
        while around and around[-1] < start:
            around.pop()
        yield start, end, len(around)
        around.append(end)


def _closes(text, position, sign, partner, opened):
    if all(mark != partner for _position, mark in reversed(opened)):
        return False
    return sign != STRAIGHT or not _may_open(text, position)


def _may_open(text, position):
    before, after = text[position - 1 : position], text[position + 1 : position + 2]
    starts = not before or before.isspace() or before in BEFORE_OPENING or before in '«„“‘"'
    return starts and bool(after) and not after.isspace() and after not in ".,;:!?)"
