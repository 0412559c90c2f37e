"""Unbreakable words and cells of figures are marked, and the text does not change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from thinktank.publishing.templatetags.publishing import unbroken
from thinktank.richtext.body import compile_body, expand_body
from thinktank.richtext.set_words import FIGURE, set_words


def expanded(source):
    body = compile_body(source, "ru", image_record=lambda uid: None, publication_path=lambda uid: None)
    return html.fragment_fromstring(expand_body(body.html, {}, {}), create_parent="div")


def marked(source):
    return [span.text for span in expanded(source).find_class("nowrap")]


def test_a_short_compound_is_kept_on_one_line():
    text = "<p>Из-за <em>кто-то</em> по-русски, F-16 и из-под; военно-технический, 2019-03-05, a--b, -й.</p>"
    assert marked(text) == ["Из-за", "кто-то", "по-русски", "F-16", "из-под"]


@pytest.mark.parametrize("dash", ["–", "-", "−"])
def test_a_range_of_figures_is_kept_on_one_line(dash):
    wanted = [f"2{dash}3", f"2005{dash}2009", f"12,5{dash}13,7", f"9:00{dash}10:30", f"1990{dash}2000-х"]
    tree = html.fragment_fromstring(f"<p>{', '.join(wanted)}; ({wanted[0]}).</p>")
    set_words(tree)
    assert [span.text for span in tree.find_class("nowrap")] == [*wanted, wanted[0]]


@pytest.mark.parametrize("text", ["2019–03–05", "1.2.3–4", "12345–67890", "2 – 3", "–3–", "а–б"])
def test_dates_long_numbers_and_separate_words_are_not_ranges(text):
    assert marked(f"<p>{text}</p>") == []


def test_links_and_indices_stay_as_they_are():
    assert marked('<p><a href="https://a.example">из-за</a> из-под<sup>a-1</sup></p>') == ["из-под"]


@given(
    st.lists(
        st.sampled_from(
            [
                "из-за",
                " ",
                "<em>",
                "</em>",
                "слово",
                "-",
                "a-b-c",
                "<br>",
                "F-16",
                ", ",
                "2005–2009",
                "–",
                "1990–2000-х",
            ]
        ),
        max_size=12,
    )
)
def test_no_letter_is_lost_moved_or_added(parts):
    source = f"<p>{''.join(parts)}</p>"
    body = compile_body(source, "ru", image_record=lambda uid: None, publication_path=lambda uid: None)
    before = html.fragment_fromstring(body.html or "<i></i>", create_parent="div")
    assert expanded(source).text_content() == before.text_content()


@pytest.mark.parametrize("text", ["12,5 %", "1\xa0234", "−3", "2019–2024", "$5 bn", "12:30", "5 км", "~ 10"])
def test_cells_of_figures_are_recognised(text):
    assert FIGURE.fullmatch(text)


@pytest.mark.parametrize(
    "text", ["submarine-launched", "F-16", "Su-35 and 2", "", "высокая", "no-first-use 2024"]
)
def test_cells_of_words_are_not_taken_for_figures(text):
    assert not FIGURE.fullmatch(text)


def test_a_cell_of_figures_is_marked_for_figures_of_one_width():
    [tree] = [expanded("<table><tr><td>submarine-launched</td><td>12,5</td></tr></table>")]
    assert [cell.text_content() for cell in tree.find_class("figure")] == ["12,5"]


def test_a_cell_with_an_address_may_break_it():
    [cell] = expanded(
        f"<table><tr><td>a</td><td>https://example.org/{'x' * 30}</td></tr></table>"
    ).find_class("long-word")
    assert cell.text_content().startswith("https")


def test_a_mail_address_in_a_cell_breaks_after_its_sign_first_and_is_copied_whole():
    address = "corrections@institute.example.org"
    source = f'<table><tr><td>a@b</td><td><a href="mailto:{address}">{address}</a></td></tr></table>'
    [cell] = expanded(source).find_class("long-word")
    assert cell.text_content() == address
    body = compile_body(source, "ru", image_record=lambda uid: None, publication_path=lambda uid: None)
    written = expand_body(body.html, {}, {})
    assert f'<a href="mailto:{address}">corrections@<wbr>institute.example.org</a>' in written
    assert written.count("<wbr>") == 1


def test_a_plain_text_keeps_its_ranges_on_one_line_and_stays_plain():
    text = "<b> & 2–3 из-за"
    assert (
        unbroken(text) == '&lt;b&gt; &amp; <span class="nowrap">2–3</span> <span class="nowrap">из-за</span>'
    )
    assert unbroken(None) == unbroken("") == ""
