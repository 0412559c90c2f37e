import pytest

from tests.live_site import ROOT
from tests.publishing.compiling import compiled
from thinktank.richtext.body import expand_body
from thinktank.richtext.direction import direction_of
from thinktank.richtext.sanitise import clean_html

ARABIC = "قال الوزير: «السلام خيار استراتيجي» (2026)!"
HEBREW = "שלום עולם, שנת 2026."


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        (ARABIC, "rtl"),
        (f"12. «{HEBREW}", "rtl"),
        (f"He: {HEBREW}", "ltr"),
        ("Он", "ltr"),
        ("12 %", None),
        ("", None),
    ],
)
def test_the_first_letter_with_a_direction_decides(text, direction):
    assert direction_of([text]) == direction


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (f"<p>{ARABIC}</p>", f'<p dir="rtl" id="p1">{ARABIC}</p>'),
        (f"<blockquote><p>{HEBREW}</p></blockquote>", f'<blockquote dir="rtl"><p id="p1">{HEBREW}</p></blockquote>'),
        (f"<blockquote><p>{HEBREW}</p><p>He.</p></blockquote>", f'<blockquote dir="rtl"><p id="p1">{HEBREW}</p><p dir="ltr" id="p2">He.</p></blockquote>'),
        (f"<p>He answered: {ARABIC} and left.</p>", f'<p id="p1">He answered: {ARABIC} and left.</p>'),
        (f"<ul><li><p>{HEBREW}</p></li></ul>", f'<ul dir="rtl"><li><p id="p1">{HEBREW}</p></li></ul>'),
        (f"<ul><li><p>a</p></li><li><p>{HEBREW}</p></li></ul>", f'<ul><li><p id="p1">a</p></li><li><p dir="rtl" id="p2">{HEBREW}</p></li></ul>'),
        ('<ul><li dir="rtl"><p>EU</p><p dir="ltr">a</p></li></ul>', '<ul><li dir="rtl"><p id="p1">EU</p><p dir="ltr" id="p2">a</p></li></ul>'),
        ('<p dir="RTL">Hello.</p>', '<p dir="rtl" id="p1">Hello.</p>'),
        (f'<p dir="ltr">{HEBREW}</p>', f'<p id="p1">{HEBREW}</p>'),
        ('<p dir="ltr">Hello.</p><p dir="wrong">Again.</p>', '<p id="p1">Hello.</p><p id="p2">Again.</p>'),
    ],
)  # fmt: skip
def test_a_block_has_a_dir_where_its_direction_differs_from_that_of_its_parent(source, html):
    body = compiled(source)
    assert body.html == html
    assert expand_body(body.html, {}, {}) == html


def test_headings_and_cells_have_directions_too():
    body = compiled(f"<h2>{HEBREW}</h2><table><tbody><tr><td>{HEBREW}</td><td>a</td></tr></tbody></table>")
    assert '<h2 dir="rtl"' in body.html
    assert f'<td dir="rtl">{HEBREW}</td><td>a</td>' in body.html


def test_a_note_has_its_own_direction():
    body = compiled(f"<p>a<span data-footnote>{HEBREW}</span> b<span data-footnote>c</span></p>")
    assert body.footnotes == [
        {"number": 1, "id": "note-1", "html": HEBREW, "dir": "rtl"},
        {"number": 2, "id": "note-2", "html": "c"},
    ]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<div dir=RTL><p>EU x</p><ul><li>a</li></ul><p dir=ltr>b</p></div>", '<p dir="rtl">EU x</p><ul dir="rtl"><li>a</li></ul><p dir="ltr">b</p>'),
        ("<div dir=rtl>EU x</div>", '<p dir="rtl">EU x</p>'),
        ('<p style="direction: rtl">EU x</p>', '<p dir="rtl">EU x</p>'),
    ],
)  # fmt: skip
def test_a_dir_that_editors_wrote_is_kept_on_every_block(written, kept):
    assert clean_html(written) == kept


def test_a_direction_survives_cleaning_only_when_it_is_one():
    assert clean_html('<p dir="rtl">a</p><p dir="auto">b</p>') == '<p dir="rtl">a</p><p>b</p>'


MARK_IS_LEFT = """element => {
    const text = element.firstChild, range = new Range()
    const left = (from, to) => { range.setStart(text, from); range.setEnd(text, to); return range.getBoundingClientRect().left }
    return left(text.length - 1, text.length) < left(0, 1)
}"""


@pytest.mark.browser
def test_plain_text_aligns_by_the_direction_of_its_letters(chromium):
    page = chromium.new_page()
    lines = "".join(f"<{tag}>{ARABIC}</{tag}><{tag}>Hello!</{tag}>" for tag in ("h1", "p", "li", "dd"))
    css = (ROOT / "static/css/base.css").read_text()
    page.set_content(f"<style>{css}</style>{lines}<blockquote dir=rtl><p>NATO {HEBREW}</p></blockquote>")
    found = [element.evaluate(MARK_IS_LEFT) for element in page.locator("h1, p, li, dd").all()]
    page.close()
    assert found == [True, False] * 4 + [True]
