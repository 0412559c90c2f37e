"""Searching in a real browser: by keyboard, on a phone, without scripts, in both languages."""

import pytest

from tests.factories import make_expert, publish_article

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module", autouse=True)
def texts(live_site):
    words = {
        "given_name_en": "Adam",
        "family_name_en": "Thrushcross",
        "given_name_ru": "Адам",
        "family_name_ru": "Трашкросс",
    }
    live_site.call(make_expert, **words)
    return live_site.call(
        publish_article, ["en", "ru"], title_en="Thrushes of the estuary", title_ru="Дрозды эстуария"
    )


def test_the_slash_leads_to_the_box_and_arrows_to_a_suggestion(page, texts):
    page.goto(texts[0])
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Search the site")
    page.wait_for_function("document.activeElement.role == 'combobox'")
    box.press_sequentially("thr")
    options = page.get_by_role("option")
    options.first.wait_for()
    assert options.all_inner_texts() == ["Adam Thrushcross\nExpert", "Thrushes of the estuary\nNews"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert options.nth(1).get_attribute("aria-selected") == "true"
    assert box.get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
    page.keyboard.press("Escape")
    assert options.count() == 0 or not options.first.is_visible()
    assert box.input_value() == "thr"
    box.press_sequentially("u")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowUp")  # the last one
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/articles/**")


def test_enter_searches_and_a_slash_that_is_typed_is_a_slash(page):
    page.goto("/en/")
    page.keyboard.press("/")
    page.keyboard.type("thrushes and/or estuaries")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search/?q=thrushes+and%2For+estuaries")
    assert page.locator(".hits mark").all_inner_texts()[:2] == ["Thrushes", "estuary"]


def test_on_a_phone_nothing_is_wider_than_the_screen(new_page):
    page = new_page(locale="ru-RU", **PHONE)
    page.goto("/ru/search/?q=дрозды")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Поиск по сайту").fill("трашк")
    page.get_by_role("option").first.tap()
    page.wait_for_url("**/ru/experts/**")


def test_without_scripts_everything_is_there_but_suggestions(new_page):
    page = new_page(java_script_enabled=False)
    page.goto("/en/")
    page.get_by_label("Search the site").fill("thrushes")
    page.get_by_role("button", name="Find").click()
    assert "1 result" in page.get_by_role("status").inner_text()
    page.get_by_role("link", name="Русский").click()
    assert page.url.endswith("/ru/search/?q=thrushes")
    page.locator(".hit-title a").click()
    assert "/ru/articles/" in page.url or "/en/articles/" in page.url


def test_the_key_can_be_switched_off(page):
    page.goto("/en/")
    page.get_by_text("Reading settings").click()
    page.get_by_role("group", name="The key / leads to the search").get_by_label("No").check()
    page.goto("/en/articles/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.tagName") == "BODY"
