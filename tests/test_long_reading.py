"""A long piece in a real browser: where one is in it, notes, tables and figures in place, links to its passages."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_article, make_image, publish_now

pytestmark = pytest.mark.browser

SECTIONS = ["How they fly", "How far", "What they find", "When they rest"]
SENTENCE = "A bee that has found a meadow tells the others where it is and how far one must fly. "
COPIED = """async wanted => {
    let text = "";
    for (let tries = 0; tries < 150 && text !== wanted; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        text = await navigator.clipboard.readText();
    }
    return text;
}"""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def prepare():
    """For `live_site.call`: a long article with notes, a wide table, a large picture and two below; its path."""
    picture = make_image(width=1200, height=800, alt_en="A meadow", credit_en="The desk")
    paragraphs = f"<p>{5 * SENTENCE}</p>" * 4
    cells = "".join(f"<td>incomparable-{n}</td>" for n in range(12))
    sections = [f"<h2>{title}</h2>{paragraphs}" for title in SECTIONS]
    sections[1] += "<p>Not at night<span data-footnote=''>Nor in the rain.</span>.</p><p>Read on.</p>"
    sections[2] += (
        f'<figure><img src="/library/{picture.uid}/"><figcaption>Seen in May.</figcaption></figure>'
    )
    sections[3] += (
        f"<table><tbody><tr>{cells}</tr></tbody></table><table><tbody><tr><td>1</td></tr></tbody></table>"
    )
    article = make_article(title_en="A year of bees", body_en="".join(sections))
    for alt in ("A hive", "A swarm"):
        article.pictures.create(image=make_image(width=1000, height=400, alt_en=alt))
    return publish_now(article, "en")[0].get_absolute_url()


@pytest.fixture(scope="module")
def path(live_site):
    return live_site.call(prepare)


def in_window(page, locator):
    box, height = locator.bounding_box(), page.viewport_size["height"]
    return box["y"] < height and box["y"] + box["height"] > 0


def test_a_long_piece_on_a_desk(new_page, path, live_site):
    page = new_page(permissions=["clipboard-read", "clipboard-write"], reduced_motion="reduce")
    page.goto(path)
    contents = page.get_by_role("navigation", name="Contents")
    reference = page.get_by_role("link", name="Footnote 1", exact=True)
    note = page.get_by_role("note", name="Footnote 1")
    picture = page.get_by_role("link", name="A meadow")

    # Where one is
    assert not page.get_by_text("On this page").is_visible()
    contents.get_by_role("link", name="What they find").click()
    contents.locator("[aria-current]").get_by_text("What they find").wait_for()
    assert in_window(page, contents)

    # A note in the margin: beside its line, and below a figure or table that is as wide as the page
    [beside] = page.locator(".footnotes li").all()
    line, place = reference.bounding_box(), beside.bounding_box()
    assert place["x"] > line["x"] + line["width"]
    assert abs(place["y"] - line["y"]) < 24
    reference.press("Enter")
    assert note.count() == 0
    assert beside.evaluate("note => note.matches(':target')")

    # A note where there is no margin for it
    page.set_viewport_size({"width": 1100, "height": 720})
    reference.press("Enter")
    assert note.inner_text().startswith("Nor in the rain.")
    assert page.locator("p:has([role=doc-noteref]) + [role=note]").count() == 1
    assert reference.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert (note.count(), reference.get_attribute("aria-expanded")) == (0, "false")
    assert reference.evaluate("link => link === document.activeElement")
    reference.click()
    reference.click()
    assert note.count() == 0
    page.set_viewport_size({"width": 1280, "height": 720})

    # Tables
    wide, narrow = page.locator(".table-scroll").all()
    assert [frame.evaluate("frame => frame.tabIndex") for frame in (wide, narrow)] == [0, -1]
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]

    # A figure
    picture.press("Enter")
    dialog = page.get_by_role("dialog", name="Full size")
    assert "Seen in May. The desk" in " ".join(dialog.inner_text().split())
    shown = dialog.get_by_role("img", name="A meadow")
    assert "/1200." in shown.evaluate("image => image.decode().then(() => image.currentSrc)")
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    expect(picture).to_be_focused()  # the "close" event comes a task later

    # Pictures below the text: whole, and the arrow keys lead from one to the next
    page.get_by_role("link", name="A hive").click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")  # there is no further one
    whole = dialog.get_by_role("img", name="A swarm")
    assert (
        whole.evaluate("image => image.decode().then(() => image.naturalWidth / image.naturalHeight)") == 2.5
    )
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert "/1200." in dialog.get_by_role("img", name="A meadow").evaluate(
        "image => image.currentSrc || image.src"
    )
    page.keyboard.press("Escape")
    expect(picture).to_be_focused()  # the "close" event comes a task later

    # Links to a heading, a paragraph, the words selected in it
    def assert_copied(fragment):
        wanted = f"{live_site.url}{path}{fragment}"
        assert page.evaluate(COPIED, wanted) == wanted

    page.get_by_role("heading", name="How far").hover()
    page.locator("h2:hover + .anchor").click()
    page.get_by_role("status").get_by_text("Link copied").wait_for()
    assert_copied("#section-how-far")
    anchor = page.locator("#p2 .anchor")
    page.locator("#p2").hover()
    anchor.click()
    assert_copied("#p2")
    page.evaluate("getSelection().setBaseAndExtent(p2.firstChild, 3, p2.firstChild, 18)")
    anchor.click()
    assert_copied("#p2:~:text=bee%20that%20has%20found")
    page.evaluate("getSelection().setBaseAndExtent(p2, 0, p3, 1)")
    anchor.click()
    assert_copied("#p2:~:text=A%20bee%20that%20has%20found,how%20far%20one%20must%20fly.")
    page.evaluate("getSelection().setBaseAndExtent(p5, 0, p5, 1)")
    anchor.click()
    assert_copied("#p2")


def test_a_long_piece_on_a_phone(new_page, path):
    page = new_page(**PHONE)
    page.add_init_script("navigator.share = async (data) => { window.shared = { ...data } }")
    page.goto(path)
    assert not page.get_by_role("navigation", name="Contents").is_visible()
    assert not page.get_by_role("link", name="What they find").is_visible()
    page.get_by_text("On this page").tap()
    page.get_by_role("link", name="What they find").tap()
    page.wait_for_function("location.hash === '#section-what-they-find'")

    reference, note = page.get_by_role("link", name="Footnote 1", exact=True), page.get_by_role("note")
    reference.tap()
    expect(note).to_be_in_viewport()
    assert page.locator("[role=note] + p").inner_text().startswith("Read on.")
    page.get_by_role("link", name="Back to footnote 1 in the text").first.tap()
    assert note.count() == 0

    page.get_by_role("link", name="A meadow").tap()
    page.get_by_role("button", name="Close").tap()
    assert not page.get_by_role("dialog").is_visible()

    assert not page.get_by_role("link", name="Telegram").is_visible()
    page.get_by_role("button", name="Share…").tap()
    assert page.evaluate("window.shared.title") == "A year of bees"
    assert page.evaluate("window.shared.url").endswith(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    reference.tap()
    page.emulate_media(media="print")
    assert not note.is_visible()
    assert page.get_by_text("Nor in the rain.").last.is_visible()
