"""What a reader copies: a citation, and a passage that says where it is from."""

import pytest

from tests.factories import publish_article

pytestmark = pytest.mark.browser

SELECT = "element => { getSelection().selectAllChildren(element); }"
COPIED = """() => new Promise((tell) => {
  document.addEventListener("copy", (event) => tell([
    event.clipboardData.getData("text/plain"), event.clipboardData.getData("text/html"), event.defaultPrevented,
  ]), { once: true });
  document.execCommand("copy");
})"""


@pytest.fixture(scope="module")
def paths(live_site):
    long, short = "<p>" + "Words about the ice of the north. " * 5 + "</p>", "<p>Short.</p>"
    return live_site.call(
        publish_article, ["en", "ru"], slug_en="ice", slug_ru="lyod", title_en="Ice", title_ru="Лёд",
        body_en=long + short, body_ru=long + short,
    )  # fmt: skip


def test_a_long_passage_takes_its_title_edition_and_address_along_and_a_short_one_does_not(
    new_page, live_site, paths
):
    page = new_page()
    page.goto(paths[0])
    page.locator(".prose p").first.evaluate(SELECT)
    plain, rich, is_ours = page.evaluate(COPIED)
    assert plain.startswith("Words about the ice")
    assert "\n\nIce. Edition 1 of " in plain
    assert plain.endswith("/en/articles/ice/editions/1/")
    assert rich.endswith("/en/articles/ice/editions/1/")
    assert is_ours
    page.locator(".prose p").nth(1).evaluate(SELECT)
    assert page.evaluate(COPIED) == ["", "", False]  # as the browser does it


def test_a_citation_is_copied_by_its_button_and_can_be_selected_without_scripts(new_page, paths):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(paths[1])
    page.get_by_text("Как цитировать").click()
    page.get_by_role("button", name="Скопировать: ГОСТ Р 7.0.100-2018").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Лёд. – Текст : электронный //")
    page.get_by_text("Библиографическая ссылка скопирована").wait_for()
    page = new_page(java_script_enabled=False)
    page.goto(paths[1])
    page.get_by_text("Как цитировать").click()
    assert page.get_by_text("Текст : электронный").is_visible()
    assert page.locator(".cite button:visible").count() == 0
