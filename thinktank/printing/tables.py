"""Tables on paper: each in the first setting in which its columns have room; rows as lists where none will do.

Columns are measured with the letters they will be set in, so what publishing announces is what the file does.
"""

import copy
import functools
import re
from dataclasses import dataclass

from lxml import html

from thinktank.printing.share.faces import SANS_BOLD, length

MEASURED_AT = 100  # size in pixels at which letters are measured
LONGEST = 12.0  # em: a piece that is longer, such as an address, may be broken
WIDEST = 30.0  # em: room that one column asks for at most
UNBROKEN = 5.0  # em: shorter words and numbers stay whole even where longer ones are broken
SAFETY = 1.04
LONGEST_HEAD = (
    300  # letters, each row counted by its longest cell: a head that is longer stands on the first page alone
)
# No line ends at a no-break space or within a range of figures
PIECES = re.compile(r"(?:[^\s-]|[\xa0\u202f]|(?<=\d)-(?=\d))+-*")
CALLS = './/sup[a[@role="doc-noteref"]]'
PLAIN, CLOSE, TURNED, SMALL, STACKED = "plain", "close", "turned", "small", "stacked"


@dataclass(frozen=True)
class Setting:
    """A way to set a table. `width` of all columns and `gap` beside each of them in em of its type."""

    kind: str
    classes: str
    width: float
    gap: float
    may_break: bool = False


def _settings(*rows):
    return tuple(Setting(*row) for row in rows)


MM = 72 / 25.4
# Widths as the style sheets have them: the text, with the margin beside it, and a page on its side
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
INDENT = 16  # points: of a list or quotation, at most
DEEPEST_IN_A_CELL = 2  # lists and quotations in each other that are indented there
HOLDERS = ("li", "blockquote", "td", "th")


def _within(width):
    return _settings((PLAIN, "", width / 8.5, 10 / 8.5), (SMALL, "is-small", width / 6.5, 3 / 6.5, True))


IN_A_BOOK = _settings((PLAIN, "", 26, 0.8), (SMALL, "is-small", 36, 0.5, True))


def settings_on_a_page(table: html.HtmlElement) -> tuple[Setting, ...]:
    """A table of its own may go into the margin and onto a page on its side; one in a list or quotation may not."""
    depth = len(list(table.iterancestors(*HOLDERS)))
    return _within(132 * MM - depth * INDENT) if depth else ON_A_PAGE


def settings_in_a_column(table: html.HtmlElement) -> tuple[Setting, ...]:
    """One of the two columns of the PDF with both languages."""
    return _within(77 * MM - len(list(table.iterancestors(*HOLDERS))) * INDENT)


def is_in_another(table: html.HtmlElement) -> bool:
    """Then it has no room, and its rows become lists."""
    return next(table.iterancestors("table"), None) is not None


def setting_for(table: html.HtmlElement, settings: tuple[Setting, ...]) -> Setting | None:
    """The first of the settings in which the table has room; None where its rows must become lists."""
    narrow, _wide, _has_long = measures(table)
    for setting in settings:
        room = setting.width - setting.gap * len(narrow)
        least = [min(each, UNBROKEN) for each in narrow] if setting.may_break else narrow
        if sum(least) * SAFETY <= room:
            return setting
    return None


def suit_tables(tree: html.HtmlElement, settings_of) -> None:
    """Set every table of the tree; a table in a cell of another has no room and becomes a list.

    `settings_of(table)` says which settings there are where it stands.
    """
    for table in reversed(list(tree.iter("table"))):
        if is_in_another(table):
            _stack(table, table.getparent())
        else:
            _suit(table, settings_of(table))


def _let_go_of_a_long_head(table):
    """A head is repeated on every page; WeasyPrint prints none at all where it finds no room for one."""
    head = table.find("thead")
    if head is None:
        return
    letters = sum(20 + max((len(cell.text_content()) for cell in row), default=0) for row in head)
    if letters > LONGEST_HEAD:
        head.tag = "tbody"


def _suit(table, settings):
    setting = setting_for(table, settings)
    frame = _frame_of(table)
    if setting is None:
        _stack(table, frame)
        return
    _let_go_of_a_long_head(table)
    narrow, wide, has_long = measures(table)
    if setting.kind == PLAIN and not has_long:
        return
    frame.set("class", f"{frame.get('class')} {setting.classes} is-measured")
    columns = html.Element("colgroup")
    for share in _shares(narrow, wide, setting):
        columns.append(html.Element("col", {"style": f"width: {share:.2f}%"}))
    caption = table.find("caption")
    table.insert(0 if caption is None else 1, columns)


def _frame_of(table):
    """The division around a table, made where there is none."""
    parent = table.getparent()
    if "table-scroll" in parent.get("class", "") or "wide" in parent.get("class", ""):
        return parent
    frame = html.Element("div", {"class": "table-scroll"})
    parent.replace(table, frame)
    frame.tail, table.tail = table.tail, None
    frame.append(table)
    return frame


def _shares(narrow, wide, setting):
    """Percent of the table's width for each column: what it must have, and of the rest what it could use."""
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
    """For each column the width it must have and the one it could use, in em; whether a word must be broken."""
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


def _placed(table):
    """(row, first column, columns, cell) of every cell, where the spans of others leave it."""
    taken = {}
    for number, row in enumerate(row for row in table.iter("tr") if _table_of(row) is table):
        column = 0
        for cell in row:
            if cell.tag not in {"td", "th"}:
                continue
            while (number, column) in taken:
                column += 1
            across, down = (_span(cell, name) for name in ("colspan", "rowspan"))
            for y in range(number, number + down):
                taken.update({(y, x): cell for x in range(column, column + across)})
            yield number, column, across, cell
            column += across


def _indent(cell):
    """What lists and quotations in it take from its width, in em."""
    depths = (
        sum(each.tag in HOLDERS for each in inner.iterancestors()) for inner in cell.iter("li", "blockquote")
    )
    outside = sum(each.tag in HOLDERS for each in cell.iterancestors())
    return INDENT / 8.5 * min(DEEPEST_IN_A_CELL, max(depths, default=outside) - outside)


def _table_of(row):
    return next(row.iterancestors("table"))


def _span(cell, name):
    value = cell.get(name, "1")
    return max(1, min(99, int(value))) if value.isdecimal() else 1


@functools.lru_cache(maxsize=4096)
def _measure(text):
    """(longest piece that may not be broken, all on one line, whether a piece is too long) in em."""
    text = re.sub(r"[0-9]", "0", text)  # figures of tables are all as wide
    pieces = [length(piece, SANS_BOLD, MEASURED_AT) / MEASURED_AT for piece in set(PIECES.findall(text))]
    longest = max(pieces, default=0)
    whole = length(" ".join(text[:200].split()), SANS_BOLD, MEASURED_AT) / MEASURED_AT
    return min(longest, LONGEST), max(min(whole, WIDEST), min(longest, LONGEST)), longest > LONGEST


def _stack(table, frame):
    """Each row as a list: the heads of its column, then what stands in the cell.

    Heads that call notes, and those that no cell needs, come first.
    """
    heads, rows, said = {}, {}, set()
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
    left = [head for head in dict.fromkeys(sum(heads.values(), [])) if head not in said or head.xpath(CALLS)]
    if any(head.text_content().strip() for head in left):
        stacked.insert(0 if caption is None else 1, _stacked_row([((), head) for head in left], said))
    stacked.tail, table.tail = table.tail, None
    frame.replace(table, stacked)


def _stacked_row(parts, said):
    """Its cells as divisions. `said`: heads that stand before a cell already, and these too from now on."""
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


def _words_alone(head):
    """The words of a cell without the numbers of its notes."""
    words = copy.deepcopy(head)
    for call in words.xpath(CALLS):
        call.drop_tree()
    return " ".join(words.text_content().split())
