"""All content of tables, notes and words is printed on the paper, and nothing overlaps."""

import random
import re

import pytest
from lxml import html

from tests.factories import make_article, make_report, publish_now
from tests.printing.measuring import letters_of, overlapping, words_of
from thinktank.pages.models import SiteSettings
from thinktank.printing import paper as paper_module
from thinktank.printing.epub import files_of_epub
from thinktank.printing.paper import prepare, to_text, typeset
from thinktank.printing.parallel import make_parallel_pdf
from thinktank.printing.pdf import make_pdf
from thinktank.printing.typesetter import OPTIONS
from thinktank.richtext.body import compile_body, expand_body

pytestmark = pytest.mark.django_db

SENTENCE = "The commission agreed on measures that both sides can check. "
ADDRESS = "https://example.org/" + "abcdefghij" * 15
WORDS = ["энергопотребление", "инфраструктура", "12,5", "x", "financing", "146 150", "растёт", "high"]


def paper(body, language="en"):
    """The PDF of a body and its notes alone."""
    compiled = compile_body(body, language, image_record=lambda uid: None, publication_path=lambda uid: None)
    notes = "".join(f'<li id="{n["id"]}"><span>{n["html"]}</span></li>' for n in compiled.footnotes)
    page = (
        f'<html lang="{language}"><head><title>T</title></head><body class="is-short" data-title="T"><main>'
        f'<div class="prose">{expand_body(compiled.html, {}, {})}</div>'
        f'<section class="footnotes"><h2>Notes</h2><ol>{notes}</ol></section></main></body></html>'
    )
    return typeset(page).write_pdf(**OPTIONS)


def compiled(body):
    return compile_body(body, "en", image_record=lambda uid: None, publication_path=lambda uid: None).html


def table(cells, head=()):
    rows = [[f"<th>{text}</th>" for text in head]] if head else []
    rows += [[f"<td>{text}</td>" for text in row] for row in cells]
    return "<table><tbody>" + "".join(f"<tr>{''.join(row)}</tr>" for row in rows) + "</tbody></table>"


def a_table_of_any_kind(chance):
    """HTML, and marks that all must be in the PDF."""
    columns, rows = chance.choice([2, 7, 10, 14, 20, 45]), chance.choice([1, 3, 30])
    marks = [[f"r{y}c{x}z" for x in range(columns)] for y in range(rows)]
    texts = [[f"{mark} {chance.choice(WORDS)}" for mark in row] for row in marks]
    if chance.random() < 0.5:
        texts[0][columns // 2] += " " + chance.choice([ADDRESS, SENTENCE * 20, "w" * 90])
    head = [chance.choice(WORDS) for _each in range(columns)] if chance.random() < 0.7 else ()
    source = table(texts, head)
    if chance.random() < 0.5:
        source = source.replace("<td>r0c0z", '<td rowspan="2">r0c0z', 1).replace(
            "<th>", '<th colspan="2">', 1
        )
    return chance.choice(["{}", "{}", "<blockquote>{}</blockquote>"]).format(source), sum(marks, [])


@pytest.mark.parametrize("seed", range(6))
def test_every_cell_of_a_table_lies_on_the_paper(seed):
    source, marks = a_table_of_any_kind(random.Random(seed))
    words, off = words_of(paper(f"<p>Before.</p>{source}<p>After.</p>", "ru"))
    assert off == [] and overlapping(words) == []
    assert [mark for mark in marks if mark not in letters_of(words)] == []


FIGURES = "146\xa0150\xa0273\xa0981\xa0млрд"


@pytest.mark.parametrize(
    "row",
    [[f"m{n}z {FIGURES}" for n in range(10)], ["m0z", table([[f"m{n}z energy" for n in range(1, 15)]])]],
)
def test_figures_without_breaks_and_a_table_in_a_table_lie_on_the_paper(row):
    words, off = words_of(paper(f"<p>Before.</p>{table([row])}<p>After.</p>", "ru"))
    assert off == [] and overlapping(words) == []
    letters = letters_of(words)
    assert all(f"m{n}z" in letters for n in range(10))


def notes_of_any_length(chance):
    parts = []
    for number in range(chance.choice([1, 4, 12])):
        length = chance.choice([1, 20, 60, 160, 400])
        note = f"nb{number}z {SENTENCE * length} ne{number}z"
        parts.append(f'{SENTENCE * chance.choice([0, 1, 8])}Claim<span data-footnote="">{note}</span>. ')
    return "".join(parts)


@pytest.mark.parametrize("seed", range(2, 5))
@pytest.mark.parametrize(
    "around", ["<p>{}</p>", "<ul><li>{}</li></ul>", "<blockquote><p>{}</p></blockquote>"]
)
def test_a_note_of_any_length_can_be_read_to_its_end(seed, around):
    source = notes_of_any_length(random.Random(seed))
    words, off = words_of(paper(around.format(source) + "<p>The last.</p>"))
    assert off == [] and overlapping(words) == []
    letters = letters_of(words)
    for number in range(source.count("data-footnote")):
        assert f"nb{number}z" in letters and f"ne{number}z" in letters


def note(text):
    return f'<span data-footnote="">{text}</span>'


def called_in_a_table(columns):
    """Every cell, heads included, has a note. Returns the marks of cells and notes."""
    cells = [[f"r{y}c{x}z{note(f'n{y}c{x}z {SENTENCE}')}" for x in range(columns)] for y in range(3)]
    return table(cells[1:], cells[0])


ALONE = "A" + note(f"nb1z {SENTENCE * 30}") + "</p><p>B" + note(f"nb2z {SENTENCE * 30}")
HARD_NOTES = {
    # carried over to a page that is made anew, for it says on which page another stands
    "carried over": (f"<p>{SENTENCE * 40}</p><p>{ALONE}</p>", ["nb1z", "nb2z"]),
    "in a heading": (f"<h2>Heading{note(f'nb1z {SENTENCE * 9}')}</h2>", ["nb1z"]),
    "one after another": ("<p>Claim" + "".join(note(f"n{n}z") for n in range(60)) + "</p>", [f"n{n}z" for n in range(60)]),
    "in a table": (called_in_a_table(8), [f"{kind}{y}c{x}z" for kind in "rn" for y in range(3) for x in range(8)]),
    "in rows as lists": (called_in_a_table(45), [f"n{y}c{x}z" for y in range(3) for x in range(45)]),
}  # fmt: skip


@pytest.mark.parametrize("where", HARD_NOTES)
def test_a_note_can_be_read_wherever_it_is_called(where):
    source, marks = HARD_NOTES[where]
    words, off = words_of(paper(f"{source}<p>The last.</p>"))
    assert off == [] and overlapping(words) == []
    letters = letters_of(words)
    assert [mark for mark in marks if mark not in letters] == []


def test_notes_of_a_table_are_below_it_with_their_numbers():
    source = f"<p>A{note('One.')}</p>{table([['x' + note('Two.'), 'y']])}<p>B{note('Three.')}</p>"
    words, _off = words_of(paper(source))
    text = " ".join(word.text for word in words)
    assert text.index("2 Two.") < text.index("B 3") < text.index("1. One.") < text.index("3. Three.")


def test_notes_that_weasyprint_loses_are_at_the_end(monkeypatch):
    monkeypatch.setattr(
        paper_module,
        "notes_out_of_place",
        lambda tree, pages: (
            frozenset(["note-1"]) if tree.find_class("footnote")[0].get("id") == "note-1" else frozenset()
        ),
    )
    words, _off = words_of(paper(f"<p>A{note('One.')} B{note('Two.')}</p>"))
    text = " ".join(word.text for word in words)
    assert text.index("Notes") < text.index("1 One.") < text.index("2. Two.")


def test_a_note_without_room_at_the_foot_leaves_a_word_there_and_keeps_its_number():
    long = f'One<span data-footnote="">{SENTENCE * 80}</span> two<span data-footnote="">Short.</span>.'
    words, _off = words_of(paper(f"<p>{long}</p>"))
    first = " ".join(word.text for word in words if word.page == 1)
    assert "1. This note is at the end, page" in first and "2. Short." in first


@pytest.mark.parametrize("around", ["<p>{}</p>", "<h2>{}</h2>", "<ul><li>{}</li></ul>", "<p>A<span data-footnote=''>{}</span></p>",
                                    "<table><tr><td>{}</td><td>b</td></tr></table>", "<p><a href='https://a.example'>{}</a></p>"])  # fmt: skip
def test_a_word_without_end_is_broken(around):
    """In Russian, which has no hyphenation for these words."""
    word = "abcdefghij" * 30
    words, off = words_of(paper(around.format(word), "ru"))
    assert off == [] and word in letters_of(words)


BEGUN = ["(<em>{}</em>)", "x<sup>{}</sup>", "x<a href='https://a.example'>{}</a>", "xyz<strong>x</strong>{}",
         "<em>ab</em><strong>cd</strong>" * 60 + "{}"]  # fmt: skip


@pytest.mark.parametrize(
    "around", ["<p>{}</p>", "<h2>{}</h2>", "<table><tr><td>{}</td><td></td></tr></table>"]
)
def test_a_word_without_end_is_broken_where_it_begins_in_another_element(around):
    word = "abcdefghij" * 20
    words, off = words_of(paper("".join(around.format(begun.format(word)) for begun in BEGUN)))
    assert off == [] and overlapping(words) == [] and letters_of(words).count(word) == len(BEGUN)


HEADS = ["hb1z " + SENTENCE * 70 + "he1z", "hb2z"]
ROWS = [[f"r{y}z", SENTENCE * 3] for y in range(20)]


@pytest.mark.parametrize("heads", [[HEADS], [[f"h{n}z", "x"] for n in range(70)]], ids=["long", "many"])
def test_a_head_of_a_table_that_is_longer_than_a_page_is_printed_once(heads):
    rows = "".join(f"<tr>{''.join(f'<th>{text}</th>' for text in row)}</tr>" for row in heads)
    source = table(ROWS).replace("<tbody>", f"<tbody>{rows}", 1)
    words, off = words_of(paper(source))
    letters = letters_of(words)
    marks = [*re.findall(r"\bh\w*z\b", rows), *(row[0] for row in ROWS)]
    assert off == [] and overlapping(words) == []
    assert [mark for mark in marks if letters.count(mark) != 1] == []


@pytest.mark.parametrize("around", ["{}", "<table><tr><td>{}</td><td>b</td><td>c</td></tr></table>"])
def test_however_deep_in_lists_and_quotations_a_line_has_room(around):
    source = ""
    for before, after in (
        ("<ul><li>x", "</li></ul>"),
        ("<ol><li>x", "</li></ol>"),
        ("<blockquote>", "</blockquote>"),
    ):
        source += around.format(f"{before * 25}<p>deepz infrastructure</p>{after * 25}")
    words, off = words_of(paper(source))
    assert off == [] and overlapping(words) == [] and letters_of(words).count("deepzinfrastructure") == 3
    assert max(word.page for word in words) <= 3


def test_a_list_begins_with_its_number():
    words, _off = words_of(paper('<ol start="7"><li>Seven</li></ol><ol start="-3"><li>Less</li></ol>'))
    assert [word.text for word in words[:4]] == ["7.", "Seven", "-3.", "Less"]


@pytest.fixture(scope="module")
def hard():
    """A body with long words, notes and wide tables."""
    return (
        f"<h2>{'heading' * 20}</h2><p>{ADDRESS}</p><p>{notes_of_any_length(random.Random(2))}</p>"
        + table([[f"r{y}c{x}z {WORDS[x % 8]}" for x in range(12)] for y in range(3)], WORDS + WORDS[:4])
        + table([["one", ADDRESS]])
    )


def test_all_fields_of_a_page_and_of_two_languages_side_by_side_stay_on_the_paper(hard):
    long = "Unbreakable" * 20
    SiteSettings.objects.create(name_en=long[:120], name_ru=long[:120])
    words = {
        f"{name}_{language}": long for name in ("title", "standfirst", "funding") for language in ("en", "ru")
    }
    article = make_article(**words, body_en=hard, body_ru=hard)
    article.contributions.create(name_en=long, name_ru=long, affiliation_en=long, affiliation_ru=long)
    english, russian = publish_now(article, "en", "ru")
    for made in (make_pdf(english), make_parallel_pdf(russian, english)):
        found, off = words_of(made.data)
        assert off == [] and overlapping(found) == []
        letters = letters_of(found)
        assert all(f"r{y}c{x}z" in letters for y in range(3) for x in range(12))


def test_rows_of_a_table_too_wide_for_a_book_are_lists(hard):
    wide = table([[f"cell{x}" for x in range(20)]], [f"head{x}" for x in range(20)])
    [edition] = publish_now(make_report(body_en=wide), "en")
    text = html.document_fromstring(files_of_epub(edition)["book/text.xhtml"])
    [row] = text.find_class("stacked-row")
    assert [cell.text_content() for cell in row][:2] == ["head0: cell0", "head1: cell1"]
    assert not text.xpath("//table")


def test_rows_as_lists_repeat_every_head_of_their_column():
    rows = [[f"cell{x}" for x in range(45)]]
    heads = '<tr><th colspan="2">Both</th><th colspan="43">Others</th></tr>'
    body = table(rows, [f"head{x}" for x in range(44)] + ["Empty"]).replace("<tbody>", f"<tbody>{heads}", 1)
    tree = prepare(
        f'<main class="prose"><div class="table-scroll">{compiled(body.replace("cell44<", "<"))}</div></main>'
    )
    first, row = tree.find_class("stacked-row")
    assert [cell.text_content() for cell in first] == ["Empty"]
    assert [cell.text_content() for cell in row][:3] == [
        "Both, head0: cell0",
        "Both, head1: cell1",
        "Others, head2: cell2",
    ]


def test_a_usual_table_is_left_as_it_is():
    body = table([["Russia", "146"], ["Finland", "5"]], ["Country", "People"])
    page = to_text(prepare(f'<main class="prose"><div class="table-scroll">{body}</div></main>'))
    assert "is-measured" not in page and "colgroup" not in page


def test_a_right_to_left_paragraph_runs_from_the_right():
    words, _off = words_of(paper("<p>שלום עולם, שנת 2026.</p><p>He left: السلام!</p>"))
    hebrew = [word for word in words if word.page == 1 and word.top == words[0].top]
    assert min(word.left for word in hebrew) > 250
    assert next(word for word in words if word.text == "He").left < 130


def test_a_link_has_no_place_to_break_that_would_part_its_tag():
    [link] = prepare('<main><a href="mailto:a@b.example">a@<wbr>b.example</a></main>').iter("a")
    assert (link.text, len(link)) == ("a@b.example", 0)
