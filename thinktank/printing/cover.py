"""Fit the picture of a title page into the room below the words; leave it out when there is too little room."""

from lxml import html

from thinktank.printing.elements import parent_of
from thinktank.printing.typesetter import lay_out

MM = 96 / 25.4  # pixels of CSS
PAGE = 297 * MM
FULL, LEAST, GAP = (
    108 * MM,
    45 * MM,
    10 * MM,
)  # height in the style sheet; smallest height; gap above the picture


def fit_picture(tree: html.HtmlElement) -> None:
    """Reduce the picture's height where it would cover words. Lays the title page out once without the picture."""
    for picture in tree.find_class("title-page-picture"):
        room = PAGE - GAP - _end_of_words(parent_of(picture))
        if room < LEAST:
            picture.drop_tree()
        elif room < FULL:
            for box in picture.iter("div", "img"):
                box.set("style", f"height: {room / MM:.1f}mm")


def _end_of_words(title_page: html.HtmlElement) -> float:
    """Pixels from the top of a title page to the end of its last line; PAGE when the words need more than a page."""
    source = html.document_fromstring(html.tostring(title_page, encoding="unicode"))
    source.set("lang", next((outer.get("lang", "") for outer in title_page.iterancestors("html")), ""))
    for picture in source.find_class("title-page-picture"):
        picture.drop_tree()
    pages = lay_out(html.tostring(source, encoding="unicode"), "single.css").pages
    ends = [
        box.position_y + box.margin_height()
        for box in pages[0]._page_box.descendants()
        if box.element is not None and "title-page-words" in box.element.get("class", "")
    ]
    return max(ends) if ends and len(pages) == 1 else PAGE
