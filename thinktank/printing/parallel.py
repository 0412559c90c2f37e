"""The parallel PDF: the original on the left, its translation on the right."""

import copy
import datetime
from collections.abc import Iterator

from django.template.loader import render_to_string
from django.utils import timezone, translation
from lxml import html

from thinktank.printing.alignment import Blocks, align
from thinktank.printing.elements import elements_at, parent_of
from thinktank.printing.long_words import let_long_words_break
from thinktank.printing.notes import numbered
from thinktank.printing.paper import as_tree, suit_the_typesetter, to_text
from thinktank.printing.pdf import document_context, imprint_of
from thinktank.printing.spaces import set_spaces_apart
from thinktank.printing.tables import ACROSS_TWO_COLUMNS, Setting, settings_in_a_column, suit_tables
from thinktank.printing.typesetter import missing_library, write_pdf
from thinktank.publishing.editions.generated_files import GeneratedFile
from thinktank.publishing.editions.translations import is_outdated
from thinktank.publishing.models import Edition, StillValid

SPANNING = {"figure", "table", "hr"}  # too wide for a column


def pairs_of(edition: Edition) -> list[tuple[Edition, Edition]]:
    """Pairs of (translation, original) that include this edition and are live together, now or later."""
    siblings = list(Edition.objects.filter(publication_id=edition.publication_id, erased_at=None))
    now = max(edition.live_from, timezone.now())
    moments = {now} | {each.live_from for each in siblings if each.live_from > now}
    pairs = {pair for at in sorted(moments) for pair in _pairs_at(siblings, at) if edition in pair}
    return sorted(pairs, key=lambda pair: pair[0].pk)


def _pairs_at(siblings: list[Edition], at: datetime.datetime) -> Iterator[tuple[Edition, Edition]]:
    live = [each for each in siblings if each.is_live(at)]
    begun = [each for each in siblings if each.live_from <= at]
    sources = {each.pk: each for each in siblings}
    for one in live:
        source = sources.get(one.translates_id) if one.translates_id else None
        for other in live:
            if source and other.language == source.language and not _lags(one, begun):
                yield one, other


def _lags(one: Edition, begun: list[Edition]) -> bool:
    valid = set(StillValid.objects.filter(translation=one).values_list("original_id", flat=True))
    return is_outdated(one, begun, valid)


def make_parallel_pdf(edition: Edition, beside: Edition | None) -> GeneratedFile | None:
    """The parallel PDF. `edition` is the translation, `beside` the original. None when Pango is missing."""
    if beside is None or missing_library():
        return None
    data, pages = write_pdf(parallel_html(beside, edition), "parallel.css")
    return GeneratedFile(data, "application/pdf", pages)


def parallel_html(original: Edition, translated: Edition) -> str:
    with translation.override(original.language):
        context = document_context(original) | {
            "columns": [{"edition": edition, **imprint_of(edition)} for edition in (original, translated)]
        }
        frame = as_tree(render_to_string("printing/parallel.html", context))
    place = frame.get_element_by_id("rows")
    for left, right in _rows(_page(original), _page(translated)):
        place.extend(_row(left, right, (original.language, translated.language)))
    suit_tables(frame, _settings_of)
    suit_the_typesetter(frame)
    let_long_words_break(frame)
    set_spaces_apart(frame)
    return to_text(frame)


def _settings_of(table: html.HtmlElement) -> tuple[Setting, ...]:
    """The settings for a table across both columns, which may be turned, or for one within a column."""
    is_wide = parent_of(table).get("class") == "wide"
    return ACROSS_TWO_COLUMNS if is_wide else settings_in_a_column(table)


def _page(edition: Edition) -> html.HtmlElement:
    """The edition's page for paper, in its own language."""
    with translation.override(edition.language):
        context = document_context(edition)
        return as_tree(render_to_string(context["publication_type"].detail_template, context))


def _rows(left: html.HtmlElement, right: html.HtmlElement) -> Iterator[tuple[Blocks, Blocks]]:
    head = [".//header//h1", './/header//*[@class="standfirst"]', './/section[@class="people"]/dl']
    for path in head:
        yield elements_at(left, path)[:1], elements_at(right, path)[:1]
    for name in ("key-findings", "recommendations", "prose"):
        yield from align(_children(left, name), _children(right, name))
    yield from align(_notes(left), _notes(right))


def _children(page: html.HtmlElement, name: str) -> Blocks:
    blocks = [child for part in page.find_class(name) for child in part]
    return [next(block.iter("table")) if block.get("class") == "table-scroll" else block for block in blocks]


def _notes(page: html.HtmlElement) -> Blocks:
    """The heading of the notes, then each note with its number. They go to the end, because both texts refer to them."""
    notes = [item for section in page.find_class("footnotes") for item in section]
    return [note for item in notes for note in ([item] if item.tag == "h2" else list(map(numbered, item)))]


def _row(left: Blocks, right: Blocks, languages: tuple[str, str]) -> Blocks:
    """One row with two cells, or two cells of full width for blocks that need it. Ids get the language as a prefix."""
    if not left and not right:
        return []
    if {block.tag for block in left + right} <= SPANNING:
        return _spanning(left, right, languages)
    row = html.Element("div", {"class": "row"})
    for blocks, language in zip((left, right), languages, strict=True):
        row.append(_cell("cell", blocks, language))
    return [row]


def _spanning(left: Blocks, right: Blocks, languages: tuple[str, str]) -> Blocks:
    one, other = _lone_picture(left), _lone_picture(right)
    if one is not None and other is not None and _source_of(one) == _source_of(other):
        left_caption, right_caption = (list(figure.iter("figcaption")) for [figure] in (left, right))
        return [_cell("wide", [one], languages[0]), *_row(left_caption, right_caption, languages)]
    return [
        _cell("wide", blocks, language) for blocks, language in zip((left, right), languages, strict=True)
    ]


def _lone_picture(blocks: Blocks) -> html.HtmlElement | None:
    """The picture, when the blocks are one picture with or without a caption; else None."""
    pictures = [picture for block in blocks for picture in block.iter("picture")]
    words = [block.xpath(".//text()[normalize-space()][not(ancestor::figcaption)]") for block in blocks]
    return pictures[0] if len(blocks) == len(pictures) == 1 and not any(words) else None


def _source_of(picture: html.HtmlElement) -> str | None:
    return next(picture.iter("img")).get("src")


def _cell(kind: str, blocks: Blocks, language: str) -> html.HtmlElement:
    cell = html.Element("div", {"class": kind, "lang": language})
    for block in blocks:
        block = copy.deepcopy(block)
        block.tail = None
        for element in block.iter():
            if name := element.get("id"):
                element.set("id", f"{language}-{name}")
            if (target := element.get("href", "")).startswith("#"):
                element.set("href", f"#{language}-{target[1:]}")
        cell.append(block)
    return cell
