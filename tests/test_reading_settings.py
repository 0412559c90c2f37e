"""Reading settings in a real browser: applied at once and on every page after, kept on the device, optional."""

import json

import pytest

from tests.factories import publish_article

pytestmark = pytest.mark.browser

OPEN = {"en": "Reading settings", "ru": "Настройки чтения"}
STORED = "localStorage.getItem('reading-settings')"


@pytest.fixture(scope="module")
def path(live_site):
    return live_site.call(publish_article, ["en", "ru"])[0]


def opened(page, path, language="en"):
    """The page with its settings opened."""
    page.goto(path)
    page.get_by_text(OPEN[language]).click()
    return page


def choose(page, name):
    page.get_by_role("radio", name=name, exact=True).check()


def paper(page):
    return page.evaluate("getComputedStyle(document.documentElement).backgroundColor")


def letter_size(page):
    return page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")


def test_dark_is_kept_for_every_page_and_painted_from_the_start(new_page, path):
    page = opened(new_page(color_scheme="light"), path)
    light = paper(page)
    choose(page, "Dark")
    dark = paper(page)
    assert dark != light

    page.add_init_script(
        "new MutationObserver(() => { if (document.body) window.__theme ??= document.documentElement.dataset.theme })"
        ".observe(document, {childList: true, subtree: true})"
    )
    page.goto("/ru/")
    assert page.evaluate("window.__theme") == "dark"
    assert paper(page) == dark
    bars = "[...document.querySelectorAll('meta[name=theme-color]')].filter(m => matchMedia(m.media).matches)"
    assert page.evaluate(f"{bars}.map(m => m.content)") == ["#0f1828"]


def test_light_is_light_on_a_dark_device(new_page, path):
    page = opened(new_page(color_scheme="dark"), path)
    dark = paper(page)
    choose(page, "Light")
    assert paper(page) != dark
    choose(page, "Same as this device")
    assert paper(page) == dark


def test_size_spacing_and_contrast_are_set_and_taken_back(new_page, path):
    page = opened(new_page(), path)
    usual = letter_size(page)
    choose(page, "Very large")
    choose(page, "Wide")
    choose(page, "High")
    assert letter_size(page) == usual * 1.5
    words = page.locator("main p").first
    assert words.evaluate("e => parseFloat(getComputedStyle(e).letterSpacing)") > 0
    assert page.evaluate("getComputedStyle(document.documentElement).color") == "rgb(0, 0, 0)"
    assert json.loads(page.evaluate(STORED)) == {"size": "largest", "spacing": "wide", "contrast": "high"}

    opened(page, path)
    assert page.get_by_role("radio", name="Very large").is_checked()
    page.get_by_role("button", name="Reset").click()
    assert letter_size(page) == usual
    assert page.evaluate(STORED) is None
    assert page.get_by_role("radio", name="Normal size").is_checked()


def test_another_tab_follows(new_page, path):
    page = opened(new_page(), path)
    other = page.context.new_page()
    other.goto("/ru/")
    choose(page, "Dark")
    other.wait_for_function("document.documentElement.dataset.theme === 'dark'")


def test_escape_closes_it_and_gives_the_focus_back(page, path):
    page.goto(path)
    page.get_by_text(OPEN["en"]).press("Enter")
    page.get_by_role("radio", name="Same as this device").press("Escape")
    assert not page.get_by_role("radio", name="Same as this device").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_its_groups_have_names_while_it_is_closed_and_its_button_closes_it(page, path):
    page.goto(path)
    for name in ("Colours", "Text size", "Spacing", "Contrast"):
        assert page.get_by_role("group", name=name, include_hidden=True).count() == 1
    page.get_by_text(OPEN["en"]).click()
    choose(page, "Dark")
    page.get_by_role("button", name="Done").click()
    assert not page.get_by_role("radio", name="Dark").is_visible()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_click_elsewhere_closes_it(page, path):
    opened(page, path)
    page.mouse.click(5, 600)
    assert not page.get_by_role("radio", name="Dark").is_visible()


@pytest.mark.parametrize("stored", ["nonsense", "5", "null", '{"theme": "<b>", "size": 7}'])
def test_what_somebody_else_stored_does_no_harm(page, path, stored):
    page.goto(path)
    page.evaluate("words => localStorage.setItem('reading-settings', words)", stored)
    opened(page, path)
    choose(page, "Dark")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_where_nothing_may_be_kept_it_holds_for_the_page(page, path):
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
    )
    opened(page, path)
    choose(page, "Very large")
    assert page.evaluate("document.documentElement.dataset.size") == "largest"


def test_without_scripts_nothing_is_offered_that_would_do_nothing(new_page, path):
    page = new_page(java_script_enabled=False)
    page.goto(path)
    assert not page.get_by_text(OPEN["en"]).is_visible()


def test_nothing_of_it_is_printed(new_page, path):
    page = new_page(color_scheme="light")
    page.goto(path)
    words, looks = page.locator("main p").first, ("fontSize", "letterSpacing", "lineHeight")
    page.emulate_media(media="print")
    usual = [words.evaluate(f"p => getComputedStyle(p).{look}") for look in looks]
    page.emulate_media(media="screen")
    page.get_by_text(OPEN["en"]).click()
    for name in ("Dark", "Very large", "Wide", "High"):
        choose(page, name)
    page.emulate_media(media="print")
    assert not page.get_by_text(OPEN["en"]).is_visible()
    assert paper(page) == "rgb(255, 255, 255)"
    assert [words.evaluate(f"p => getComputedStyle(p).{look}") for look in looks] == usual
    assert letter_size(page) == 16


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_largest_letters_fit_every_screen(new_page, path, width, language):
    page = new_page(viewport={"width": width, "height": 800})
    settings = json.dumps({"size": "largest", "spacing": "wide", "contrast": "high"})
    page.add_init_script(f"localStorage.setItem('reading-settings', {json.dumps(settings)})")
    for address in (path, f"/{language}/", f"/{language}/articles/", f"/{language}/polls/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    page.get_by_text(OPEN[language]).click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.locator(".reading-settings form").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
