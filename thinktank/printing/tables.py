"""Fit tables on paper. Each gets the first setting in which its columns have room; without one, its rows become lists.

Columns are measured in the font they are printed in, so the warnings before publishing match the PDF.
"""

import copy
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml import html

from thinktank.printing.elements import elements_at, parent_of
from thinktank.printing.share.faces import SANS_BOLD, length

MEASURED_AT = 100  # size in pixels at which letters are measured
LONGEST = 12.0  # em; a longer piece, such as a web address, may be broken
WIDEST = 30.0  # em that one column asks for at most
UNBROKEN = 5.0  # em; words and numbers up to this width are never broken
SAFETY = 1.04
LONGEST_HEAD = (
    300  # letters, each row counted by its longest cell; a longer head is printed on the first page only
)
# No line ends at a no-break space or within a range of figures
PIECES = re.compile(r"(?:[^\s-]|[\xa0\u202f]|(?<=\d)-(?=\d))+-*")
CALLS = './/sup[a[@role="doc-noteref"]]'
PLAIN, CLOSE, TURNED, SMALL, STACKED = "plain", "close", "turned", "small", "stacked"


@dataclass(frozen=True)
class Setting:
    """A way to print a table: `width` is the room for all columns and `gap` the space in each, in em of its font size."""

    kind: str
    classes: str
    width: float
    gap: float
    may_break: bool = False


def _settings(*rows: tuple) -> tuple[Setting, ...]:
    return tuple(Setting(*row) for row in rows)


MM = 72 / 25.4
# Widths from the style sheets: of the text, of text and margin, and of a page on its side
ON_A_PAGE = _settings(
    (PLAIN, "", 132 * MM / 8.5, 10 / 8.5),
    (CLOSE, "is-wide is-close", 162 * MM / 8, 5 / 8),
    (TURNED, "is-turned is-close", 261 * MM / 8, 5 / 8),
    (SMALL, "is-turned is-small", 261 * MM / 6.5, 3 / 6.5, True),
)
ACROSS_TWO_COLUMNS = _settings(
    (PLAIN, "", 170 * MM / 8.5, 10 / 8.5),
    (TURNED, "is-turned is-close", 261 * MM / 8, 5 / 8),
    (SMALL, "is-turned is-small", 261 * MM / 6.5, 3 / 6.5, True),
)
INDENT = 16  # points; the largest indent of a list or quotation
DEEPEST_IN_A_CELL = 2  # levels of nested lists and quotations that are indented in a cell
HOLDERS = ("li", "blockquote", "td", "th")


def _within(width: float) -> tuple[Setting, ...]:
    return _settings((PLAIN, "", width / 8.5, 10 / 8.5), (SMALL, "is-small", width / 6.5, 3 / 6.5, True))


IN_A_BOOK = _settings((PLAIN, "", 26, 0.8), (SMALL, "is-small", 36, 0.5, True))


def settings_on_a_page(table: html.HtmlElement) -> tuple[Setting, ...]:
    """Settings for a table in the PDF. One in a list or quotation may not extend into the margin or be turned."""
    depth = len(list(table.iterancestors(*HOLDERS)))
    return _within(132 * MM - depth * INDENT) if depth else ON_A_PAGE


def settings_in_a_column(table: html.HtmlElement) -> tuple[Setting, ...]:
    """Settings for a table in one of the two columns of the parallel PDF."""
    return _within(77 * MM - len(list(table.iterancestors(*HOLDERS))) * INDENT)


def is_in_another(table: html.HtmlElement) -> bool:
    """Whether the table is in a cell of another table. Its rows become lists then."""
    return next(table.iterancestors("table"), None) is not None


def setting_for(table: html.HtmlElement, settings: tuple[Setting, ...]) -> Setting | None:
    """The first of the settings in which the table has room, or None when its rows must become lists."""
    narrow, _wide, _has_long = measures(table)
    for setting in settings:
        room = setting.width - setting.gap * len(narrow)
        least = [min(each, UNBROKEN) for each in narrow] if setting.may_break else narrow
        if sum(least) * SAFETY <= room:
            return setting
    return None


def suit_tables(
    tree: html.HtmlElement, settings_of: Callable[[html.HtmlElement], tuple[Setting, ...]]
) -> None:
    """Fit every table of the tree. A table in a cell of another table becomes lists.

    `settings_of(table)` returns the settings to try, in this order.
    """
    for table in reversed(list(tree.iter("table"))):
        if is_in_another(table):
            _stack(table, parent_of(table))
        else:
            _suit(table, settings_of(table))


def _print_long_head_once(table: html.HtmlElement) -> None:
    """WeasyPrint repeats a head on every page, and leaves it out when it has no room. A long head becomes a body."""
    head = table.find("thead")
    if head is None:
        return
    letters = sum(20 + max((len(cell.text_content()) for cell in row), default=0) for row in head)
    if letters > LONGEST_HEAD:
        head.tag = "tbody"


def _suit(table: html.HtmlElement, settings: tuple[Setting, ...]) -> None:
    setting = setting_for(table, settings)
    frame = _frame_of(table)
    if setting is None:
        _stack(table, frame)
        return
    _print_long_head_once(table)
    narrow, wide, has_long = measures(table)
    if setting.kind == PLAIN and not has_long:
        return
    frame.set("class", f"{frame.get('class')} {setting.classes} is-measured")
    columns = html.Element("colgroup")
    for share in _shares(narrow, wide, setting):
        columns.append(html.Element("col", {"style": f"width: {share:.2f}%"}))
    caption = table.find("caption")
    table.insert(0 if caption is None else 1, columns)


def _frame_of(table: html.HtmlElement) -> html.HtmlElement:
    """The <div> around a table; it is created when there is none."""
    parent = parent_of(table)
    if "table-scroll" in parent.get("class", "") or "wide" in parent.get("class", ""):
        return parent
    frame = html.Element("div", {"class": "table-scroll"})
    parent.replace(table, frame)
    frame.tail, table.tail = table.tail, None
    frame.append(table)
    return frame


def _shares(narrow: list[float], wide: list[float], setting: Setting) -> list[float]:
    """Per cent of the table's width for each column: what it must have, plus a share of the rest."""
    room = setting.width - setting.gap * len(narrow)
    least = [each * SAFETY for each in narrow]
    if sum(least) > room:
        least, wide = [min(each, UNBROKEN * SAFETY) for each in least], least
    wishes = [max(more - less, 0) + 0.5 for less, more in zip(least, wide, strict=True)]
    free = room - sum(least)
    columns = [each + free * wish / sum(wishes) for each, wish in zip(least, wishes, strict=True)]
    columns = [each + setting.gap for each in columns]
    return [100 * each / sum(columns) for each in columns]


def measures(table: html.HtmlElement) -> tuple[list[float], list[float], bool]:
    """(narrowest width of each column, widest useful width of each, whether a word must be broken); widths in em."""
    cells = list(_placed(table))
    count = max((column + span for _row, column, span, _cell in cells), default=1)
    narrow, wide, has_long = [1.0] * count, [1.0] * count, False
    for _row, column, span, cell in sorted(cells, key=lambda placed: placed[2]):
        least, most, is_long = _measure(" ".join(cell.itertext()))
        indent = _indent(cell)
        least, most = least + indent, most + indent
        has_long = has_long or is_long
        for widths, wanted in ((narrow, least), (wide, most)):
            lacks = wanted - sum(widths[column : column + span])
            for place in range(column, column + span) if lacks > 0 else ():
                widths[place] += lacks / span
    return narrow, wide, has_long


def _placed(table: html.HtmlElement) -> Iterator[tuple[int, int, int, html.HtmlElement]]:
    """(row, first column, number of columns, cell) of every cell, with the spans of other cells counted."""
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(row for row in table.iter("tr") if _table_of(row) is table):
        column = 0
        for cell in row:
            if cell.tag not in {"td", "th"}:
                continue
            while (number, column) in taken:
                column += 1
            across, down = (_span(cell, name) for name in ("colspan", "rowspan"))
            for y in range(number, number + down):
                taken.update((y, x) for x in range(column, column + across))
            yield number, column, across, cell
            column += across


def _indent(cell: html.HtmlElement) -> float:
    """Width of a cell that the indents of its lists and quotations take, in em."""
    depths = (
        sum(each.tag in HOLDERS for each in inner.iterancestors()) for inner in cell.iter("li", "blockquote")
    )
    outside = sum(each.tag in HOLDERS for each in cell.iterancestors())
    return INDENT / 8.5 * min(DEEPEST_IN_A_CELL, max(depths, default=outside) - outside)


def _table_of(row: html.HtmlElement) -> html.HtmlElement:
    return next(row.iterancestors("table"))


def _span(cell: html.HtmlElement, name: str) -> int:
    value = cell.get(name, "1")
    return max(1, min(99, int(value))) if value.isdecimal() else 1


@functools.lru_cache(maxsize=4096)
def _measure(text: str) -> tuple[float, float, bool]:
    """(width of the longest unbreakable piece, width on one line, whether a piece is too long); widths in em."""
    text = re.sub(r"[0-9]", "0", text)  # tabular figures are equally wide
    pieces = [length(piece, SANS_BOLD, MEASURED_AT) / MEASURED_AT for piece in set(PIECES.findall(text))]
    longest = max(pieces, default=0)
    whole = length(" ".join(text[:200].split()), SANS_BOLD, MEASURED_AT) / MEASURED_AT
    return min(longest, LONGEST), max(min(whole, WIDEST), min(longest, LONGEST)), longest > LONGEST


def _stack(table: html.HtmlElement, frame: html.HtmlElement) -> None:
    """Replace the table by lists, one per row: the heads of the column, then the content of the cell.

    Heads with notes, and heads that no cell repeats, come first.
    """
    heads: dict[int, list[html.HtmlElement]] = {}
    rows: dict[int, list[tuple[Sequence[html.HtmlElement], html.HtmlElement]]] = {}
    said: set[html.HtmlElement] = set()
    for number, column, span, cell in _placed(table):
        if next(cell.iterancestors("thead"), None) is not None:
            for place in range(column, column + span):
                heads.setdefault(place, []).append(cell)
        else:
            rows.setdefault(number, []).append((heads.get(column, ()), cell))
    stacked = html.Element("div", {"class": "stacked"})
    if (caption := table.find("caption")) is not None:
        caption.tag = "p"
        stacked.append(caption)
    stacked.extend([_stacked_row(cells, said) for cells in rows.values()])
    left = [
        head
        for head in dict.fromkeys(sum(heads.values(), []))
        if head not in said or elements_at(head, CALLS)
    ]
    if any(head.text_content().strip() for head in left):
        first_row = _stacked_row([((), head) for head in left], said)
        stacked.insert(0 if caption is None else 1, first_row)
    stacked.tail, table.tail = table.tail, None
    frame.replace(table, stacked)


def _stacked_row(
    parts: Iterable[tuple[Sequence[html.HtmlElement], html.HtmlElement]], said: set[html.HtmlElement]
) -> html.HtmlElement:
    """A row with its cells as divisions. Adds to `said` the heads that are repeated in a cell."""
    row = html.Element("div", {"class": "stacked-row"})
    for heads, cell in parts:
        cell.tag, cell.tail = "div", None
        for name in list(cell.attrib):
            del cell.attrib[name]
        words = [words for head in heads if (words := _words_alone(head))]
        if words and cell.text_content().strip():
            said.update(heads)
            label = html.Element("b")
            label.text, label.tail, cell.text = f"{', '.join(words)}:", f" {cell.text or ''}", None
            cell.insert(0, label)
        row.append(cell)
    return row


def _words_alone(head: html.HtmlElement) -> str:
    """The words of a cell without note numbers."""
    words = copy.deepcopy(head)
    for call in elements_at(words, CALLS):
        call.drop_tree()
    return " ".join(words.text_content().split())
