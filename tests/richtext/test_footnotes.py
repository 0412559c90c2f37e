import re

import pytest

from tests.publishing.compiling import compiled

REFERENCE = re.compile(r'<sup><a href="#note-(\d+)"[^>]*>\d+</a></sup>')


def read(source):
    """The compiled text, each reference as [1], without anchors."""
    return REFERENCE.sub(r"[\1]", compiled(source).html).replace(' id="p1"', "")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>The end. <span data-footnote>N.</span></p>", "<p>The end.[1]</p>"),
        ("<p>The end.\xa0<span data-footnote>N.</span> Next</p>", "<p>The end.[1] Next</p>"),
        ("<p>One <span data-footnote>N</span>two</p>", "<p>One[1] two</p>"),
        ("<p>One\u2009\u200b<span data-footnote>N</span> two</p>", "<p>One[1] two</p>"),
        ("<p>One <span data-footnote>\u200b</span>two</p>", "<p>One \u200btwo</p>"),
        ("<p>One<span data-footnote> N </span>two</p>", "<p>One[1] two</p>"),
        ("<p>One <span data-footnote>N</span>, two</p>", "<p>One[1], two</p>"),
        ("<p><em>One </em><span data-footnote>N</span> two</p>", "<p><em>One</em>[1] two</p>"),
        ("<p>One <strong><span data-footnote>N</span></strong></p>", "<p>One<strong>[1]</strong></p>"),
        ("<p>a <span data-footnote>N</span> <span data-footnote>M</span></p>", "<p>a[1][2]</p>"),
        ("<p>a<br> <span data-footnote>N</span></p>", "<p>a<br>[1]</p>"),
    ],
)
def test_there_is_no_space_before_a_note_and_words_stay_separate(source, text):
    assert read(source) == text
