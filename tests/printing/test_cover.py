"""The title page has room for all its words: the picture shrinks or goes."""

import pytest

from tests.factories import make_image, make_report, publish_now
from tests.printing.measuring import words_of
from thinktank.printing.paper import typeset
from thinktank.printing.pdf import document_html
from thinktank.printing.typesetter import OPTIONS

pytestmark = pytest.mark.django_db
POINTS = 0.75  # of a pixel
FULL = 108 * 72 / 25.4


@pytest.mark.parametrize(
    ("people", "least", "most"), [(1, FULL, FULL), (8, 0.4 * FULL, 0.99 * FULL), (24, 0, 0), (60, 0, 0)]
)
def test_the_picture_of_the_title_page_covers_no_word(people, least, most):
    report = make_report(
        title_en="The missing month and the price of a short winter " * 2, cover=make_image()
    )
    for number in range(people):
        report.contributions.create(
            role="author", name_en=f"Person{number}z", affiliation_en="Research Fellow of the Institute"
        )
    [edition] = publish_now(report, "en")
    rendered = typeset(document_html(edition))
    boxes = [
        box
        for box in rendered.pages[0]._page_box.descendants()
        if box.element is not None and box.element.get("class") == "title-page-picture"
    ]
    heights = [box.height * POINTS for box in boxes] or [0]
    assert least - 1 <= heights[0] <= most + 1

    words, off = words_of(rendered.write_pdf(**OPTIONS))
    assert off == []
    texts = [word.text for word in words]
    assert {f"Person{number}z" for number in range(people)} <= set(texts)
    on_it = [word for word in words if word.page == 1]
    assert [word for word in on_it for box in boxes if word.bottom > box.position_y * POINTS] == []
