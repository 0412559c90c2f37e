"""Compiling a body from editors' HTML to what an edition stores, and expanding that whenever it is printed.

Compiled HTML refers to pictures by the digest of their file and to publications by uid. `expand_body` fills in the paths of
the files and pages. It is the only function that may mark a text as safe.
"""

import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, NotRequired, TypedDict, cast

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override
from lxml import etree, html
from lxml.html import HtmlElement

from thinktank.language.plain import is_visible
from thinktank.language.reading import count_words, reading_minutes
from thinktank.language.records import Record
from thinktank.language.transliteration import slugify
from thinktank.language.typography import OBJECT, typeset_parts
from thinktank.library.credits import credit_line
from thinktank.library.pictures import larger_url, picture_html
from thinktank.richtext.charts import expand_charts
from thinktank.richtext.direction import direction_of, direction_of_language, set_directions
from thinktank.richtext.elsewhere import make_cards
from thinktank.richtext.footnotes import PLACE, number_footnotes, take_footnotes
from thinktank.richtext.links import expand_link, resolve_links
from thinktank.richtext.markup import BLOCKS, VOID, parse, serialise, tag_of, wrap_loose
from thinktank.richtext.problems import Problem
from thinktank.richtext.pull_quotes import settle_pull_quotes, without_repetitions
from thinktank.richtext.sanitise import CHART, PICTURE, clean_compiled, clean_html
from thinktank.richtext.set_words import set_words
from thinktank.richtext.table_titles import move_table_titles

SIZES = "(min-width: 48rem) 44rem, 100vw"
MISSING_PICTURE = re.compile(r"⟦🖼[^⟧]{0,200}⟧")
UNTYPESET = {"sub", "sup"}  # subscripts and superscripts are not prose
CELLS = {"tr", "th", "td"}  # empty ones stay: they keep the others in their columns


type Run = list[
    tuple[HtmlElement, str | None, str]
]  # (element, "text" or "tail", text); None for what is not text


class Footnote(TypedDict):
    number: int
    id: str  # "note-1"
    html: str  # inline elements only
    dir: NotRequired[str]  # "rtl" or "ltr", when it is not the direction of the language


class TocEntry(TypedDict):
    """A heading in the table of contents."""

    id: str
    text: str
    level: int  # 2 or 3


@dataclass(frozen=True)
class CompiledBody:
    """What an edition stores of its text. Everything except `problems` can be stored as JSON."""

    html: str = ""
    footnotes: list[Footnote] = field(default_factory=list)
    toc: list[TocEntry] = field(default_factory=list)
    images: dict[str, Record] = field(default_factory=dict)  # of Image, by SHA-256 of the file
    charts: dict[str, Record] = field(default_factory=dict)  # of Chart, by their "sha256"
    links: dict[str, dict[str, str]] = field(default_factory=dict)  # publication uid -> {"_path": path}
    subjects: list[str] = field(default_factory=list)  # uids of people, institutions ... that links lead to
    plain_text: str = ""  # a line for each block, the footnotes at the end
    words: int = 0
    reading_minutes: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Site:
    """The look-ups that compiling needs: objects by uid, and whatever is at a path of the site."""

    image_record: Callable[[str], Record | None]
    chart_record: Callable[[str], Record | None]
    publication_path: Callable[[str], str | None]
    publication_at: Callable[[str], str | None]
    subject_at: Callable[[str], str | None]
    is_subject: Callable[[str], bool]
    leads_somewhere: Callable[[str], bool]


def compile_body(
    source: str,
    language: str,
    *,
    image_record: Callable[[str], Record | None],
    publication_path: Callable[[str], str | None],
    publication_at: Callable[[str], str | None] = lambda path: None,
    subject_at: Callable[[str], str | None] = lambda path: None,
    is_subject: Callable[[str], bool] = lambda uid: False,
    leads_somewhere: Callable[[str], bool] = lambda path: True,
    chart_record: Callable[[str], Record | None] = lambda uid: None,
) -> CompiledBody:
    """Compile rich text of one language. Raises nothing, whatever the source, and is deterministic."""
    site = Site(
        image_record, chart_record, publication_path, publication_at, subject_at, is_subject, leads_somewhere
    )
    problems: list[Problem] = []
    tree = parse(clean_html(source))
    wrap_loose(tree)
    notes = take_footnotes(tree)
    charts = _resolve_charts(tree, site, problems)
    images = _resolve_pictures(tree, site, problems)
    links, subjects = resolve_links([tree, *notes], site, problems)
    problems += _missing_pictures([tree, *notes])
    _remove_blank(tree)
    move_table_titles(tree)
    for part in [tree, *notes]:
        _typeset(part, language)
    set_directions(tree, language)
    problems += settle_pull_quotes(tree)
    toc = _name_headings(tree, problems)
    _name_in_order(tree)
    said_once = copy.deepcopy(tree)
    without_repetitions(said_once)
    text, *note_texts = [_plain_text(part) for part in [said_once, *notes]]
    with override(language):
        number_footnotes(tree)
        _frame_tables(tree)
    words = count_words(text)
    return CompiledBody(
        html=serialise(tree),
        footnotes=[_footnote(number, note, language) for number, note in enumerate(notes, 1)],
        toc=toc,
        images=images,
        charts=charts,
        links=links,
        subjects=subjects,
        plain_text="\n".join(filter(None, [text, *note_texts])),
        words=words,
        reading_minutes=reading_minutes(words, language),
        problems=problems,
    )


def _footnote(number: int, note: HtmlElement, language: str) -> Footnote:
    footnote = Footnote(number=number, id=f"note-{number}", html=serialise(note).strip())
    own = direction_of(note.itertext())
    if own and own != direction_of_language(language):
        footnote["dir"] = own
    return footnote


def expand_body(
    compiled: str,
    images: Mapping[str, Any],
    links: Mapping[str, Any],
    charts: Mapping[str, Any] | None = None,
    edition_path: str = "",
) -> SafeString:
    """The HTML to print. It does not trust what is stored: it removes everything not allowed in a compiled body.

    `edition_path`, of the numbered edition, is where the data of its charts are; "" where there is no edition.
    """
    tree = parse(clean_compiled(compiled))
    images, links = (given if isinstance(given, Mapping) else {} for given in (images, links))
    pictures = expand_charts(tree, charts or {}, edition_path)
    for image in [each for each in tree.iter("img") if each not in pictures]:
        record = images.get(image.get("data-image", ""))
        if isinstance(record, Mapping):
            pictures[image] = _picture(image, dict(record))
            _add_credit(image, record.get("credit"))
        else:
            image.drop_tree()
    for link in list(tree.iter("a")):
        expand_link(link, links)
    set_words(tree)
    make_cards(tree)
    return mark_safe(serialise(tree, pictures))  # noqa: S308


# Pictures


def _resolve_pictures(tree: HtmlElement, site: Site, problems: list[Problem]) -> dict[str, Record]:
    """Replace the address of every picture by the digest of its file and put it into a figure; records by digest."""
    images: dict[str, Record] = {}
    for image in [each for each in reversed(list(tree.iter("img"))) if "src" in each.attrib]:
        address = cast(
            re.Match[str], PICTURE.fullmatch(image.attrib.pop("src"))
        )  # clean_html allows no other
        record = site.image_record(address[1])
        if record is None:
            problems.append(
                Problem(_("A picture in the text is no longer in the library."), is_blocking=True)
            )
            image.drop_tree()
            continue
        digest = record["sha256"]
        image.set("data-image", digest)
        alt = record["alt"] or image.get("alt") or images.get(digest, record)["alt"]
        images[digest] = {**record, "alt": alt}
        if next(image.iterancestors("figure"), None) is None:
            _move_to_figure(image, tree)
    return images


def _resolve_charts(tree: HtmlElement, site: Site, problems: list[Problem]) -> dict[str, Record]:
    """Replace the address of every chart by its digest and put it into a figure; records by digest."""
    charts: dict[str, Record] = {}
    for image in reversed(list(tree.iter("img"))):
        if not (address := CHART.fullmatch(image.get("src", ""))):
            continue
        record = site.chart_record(address[1])
        if record is None:
            problems.append(Problem(_("A chart in the text is no longer in the library."), is_blocking=True))
            image.drop_tree()
            continue
        image.attrib.clear()
        image.set("data-chart", record["sha256"])
        charts[record["sha256"]] = record
        if next(image.iterancestors("figure"), None) is None:
            _move_to_figure(image, tree)
    return charts


def _missing_pictures(trees: Iterable[HtmlElement]) -> Iterator[Problem]:
    """A problem for each placeholder of a picture that was pasted (static/js/desk/paste/pictures.js)."""
    for word in [word for tree in trees for word in MISSING_PICTURE.findall("".join(tree.itertext()))]:
        sentence = _("A pasted picture is still missing: “%(word)s”. Insert it, or delete these words.")
        yield Problem(sentence % {"word": word}, is_blocking=True)


def _move_to_figure(image: HtmlElement, tree: HtmlElement) -> None:
    block = next(element for element in image.iterancestors() if element.getparent() is tree)
    image.drop_tree()
    image.tail = None
    figure = html.Element("figure")
    figure.append(image)
    block.addnext(figure)


def _picture(image: HtmlElement, record: Record) -> SafeString:
    """The picture, linked to its full size where that shows more; script opens the link in a dialogue."""
    alt = image.get("alt")
    picture = picture_html({**record, "alt": alt} if alt else record, "full", SIZES)
    larger = larger_url(record)
    if not larger or next(image.iterancestors("a"), None) is not None:
        return picture
    return format_html('<a class="full-size" href="{}" title="{}">{}</a>', larger, _("Full size"), picture)


def _add_credit(image: HtmlElement, credit: object) -> None:
    figure = next(image.iterancestors("figure"), None)
    if figure is None or not isinstance(credit, str) or not credit.strip():
        return
    caption = figure.find(".//figcaption")
    if caption is None:
        caption = etree.SubElement(figure, "figcaption")
    elif len(caption):
        caption[-1].tail = f"{caption[-1].tail or ''} "
    else:
        caption.text = f"{caption.text or ''} "
    small = etree.SubElement(caption, "small", {"class": "credit"})
    small.text = credit_line(credit)


# Words


def _typeset(tree: HtmlElement, language: str) -> None:
    for run in _runs(tree):
        typeset = typeset_parts([text for _element, _name, text in run], language)
        for (element, name, text), new in zip(run, typeset, strict=True):
            if name and new != text:
                setattr(element, name, new)


def _runs(tree: HtmlElement) -> Iterator[Run]:
    """The texts of each paragraph. Elements that are not typeset count as one sign without a name."""
    run: Run = []
    opaque: HtmlElement | None = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start" and opaque is None:
            if element.tag in BLOCKS:
                yield run
                run = []
            if element.tag in UNTYPESET | VOID:
                opaque = element
                if PLACE not in element.attrib:
                    run.append((element, None, "\n" if element.tag == "br" else OBJECT))
            elif element.text:
                run.append((element, "text", element.text))
        elif event == "end" and opaque in {None, element}:
            opaque = None
            if element.tag in BLOCKS:
                yield run
                run = []
            if element.tail and element is not tree:
                run.append((element, "tail", element.tail))
    yield run


def _plain_text(tree: HtmlElement) -> str:
    """A line for each block, with single spaces, without the numbers of notes."""
    written: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        separator = "\n" if element.tag in BLOCKS else " " if element.tag == "br" else ""
        text = element.text if event == "start" else element.tail
        before, after = ("", separator) if event == "start" else (separator, "")
        written += [before, after, re.sub(r"\s", " ", text or "")]
    lines = (" ".join(line.split()) for line in "".join(written).split("\n"))
    return "\n".join(filter(None, lines))


# Structure


def _remove_blank(tree: HtmlElement) -> None:
    """Remove elements that show nothing, from the inside out, such as empty paragraphs and links without words."""
    for element in reversed(list(tree.iterdescendants())):
        if element.tag in CELLS | VOID or PLACE in element.attrib:
            continue
        if not is_visible(element.text or "") and all(map(_is_blank_break, element)):
            if element.tag in BLOCKS:
                element.drop_tree()
            else:
                element.drop_tag()


def _is_blank_break(element: HtmlElement) -> bool:
    return element.tag == "br" and not is_visible(element.tail or "")


def _frame_tables(tree: HtmlElement) -> None:
    """Put each table into a frame that scrolls and takes the keyboard's focus; mark header cells."""
    for number, table in enumerate(list(tree.iter("table")), 1):
        _mark_headers(table)
        frame = html.Element("div")
        frame.set("class", "table-scroll")
        frame.set("tabindex", "0")
        frame.set("role", "region")
        frame.set("aria-label", _name_of_table(table, number))
        table.addprevious(frame)
        frame.tail, table.tail = table.tail, None
        frame.append(table)


def _name_of_table(table: HtmlElement, number: int) -> str:
    caption = table.find("caption")
    name = _("Table %(number)s") % {"number": number}
    return name if caption is None else f"{name}: {_plain_text(caption)}"


def _mark_headers(table: HtmlElement) -> None:
    body = table.find("tbody")
    rows = [] if body is None else body.findall("tr")
    heads = list(takewhile(_is_header, rows))
    if body is not None and 0 < len(heads) < len(rows) and table.find("thead") is None:
        head = html.Element("thead")
        body.addprevious(head)
        head.extend(heads)
    for cell in table.iter("th"):
        if "scope" not in cell.attrib:
            in_head = next(cell.iterancestors("thead", "tbody")).tag == "thead"
            cell.set("scope", "col" if in_head or len(rows) == 1 else "row")


def _is_header(row: HtmlElement) -> bool:
    return len(row) > 0 and all(cell.tag == "th" for cell in row)


def _name_headings(tree: HtmlElement, problems: list[Problem]) -> list[TocEntry]:
    """Give headings an id made from their words; returns the table of contents."""
    toc: list[TocEntry] = []
    used: set[str] = set()
    for heading in tree.iter("h2", "h3"):
        text = _plain_text(heading).replace("\n", " ")
        name, n = f"section-{slugify(text) or 'unnamed'}", 1
        while (anchor := name if n == 1 else f"{name}-{n}") in used:
            n += 1
        used.add(anchor)
        heading.set("id", anchor)
        if heading.tag == "h3" and not any(entry["level"] == 2 for entry in toc):
            problems.append(
                Problem(_("A subheading comes before any main heading: “%(heading)s”.") % {"heading": text})
            )
        toc.append({"id": anchor, "text": text, "level": int(tag_of(heading)[1])})
    return toc


def _name_in_order(tree: HtmlElement) -> None:
    """Give figures and paragraphs ids to cite by: fig-1, p1. Paragraphs in tables, captions and pull quotes get none."""
    for number, figure in enumerate(tree.iter("figure"), 1):
        figure.set("id", f"fig-{number}")
    paragraphs = (
        p for p in tree.iter("p") if next(p.iterancestors("table", "figure", "aside"), None) is None
    )
    for number, paragraph in enumerate(paragraphs, 1):
        paragraph.set("id", f"p{number}")
