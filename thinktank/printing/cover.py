"""The picture of a title page: as high as the words above it leave room for, and left out where that is too little."""

from lxml import html

from thinktank.printing.typesetter import lay_out

MM = 96 / 25.4  # pixels of CSS
PAGE = 297 * MM
FULL, LEAST, GAP = 108 * MM, 45 * MM, 10 * MM  # as high as the style sheet has it; at least; above it


def fit_picture(tree: html.HtmlElement) -> None:
    """Make the picture of the title page lower where it would cover words. The page is laid out once without it."""
    for picture in tree.find_class("title-page-picture"):
        room = PAGE - GAP - _end_of_words(picture.getparent())
        if room < LEAST:
            picture.drop_tree()
        elif room < FULL:
            for box in picture.iter("div", "img"):
                box.set("style", f"height: {room / MM:.1f}mm")


def _end_of_words(title_page):
    """Where the last line of a title page ends, in pixels from its top; the whole page where it is not enough."""
    source = html.document_fromstring(html.tostring(title_page, encoding="unicode"))
    source.set("lang", next(iter(title_page.xpath("ancestor::html/@lang")), ""))
    for picture in source.find_class("title-page-picture"):
        picture.drop_tree()
    pages = lay_out(html.tostring(source, encoding="unicode"), "single.css").pages
    ends = [
        box.position_y + box.margin_height()
        for box in pages[0]._page_box.descendants()
        if box.element is not None and "title-page-words" in box.element.get("class", "")
    ]
    return max(ends) if ends and len(pages) == 1 else PAGE
