"""A space before an inline element does not make WeasyPrint divide a word."""

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from tests.printing.measuring import words_of
from thinktank.printing.spaces import set_spaces_apart
from thinktank.printing.typesetter import write_pdf

PARTS = ["слово", " ", "\u00a0", "<em>", "</em>", "<a href='#'>", "</a>", "в\u00a0", "<br>"]


def set_apart(source):
    tree = html.document_fromstring(f'<html lang="ru"><body><p>{source}</p></body></html>')
    set_spaces_apart(tree)
    return tree


@pytest.mark.parametrize("between", [" в\u00a0", " "])
def test_no_line_is_half_a_word(between):
    starts = [f"Исключительной {'раннюю ' * 5}{'а' * length}" for length in range(2, 24)]
    body = "</p><p>".join(
        f"{start}{between}<span class='nowrap'>{'2021-м' * 2}</span> году." for start in starts
    )
    page = html.tostring(set_apart(body), encoding="unicode")
    words, _off = words_of(write_pdf(page, "single.css")[0])
    places = groupby(words, lambda word: (word.page, round(word.top)))
    lines = [[word.text for word in line] for _place, line in places]
    assert len(lines) > len(starts)
    assert [line for line in lines if len(line) == 1 and line[0].endswith(("-", "‐"))] == []


@given(st.lists(st.sampled_from(PARTS), max_size=12))
def test_no_letter_is_lost_or_moved(parts):
    source = "".join(parts)
    assert set_apart(source).text_content() == html.document_fromstring(f"<p>{source}</p>").text_content()


def test_links_and_blocks_stay_as_they_are():
    tree = set_apart("Да <em>нет</em> и <a href='#'>по <b>той</b></a> <br>и")
    assert [span.getnext().tag for span in tree.iter("span")] == ["em", "a"]
