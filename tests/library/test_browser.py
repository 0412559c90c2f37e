"""The pages of the library in a real browser, under the content security policy."""

import itertools
import re

import pytest

from tests.factories import make_image, picture_file, publish_article
from tests.session import new_editor
from tests.windows import click_and_close

pytestmark = pytest.mark.browser

_number = itertools.count(1)


def a_picture(**words):
    """For `live_site.call`: primary key, uid and rendition key of a new picture."""
    image = make_image(width=640, height=360, **words)
    return [image.pk, str(image.uid), image.rendition_key]


@pytest.fixture
def desk(live_site, page):
    """A page in which an editor has signed in."""
    name, value = live_site.call(new_editor, f"lena{next(_number)}")
    page.context.add_cookies([{"name": name, "value": value, "url": live_site.url}])
    return page


def test_an_editor_puts_a_picture_of_the_library_into_a_text(live_site, desk):
    _pk, uid, _key = live_site.call(a_picture, title="The large hall", alt_en="A hall full of people")
    desk.goto("/admin/articles/article/add/")
    editor = desk.locator(".field-body_en .prose-editor, .prose-editor").first
    editor.locator("button[title*=igure i], .prose-menubar button:has-text('image')").first.click()

    with desk.expect_popup() as popup:
        desk.get_by_role("button", name=re.compile("Browse")).click()
    popup.value.locator("[name=q]").fill("large hall")
    popup.value.locator("[name=q]").press("Enter")
    click_and_close(popup.value.get_by_role("button", name=re.compile("The large hall")))

    assert desk.locator("dialog [name=imageUrl]").input_value() == f"/library/{uid}/"
    assert desk.locator("dialog [name=altText]").input_value() == "A hall full of people"
    desk.get_by_role("button", name="Insert", exact=True).click()
    shown = editor.locator(f"figure img[src='/library/{uid}/']")
    assert shown.get_attribute("alt") == "A hall full of people"
    desk.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=shown.element_handle())


def test_a_click_on_the_picture_sets_the_focal_point(live_site, desk):
    pk, _uid, key = live_site.call(a_picture)
    desk.goto(f"/admin/library/image/{pk}/change/")
    picture = desk.locator(".field-preview img")
    box = picture.bounding_box()

    picture.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75})

    assert (desk.locator("#id_focal_x").input_value(), desk.locator("#id_focal_y").input_value()) == (
        "25",
        "75",
    )
    with desk.expect_navigation():
        desk.get_by_role("button", name="Save", exact=True).click()
    assert desk.locator("#id_focal_x").input_value() == "25"
    assert key not in desk.locator(".field-preview img").get_attribute("src")


def test_an_editor_uploads_a_picture_and_sees_it(desk, tmp_path):
    path = tmp_path / "Зал заседаний.png"
    path.write_bytes(picture_file(800, 450).read())
    desk.goto("/admin/library/image/add/")
    desk.set_input_files("[name=upload]", path)
    desk.fill("[name=alt_ru]", "Зал")
    desk.get_by_role("button", name="Save and close").click()

    thumbnail = desk.locator("#result_list tr", has_text="Зал заседаний").locator("img").first
    desk.wait_for_function(
        "image => image.complete && image.naturalWidth > 0", arg=thumbnail.element_handle()
    )


def test_error_pages_obey_the_content_security_policy(live_site, page, complaints):
    complaints.expect("404")
    live_site.call(publish_article, ["en"])

    page.goto("/en/articles/no-such-article/")

    assert page.locator("h1").inner_text() == "Page not found"
