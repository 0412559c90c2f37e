"""Tables on paper: each in the first setting in which its columns have room; rows as lists where none will do.

Columns are measured with the letters they will be set in, so what publishing announces is what the file does.
"""

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
# No line ends at a no-break space or within a range of figures
PIECES = re.compile(r"(?:[^\s-]|[\xa0\u202f]|(?<=\d)-(?=\d))+-*")
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
WITHIN = _settings((PLAIN, "", 110 * MM / 8.5, 10 / 8.5), (SMALL, "is-small", 110 * MM / 6.5, 3 / 6.5, True))
IN_A_COLUMN = _settings(
    (PLAIN, "", 77 * MM / 8.5, 10 / 8.5), (SMALL, "is-small", 77 * MM / 6.5, 3 / 6.5, True)
)
IN_A_BOOK = _settings((PLAIN, "", 26, 0.8), (SMALL, "is-small", 36, 0.5, True))


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
        if next(table.iterancestors("table"), None) is None:
            _suit(table, settings_of(table))
        else:
            _stack(table, table.getparent())


def _suit(table, settings):
    setting = setting_for(table, settings)
    frame = _frame_of(table)
    if setting is None:
        _stack(table, frame)
        return
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
    """Each row as a list: the head of its column, then what stands in the cell."""
    heads, rows = {}, {}
    for number, column, span, cell in _placed(table):
        if next(cell.iterancestors("thead"), None) is not None:
            heads |= dict.fromkeys(range(column, column + span), " ".join(cell.text_content().split()))
        else:
            rows.setdefault(number, []).append((heads.get(column, ""), cell))
    stacked = html.Element("div", {"class": "stacked"})
    if (caption := table.find("caption")) is not None:
        caption.tag = "p"
        stacked.append(caption)
    stacked.extend([_stacked_row(cells) for cells in rows.values()])
    stacked.tail, table.tail = table.tail, None
    frame.replace(table, stacked)


def _stacked_row(parts):
    row = html.Element("div", {"class": "stacked-row"})
    for head, cell in parts:
        cell.tag, cell.tail = "div", None
        for name in list(cell.attrib):
            del cell.attrib[name]
        if head and cell.text_content().strip():
            label = html.Element("b")
            label.text, label.tail, cell.text = f"{head}:", f" {cell.text or ''}", None
            cell.insert(0, label)
        row.append(cell)
    return row
