"""The main job of a reader, in a real browser: find a text, read it, switch language, share it, print it."""

import pytest

from tests.factories import make_event, make_image, make_report, make_topic, publish_now
from thinktank.publishing.models import Contribution, Relation

pytestmark = pytest.mark.browser

TITLES = {"en": "Bees of the north", "ru": "Пчёлы севера"}


def prepare():
    """For `live_site.call`: an article in two languages with everything around it; its paths by language."""
    from tests.factories import make_article

    article = make_article(
        title_en=TITLES["en"], title_ru=TITLES["ru"], cover=make_image(width=1000, height=600),
        body_en="<p>They fly<span data-footnote=''>Not at night.</span>.</p><h2>How far</h2><p>Far.</p>",
        body_ru="<p>Они летают<span data-footnote=''>Не ночью.</span>.</p><h2>Как далеко</h2><p>Далеко.</p>",
    )  # fmt: skip
    article.topics.add(make_topic(name_en="Insects", name_ru="Насекомые"))
    Contribution.objects.create(publication=article, name_en="The desk", name_ru="Редакция")
    event, report = make_event(title_en="Day of bees"), make_report(title_en="On bees")
    for other, role in ((event, Relation.Role.REPORTS_ON), (report, Relation.Role.FOLLOWS)):
        publish_now(other, "en", "ru")
        Relation.objects.create(source_id=article.pk, target_id=other.pk, role=role)
    editions = publish_now(article, "en", "ru")
    return {edition.language: edition.get_absolute_url() for edition in editions}


@pytest.fixture(scope="module")
def paths(live_site):
    return live_site.call(prepare)


def test_a_reader_finds_a_text_reads_it_and_switches_language(page, paths):
    page.goto("/en/articles/")
    page.get_by_role("link", name=TITLES["en"]).first.click()
    page.wait_for_url(f"**{paths['en']}")
    assert page.get_by_role("heading", level=1).inner_text() == TITLES["en"]
    assert "They fly" in page.locator("article").inner_text()
    page.locator("main a[hreflang=ru]").first.click()
    page.wait_for_url(f"**{paths['ru']}")
    assert page.get_by_role("heading", level=1).inner_text() == TITLES["ru"]
    assert page.locator("html").get_attribute("lang") == "ru"
    assert page.context.cookies() == []


def test_event_and_report_are_one_click_from_the_text(page, paths):
    page.goto(paths["en"])
    for title in ("Day of bees", "On bees"):
        page.locator("aside").get_by_role("link", name=title).click()
        assert page.get_by_role("heading", level=1).inner_text() == title
        page.locator("aside").get_by_role("link", name=TITLES["en"]).click()
        assert page.get_by_role("heading", level=1).inner_text() == TITLES["en"]


def test_the_cover_is_shown_in_the_lightest_format_the_browser_knows(page, paths):
    page.goto(paths["en"])
    cover = page.locator("article picture img").first
    shown = cover.evaluate("image => image.decode().then(() => image.currentSrc)")
    assert shown.endswith(".avif")


def test_the_address_is_copied_and_said_to_be(new_page, paths, live_site):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(paths["en"])
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("status").get_by_text("Link copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == live_site.url + paths["en"]


def test_what_is_printed_has_no_menus_and_has_its_address(page, paths, live_site):
    page.goto(paths["en"])
    page.emulate_media(media="print")
    assert not page.locator("header nav").first.is_visible()
    assert not page.locator(".share").first.is_visible()
    assert live_site.url + paths["en"] in page.locator("article").inner_text()
    assert "They fly" in page.locator("article").inner_text()


def test_everything_is_there_without_scripts(new_page, paths):
    page = new_page(java_script_enabled=False)
    page.goto(paths["ru"])
    assert "Они летают" in page.locator("article").inner_text()
    page.get_by_role("link", name="Примечание 1").click()
    assert page.locator(":target").inner_text().startswith("Не ночью.")
    page.get_by_role("link", name="Вернуться в текст, к примечанию 1").click()
    assert page.locator(":target").inner_text() == "1"
    page.locator("a[href$='/print/']").first.click()
    assert "Они летают" in page.locator("article").inner_text()


@pytest.mark.parametrize("width", [320, 768, 1280, 2560])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_nothing_scrolls_sideways(new_page, paths, width, language):
    page = new_page(viewport={"width": width, "height": 800})
    for path in (paths[language], f"/{language}/", f"/{language}/articles/", f"/{language}/experts/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
