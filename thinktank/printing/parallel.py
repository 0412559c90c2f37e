"""The PDF with two languages side by side: the original on the left, its translation on the right."""

import copy

from django.template.loader import render_to_string
from django.utils import timezone, translation
from lxml import html

from thinktank.printing.alignment import align
from thinktank.printing.long_words import let_long_words_break
from thinktank.printing.notes import numbered
from thinktank.printing.paper import as_tree, suit_the_typesetter, to_text
from thinktank.printing.pdf import document_context, imprint_of
from thinktank.printing.spaces import set_spaces_apart
from thinktank.printing.tables import ACROSS_TWO_COLUMNS, settings_in_a_column, suit_tables
from thinktank.printing.typesetter import missing_library, write_pdf
from thinktank.publishing.editions.generated_files import GeneratedFile
from thinktank.publishing.editions.translations import is_outdated
from thinktank.publishing.models import Edition, StillValid

SPANNING = {"figure", "table", "hr"}  # too wide for a column


def pairs_of(edition):
    """(translation, original) that will be live together, now or later, and of which this edition is one."""
    siblings = list(Edition.objects.filter(publication_id=edition.publication_id, erased_at=None))
    now = max(edition.live_from, timezone.now())
    moments = {now} | {each.live_from for each in siblings if each.live_from > now}
    pairs = {pair for at in sorted(moments) for pair in _pairs_at(siblings, at) if edition in pair}
    return sorted(pairs, key=lambda pair: pair[0].pk)


def _pairs_at(siblings, at):
    live = [each for each in siblings if each.is_live(at)]
    begun = [each for each in siblings if each.live_from <= at]
    sources = {each.pk: each for each in siblings}
    for one in live:
        source = sources.get(one.translates_id)
        for other in live:
            if source and other.language == source.language and not _lags(one, begun):
                yield one, other


def _lags(one, begun):
    valid = set(StillValid.objects.filter(translation=one).values_list("original_id", flat=True))
    return is_outdated(one, begun, valid)


def make_parallel_pdf(edition, beside):
    """`edition` is the translation, `beside` the original. None where the machine lacks what it takes."""
    if missing_library():
        return None
    data, pages = write_pdf(parallel_html(beside, edition), "parallel.css")
    return GeneratedFile(data, "application/pdf", pages)


def parallel_html(original, translated):
    with translation.override(original.language):
        context = document_context(original) | {
            "columns": [{"edition": edition, **imprint_of(edition)} for edition in (original, translated)]
        }
        frame = as_tree(render_to_string("printing/parallel.html", context))
    place = frame.get_element_by_id("rows")
    for left, right in _rows(_page(original), _page(translated)):
        place.extend(_row(left, right, original.language, translated.language))
    suit_tables(frame, _settings_of)
    suit_the_typesetter(frame)
    let_long_words_break(frame)
    set_spaces_apart(frame)
    return to_text(frame)


def _settings_of(table):
    """Across both columns there is room for a page on its side, in one of them there is not."""
    return ACROSS_TWO_COLUMNS if table.getparent().get("class") == "wide" else settings_in_a_column(table)


def _page(edition):
    """The edition's page for paper, in its own language."""
    with translation.override(edition.language):
        context = document_context(edition)
        return as_tree(render_to_string(context["publication_type"].detail_template, context))


def _rows(left, right):
    head = [".//header//h1", './/header//*[@class="standfirst"]', './/section[@class="people"]/dl']
    for path in head:
        yield left.xpath(path)[:1], right.xpath(path)[:1]
    for name in ("key-findings", "recommendations", "prose"):
        yield from align(_children(left, name), _children(right, name))
    yield from align(_notes(left), _notes(right))


def _children(page, name):
    blocks = [child for part in page.find_class(name) for child in part]
    return [next(block.iter("table")) if block.get("class") == "table-scroll" else block for block in blocks]


def _notes(page):
    """The heading of the notes, then each with its number: they stand at the end, for both texts call them."""
    notes = [item for section in page.find_class("footnotes") for item in section]
    return [note for item in notes for note in ([item] if item.tag == "h2" else list(map(numbered, item)))]


def _row(left, right, *languages):
    """One row, or two of full width for what needs it. Anchors are told apart by language."""
    if not left and not right:
        return []
    if {block.tag for block in left + right} <= SPANNING:
        return _spanning(left, right, languages)
    row = html.Element("div", {"class": "row"})
    for blocks, language in zip((left, right), languages, strict=True):
        row.append(_cell("cell", blocks, language))
    return [row]


def _spanning(left, right, languages):
    pictures = [_lone_picture(blocks) for blocks in (left, right)]
    if None not in pictures and len({next(each.iter("img")).get("src") for each in pictures}) == 1:
        under = [list(figure.iter("figcaption")) for [figure] in (left, right)]
        return [_cell("wide", pictures[:1], languages[0]), *_row(*under, *languages)]
    return [
        _cell("wide", blocks, language) for blocks, language in zip((left, right), languages, strict=True)
    ]


def _lone_picture(blocks):
    """The picture, where there is one and nothing else but its caption."""
    pictures = [picture for block in blocks for picture in block.iter("picture")]
    words = [block.xpath(".//text()[normalize-space()][not(ancestor::figcaption)]") for block in blocks]
    return pictures[0] if len(blocks) == len(pictures) == 1 and not any(words) else None


def _cell(kind, blocks, language):
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
