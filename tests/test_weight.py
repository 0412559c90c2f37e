"""What an article weighs on its way to a browser, and that nothing on it moves while it arrives: bytes, not seconds."""

from urllib.parse import urlsplit

import pytest

from tests.factories import make_article, make_image, publish_now
from tests.polls.making import make_poll

pytestmark = pytest.mark.browser

KB = 1024
SHIFT = """async () => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.value; }))
    .observe({ type: "layout-shift", buffered: true });
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
  await new Promise((tell) => setTimeout(tell, 300));
  return sum;
}"""


def an_article_with_everything():
    """For `live_site.call`: its paths by language."""
    part = "<h2>{0}</h2><p>" + "{1}<span data-footnote=''>{1}</span>. " * 40 + "</p>"
    article = make_article(
        title_en="How heavy it is", title_ru="Сколько весит", cover=make_image(width=1600, height=1000),
        body_en="".join(part.format(f"Part {n}", "Words about <em>weight</em>") for n in range(6)),
        body_ru="".join(part.format(f"Часть {n}", "Слова о <em>весе</em>") for n in range(6)),
    )  # fmt: skip
    article.contributions.create(name_en="The desk", name_ru="Редакция")
    english, russian = publish_now(article, "en", "ru")
    make_poll(beside=[english.publication])
    return {edition.language: edition.get_absolute_url() for edition in (english, russian)}


@pytest.fixture(scope="module")
def paths(live_site):
    return live_site.call(an_article_with_everything)


def arrived(responses):
    """Bytes of what has come, as sent, by kind; fonts by name."""
    kinds, fonts = {}, {}
    for response in responses:
        kind, size = response.request.resource_type, response.request.sizes()["responseBodySize"]
        kinds[kind] = kinds.get(kind, 0) + size
        if kind == "font":
            fonts[urlsplit(response.url).path.rpartition("/")[2].split(".")[0]] = size
    return kinds, fonts


@pytest.fixture
def arriving(new_page):
    def open_(path, **options):
        page = new_page(viewport={"width": 390, "height": 844}, **options)
        responses = []
        page.on("response", lambda response: responses.append(response))
        page.goto(path)
        page.wait_for_load_state("networkidle")
        return page, responses

    return open_


@pytest.mark.parametrize("language", ["en", "ru"])
def test_an_article_weighs_at_most_40_kb_and_its_fonts_70(arriving, paths, language):
    _page, responses = arriving(paths[language])
    kinds, fonts = arrived(responses)
    assert kinds["document"] + kinds["stylesheet"] + kinds["script"] <= 40 * KB
    assert kinds["script"] <= 12 * KB
    upright = {name: size for name, size in fonts.items() if "italic" not in name}
    assert 0 < sum(upright.values()) <= 70 * KB
    assert ("literata-cyrillic" in fonts) == (language == "ru")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_fonts_of_a_text_are_asked_for_before_its_style_sheet_is_read_and_none_in_vain(
    arriving, paths, language
):
    page, responses = arriving(paths[language])
    links = page.locator("link[rel=preload][as=font]")
    preloaded = set(links.evaluate_all("links => links.map(link => link.href)"))
    came = {one.url for one in responses if one.request.resource_type == "font" and "italic" not in one.url}
    assert preloaded <= came
    assert {url for url in came if "literata" in url} <= preloaded


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_moves_while_it_arrives(arriving, paths, language, scheme):
    page, _responses = arriving(paths[language], color_scheme=scheme)
    assert page.evaluate(SHIFT) < 0.01
    page.evaluate("document.body.insertAdjacentHTML('afterbegin', '<br>'.repeat(12))")
    assert page.evaluate(SHIFT) > 0.05  # it would have been noticed


def test_italics_are_fetched_only_where_they_are_used(arriving, paths):
    _page, responses = arriving("/ru/articles/")
    assert not [name for name in arrived(responses)[1] if "italic" in name]


def test_the_picture_that_is_seen_first_comes_at_once_in_the_lightest_format_and_no_larger_than_shown(
    arriving, paths
):
    page, responses = arriving(paths["ru"])
    picture = page.locator("figure.cover img")
    assert picture.get_attribute("fetchpriority") == "high"
    [image] = [one for one in responses if one.url == picture.evaluate("image => image.currentSrc")]
    assert image.headers["content-type"] == "image/avif"
    widest = picture.evaluate("image => image.getBoundingClientRect().width * devicePixelRatio")
    assert picture.evaluate("image => image.naturalWidth") <= 2 * widest
