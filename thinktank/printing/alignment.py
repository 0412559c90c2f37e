"""Two texts of one publication side by side: which block stands beside which."""

HEADINGS = {"h2", "h3"}


def align(left: list, right: list) -> list[tuple[list, list]]:
    """Rows of two lists of blocks (lxml elements).

    Block by block where both are built alike; else section by section; else, when even the headings differ, whole.
    """
    if _shape(left) == _shape(right):
        return [([one], [other]) for one, other in zip(left, right, strict=True)]
    sections, others = _sections(left), _sections(right)
    if len(sections) == 1 or _headings(left) != _headings(right):
        return [(left, right)]
    return [row for pair in zip(sections, others, strict=True) for row in align_section(*pair)]


def align_section(left, right):
    """Its heading stands in a row of its own, so that the two begin at one height."""
    if _shape(left) == _shape(right):
        return align(left, right)
    has_heading = left[:1] and left[0].tag in HEADINGS
    head = [(left[:1], right[:1])] if has_heading else []
    rest = (left[1:], right[1:]) if has_heading else (left, right)
    return [*head, rest] if any(rest) else head


def _shape(blocks):
    return [(block.tag, len(block) if block.tag in {"ul", "ol"} else 0) for block in blocks]


def _headings(blocks):
    return [block.tag for block in blocks if block.tag in HEADINGS]


def _sections(blocks):
    """The blocks before the first heading, then each heading with what follows it."""
    sections = [[]]
    for block in blocks:
        if block.tag in HEADINGS:
            sections.append([])
        sections[-1].append(block)
    return sections
