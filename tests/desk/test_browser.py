"""The desk in a real browser: an article from its first word to the site, and no page that the browser blocks in part."""

import re

import pytest
from django.conf import settings

from tests.factories import (
    make_article,
    make_editor,
    make_expert,
    make_image,
    make_superuser,
    publish_now,
)
from tests.live_site import open_site
from tests.session import sign_in_on
from tests.windows import click_and_close

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(scope="module")
def site():
    """A live site for the tests of this file alone, since they write to it."""
    with open_site(settings.DATABASES["default"]) as site:
        site.call(prepare)
        yield site


@pytest.fixture
def page(site, new_page):
    return new_page(site=site)


# Called in a process of the site


def prepare():
    make_editor("vera")
    make_superuser("root")
    make_image(width=640, height=360, title="Round table", credit_en="Photo: A. B.", credit_ru="Фото: А. Б.")
    make_expert(given_name_en="Anna", family_name_en="Orlova", given_name_ru="Анна", family_name_ru="Орлова")


def publish_one():
    article = make_article()
    publish_now(article, "en", "ru")
    return article.pk


def editor_of(page, field):
    """The prose editor of a field, once it is ready."""
    found = page.locator(f".prose-editor:has(#id_{field})")
    found.locator(".ProseMirror[contenteditable=true]").wait_for()
    return found


def write(page, field, heading, words, note):
    """A heading, a paragraph, and a footnote made of its last words."""
    editor = editor_of(page, field)
    text = editor.locator(".ProseMirror[contenteditable=true]")
    text.click()
    page.keyboard.type("## " + heading)
    page.keyboard.press("Enter")
    page.keyboard.type(words + note)
    for _ in note:
        page.keyboard.press("Shift+ArrowLeft")
    editor.locator("button[data-name=footnote]").click()
    editor.locator("button[data-name=footnote].active").wait_for()
    for key in ("ArrowRight", "Enter"):  # no faster than the editor takes the focus and reads the selection
        page.wait_for_timeout(300)
        page.keyboard.press(key)
    assert f'<span data-footnote="">{note}</span>' in page.input_value(f"#id_{field}")


def add_figure(page, field):
    """A picture from the library, chosen in its window."""
    editor = editor_of(page, field)
    editor.locator("button[data-name=figure]").click()
    dialog = page.locator("dialog.prose-editor-dialog")
    with page.expect_popup() as opened:
        dialog.locator(".prose-editor-field-with-picker button").click()
    picker = opened.value
    click_and_close(picker.locator("[data-path]").first)
    page.wait_for_function(
        "document.querySelector('dialog.prose-editor-dialog input[name=imageUrl]').value !== ''"
    )
    dialog.locator("button[type=submit]").click()


def test_an_editor_writes_previews_publishes_both_languages_and_sees_them_on_the_site(site, page):
    sign_in_on(page, site, "vera")
    page.goto("/admin/articles/article/add/")
    page.fill("#id_title_en", "What forty experts agreed upon")
    page.fill("#id_title_ru", "О чём договорились сорок экспертов")
    page.fill("#id_standfirst_en", "Eleven norms.")
    page.fill("#id_standfirst_ru", "Одиннадцать норм.")
    write(page, "body_en", "The norms", "They met in Moscow.", "The list is annexed.")
    add_figure(page, "body_en")
    write(page, "body_ru", "Нормы", "Они встретились в Москве.", "Список приложен.")
    page.click(".desk-buttons button[name=_continue]")
    page.wait_for_url("**/change/")
    assert "draft" in page.locator(".state__words").first.inner_text()

    page.click("button[name=_preview][value=en]")
    page.wait_for_url("**/preview/en/")
    assert page.locator("h1").inner_text() == "What forty experts agreed upon"
    assert "The list is annexed." in page.locator("main").inner_text()
    page.go_back()

    for language in ("en", "ru"):
        page.click(f"button[name=_publish][value={language}]")
        page.wait_for_url(f"**/publish/{language}/")
        page.click("button[name=_publish]")
        page.wait_for_url("**/change/")
    assert [words.inner_text() for words in page.locator(".state__words").all()] == ["live, edition 1"] * 2

    for place, title, heading, note in (
        (0, "What forty experts agreed upon", "The norms", "The list is annexed."),
        (1, "О чём договорились сорок экспертов", "Нормы", "Список приложен."),
    ):
        page.goto(page.url)
        page.locator(".state").nth(place).get_by_role("link", name=re.compile("View on site")).click()
        page.wait_for_load_state()
        assert page.locator("h1").inner_text().replace("\xa0", " ") == title
        assert heading in page.locator("main h2").all_inner_texts()
        text = page.locator("main").inner_text().replace("\xa0", " ")
        assert note in text
        assert page.locator("main [role=doc-noteref]").count() == 1
        assert page.locator("main figure img").count() == (1 if place == 0 else 0)
        page.go_back()


def test_the_browser_blocks_nothing_on_any_page_of_the_desk(site, page, complaints):
    complaints.expect("409")  # there is nothing to cancel
    pk = site.call(publish_one)
    sign_in_on(page, site, "root")
    one = f"/admin/articles/article/{pk}"
    addresses = [
        "/admin/",
        "/admin/articles/article/",
        "/admin/articles/article/?q=a&state_en=live",
        "/admin/articles/",
        "/admin/articles/article/add/",
        *(
            f"{one}/{name}/"
            for name in ("change", "history", "delete", "revisions", "revisions/1", "revisions/compare")
        ),
        *(
            f"{one}/{name}/en/"
            for name in ("publish", "preview", "editions", "withdraw", "expire", "correct", "cancel")
        ),
        f"{one}/erase/en/1/",
        "/admin/publishing/publication/",
        "/admin/events/event/add/",
        "/admin/reports/report/add/",
        "/admin/pages/page/add/",
        "/admin/pages/sitesettings/add/",
        "/admin/experts/expert/add/",
        "/admin/experts/organization/add/",
        "/admin/taxonomy/topic/add/",
        "/admin/library/image/",
        "/admin/auth/user/add/",
        "/admin/password_change/",
    ]
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        for address in addresses:
            page.goto(address, wait_until="load")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (address, width)


def test_a_new_row_of_people_finds_experts_by_typing_and_keeps_its_place(site, page):
    pk = site.call(publish_one)
    sign_in_on(page, site, "root")
    page.goto(f"/admin/articles/article/{pk}/change/")
    page.click("#contributions-group .add-row a")
    page.click("#contributions-0 .field-expert .select2-selection")
    page.keyboard.type("orlo")
    page.locator(".select2-results__option", has_text="Anna Orlova").click()
    with page.expect_navigation():
        page.click(".desk-buttons button[name=_continue]")
    assert page.input_value("#id_contributions-0-name_en") == "Anna Orlova"
    assert page.input_value("#id_contributions-0-position") == "1"


def test_the_desk_changes_its_language_with_one_press(site, page):
    sign_in_on(page, site, "root")
    page.click(".language-switch button[value=ru]")
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "ru"
    assert page.locator(".language-switch [aria-pressed]").inner_text().startswith("RU")
