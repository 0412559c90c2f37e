import pytest

from tests.publishing.compiling import compiled
from thinktank.richtext.sanitise import clean_html

TABLE = "<table><tbody><tr><td>1</td></tr></tbody></table>"
TITLE = '<p data-caption="">Trade, <em>bn</em></p>'


def test_the_title_of_a_table_becomes_its_caption_and_the_name_of_its_frame():
    body = compiled(TITLE + TABLE)
    assert 'aria-label="Table 1: Trade, bn"><table><caption>Trade, <em>bn</em></caption><tbody>' in body.html
    assert body.plain_text == "Trade, bn\n1"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (TITLE + TABLE, TITLE + TABLE),
        (TITLE + "<p>a</p>", "<p>Trade, <em>bn</em></p><p>a</p>"),
        ("<table><caption>Trade, <i>bn</i></caption><tr><td>1</td></tr></table>", TITLE + TABLE),
        ("<table><caption> </caption><tr><td>1</td></tr></table>", TABLE),
        ("<caption>a</caption>", "a"),
    ],
)
def test_a_title_stands_right_before_its_table(written, kept):
    assert clean_html(written) == kept
