"""HTML as portable.py writes it, as Markdown: CommonMark with the tables, footnotes and struck-out words of GitHub's.

Text is escaped so that it reads as it stands; what Markdown has no sign for stays HTML, which it allows.
"""

import re
from collections.abc import Iterator

from lxml import html
from lxml.html import HtmlElement

from thinktank.richtext.markup import tag_of

BLOCKS = {
    "p", "h2", "h3", "ul", "ol", "li", "blockquote", "table", "figure", "figcaption", "hr", "dl", "dt", "dd",
}  # fmt: skip
MARKS = {"em": "*", "strong": "**", "s": "~~"}
SPECIAL = re.compile(r"[\\`*_\[\]<~]|&(?=#?\w+;)")
AT_THE_BEGINNING = re.compile(r"(?m)^(?:(\d+)(?=[.)](?:\s|$))|(?=(?:#{1,6}|[-+])(?:\s|$)|>|=|-{3}))")
NOTE = re.compile(r".*#note-(\d+)")
# What would end an address, or be read as another character
IN_ADDRESSES = {"(": "\\(", ")": "\\)", "&": "&amp;"}
BREAK = "\n"  # the only one, until a paragraph is written


def markdown_of(portable: str) -> str:
    """The blocks of a text, with an empty line between them."""
    tree = html.fragment_fromstring(portable, create_parent="div")
    return "\n\n".join(_blocks(tree))


def heading(level: int, words: str) -> str:
    """A heading of what is Markdown already. Signs of a heading at its end would be taken for its end."""
    return f"{'#' * level} {re.sub(r'(#+)$', r'\\\1', words)}"


def in_line(text: str) -> str:
    """Plain text as a line of Markdown."""
    return AT_THE_BEGINNING.sub(lambda found: f"{found[1] or ''}\\", _escaped(text).strip(" \t\n"))


def _escaped(text: str) -> str:
    return SPECIAL.sub(lambda found: f"\\{found[0]}", re.sub("[ \\t\\n]+", " ", text))


def _blocks(element: HtmlElement) -> Iterator[str]:
    """The blocks in an element; words between them are blocks too."""
    words = _escaped(element.text or "")
    for child in element:
        if child.tag in BLOCKS:
            yield from _paragraph(words)
            yield from _block(child)
            words = _escaped(child.tail or "")
        else:
            words = _with_inline(words, child)
    yield from _paragraph(words)


def _paragraph(words: str) -> Iterator[str]:
    lines = [line.strip(" ") for line in words.strip(" \n").split(BREAK)]
    if any(lines):
        written = AT_THE_BEGINNING.sub(lambda found: f"{found[1] or ''}\\", BREAK.join(lines))
        yield written.replace(BREAK, "\\\n")


def _block(element: HtmlElement) -> Iterator[str]:
    tag = tag_of(element)
    if tag in ("h2", "h3"):
        yield heading(int(tag[1]), _on_one_line(element))
    elif tag in ("ul", "ol"):
        yield _list(element)
    elif tag == "blockquote":
        yield _prefixed("\n\n".join(_blocks(element)), "> ", "> ")
    elif tag == "table":
        for caption in element.iterchildren("caption"):
            yield from _blocks(caption)
        yield _table(element)
    elif tag == "hr":
        yield "* * *"
    else:
        yield from _blocks(element)


def _list(element: HtmlElement) -> str:
    """One item under the other; those with several blocks keep them by indenting."""
    is_numbered, alternates = element.tag == "ol", _alternates(element)
    number = max(0, int(element.get("start", "1")))  # Markdown has no list that begins below zero
    items = []
    for item in element.iterchildren("li"):
        sign = ")" if alternates else "."
        marker = f"{number}{sign} " if is_numbered else "+ " if alternates else "- "
        items.append(_prefixed("\n\n".join(_blocks(item)), marker, " " * len(marker)))
        number += 1
    return "\n".join(items)


def _alternates(element: HtmlElement) -> bool:
    """Whether a list needs the other sign, since one with the same sign right before it would swallow it."""
    lists = 1
    while (
        (before := element.getprevious()) is not None
        and before.tag == element.tag
        and not (before.tail or "").strip()
    ):
        element, lists = before, lists + 1
    return lists % 2 == 0


def _prefixed(text: str, first: str, others: str) -> str:
    lines = text.split("\n")
    return "\n".join(
        f"{first if place == 0 else others}{line}".rstrip(" ") for place, line in enumerate(lines)
    )


def _table(element: HtmlElement) -> str:
    """The first row is the head, as GitHub's tables want it. A cell over several columns or rows leaves the others empty."""
    from_above: dict[int, int] = {}
    rows = [list(_cells(row, from_above)) for row in element.iter("tr")]
    width = max(map(len, rows), default=0)
    padded = [row + [""] * (width - len(row)) for row in rows]
    padded.insert(1, ["---"] * width)
    return "\n".join(f"| {' | '.join(row)} |" for row in padded)


def _cells(row: HtmlElement, from_above: dict[int, int]) -> Iterator[str]:
    """`from_above`: {column: in how many of the next rows a cell from above stands there}; it is brought up to date."""
    column = 0
    for cell in row.iterchildren("th", "td"):
        while from_above.get(column):
            from_above[column] -= 1
            column += 1
            yield ""
        for words in [_on_one_line(cell).replace("|", "\\|"), *[""] * (int(cell.get("colspan", "1")) - 1)]:
            from_above[column] = int(cell.get("rowspan", "1")) - 1
            column += 1
            yield words
    for beyond in [place for place, rows in from_above.items() if rows and place >= column]:
        from_above[beyond] -= 1


def _on_one_line(element: HtmlElement) -> str:
    return " ".join(_blocks(element)).replace("\\\n", " ").replace("\n", " ")


# Within a line


def _inline(element: HtmlElement) -> str:
    words = _escaped(element.text or "")
    for child in element:
        words = _with_inline(words, child)
    return words


def _with_inline(words: str, child: HtmlElement) -> str:
    """The words so far, an element, and the words behind it."""
    tail = child.tail or ""
    tag = tag_of(child)
    if tag in MARKS:
        written = _emphasised(_inline(child), tag, words[-1:], tail[:1])
    else:
        written = _element(child, tag)
    if words.endswith("!") and written.startswith("["):  # together they would begin a picture
        words = f"{words[:-1]}\\!"
    return f"{words}{written}{_escaped(tail)}"


def _element(element: HtmlElement, tag: str) -> str:
    inner = _inline(element)
    if tag == "br":
        return BREAK
    if tag == "img":
        return f"![{_escaped(element.get('alt', ''))}]({_address(element.get('src', ''))})"
    if tag == "a":
        return f"[{inner}]({_address(element.get('href', ''))})" if inner.strip() else ""
    if tag == "sup" and len(element) == 1 and (note := NOTE.fullmatch(element[0].get("href", ""))):
        return f"[^{note[1]}]"
    return f"<{tag}>{inner}</{tag}>" if tag in ("sub", "sup") else inner


def _address(address: str) -> str:
    return re.sub(r"[()]|&(?=#?\w+;)", lambda found: IN_ADDRESSES[found[0]], address)


def _emphasised(inner: str, tag: str, before: str, after: str) -> str:
    """With signs where CommonMark takes them for emphasis (6.2, flanking), else as HTML. Spaces go outside."""
    core = inner.strip(" \n")
    if not core:
        return inner
    left, right = inner[: inner.index(core)], inner[inner.index(core) + len(core) :]
    joins_another = not left and before in ("*", "~")
    opens = not joins_another and _may_meet(before if not left else " ", core[0])
    closes = _may_meet(after if not right else " ", core[-1])
    mark = MARKS[tag]
    written = f"{mark}{core}{mark}" if opens and closes else f"<{tag}>{core}</{tag}>"
    return f"{left}{written}{right}"


def _may_meet(outside: str, inside: str) -> bool:
    return inside.isalnum() or not outside.isalnum()
