"""The paragraphs after a chart or table that has no room on a page fill that page."""

import pytest

from tests.printing.measuring import letters_of, overlapping, words_of
from tests.printing.test_nothing_is_cut import SENTENCE, paper, table

pytestmark = pytest.mark.django_db

FOOT = 760  # points: below it stands the number of the page
ROWS = [[f"row{n}z", SENTENCE] for n in range(22)]


def printed(before="There it is. "):
    """The words of a text with a table that does not fit on the first page, and where the text of each page ends."""
    body = f"<p>{SENTENCE * 30}</p><p>{before}</p>{table(ROWS)}"
    body += "".join(f"<p>after{n}z {SENTENCE * 9}</p>" for n in range(9))
    words, off = words_of(paper(body))
    assert off == [] and overlapping(words) == []
    return words, [
        max(word.bottom for word in words if word.page == page and word.bottom < FOOT)
        for page in range(1, words[-1].page + 1)
    ]


def test_the_text_after_a_table_fills_the_page_before_it():
    words, ends = printed()
    letters = letters_of(words)
    assert min(ends[:-1]) > 600
    assert (
        letters.index("after0z") < letters.index("row0z") < letters.index("row21z") < letters.index("after8z")
    )
    assert all(letters.count(f"after{n}z") == 1 for n in range(9))


def test_a_table_that_the_line_before_announces_stays_after_it():
    words, ends = printed("The figures are:")
    letters = letters_of(words)
    assert ends[0] < 600
    assert letters.index("row21z") < letters.index("after0z")
