"""What WCAG 2.2 asks of every page and only a browser can tell: size of targets, reflow, focus.

Each page is visited once at each width; axe looks at the rest (outside `make test`).
"""

import pytest

from tests.factories import make_article, make_expert, make_organization, make_page, publish_now
from tests.polls.making import make_poll

pytestmark = pytest.mark.browser

NARROW, WIDE = 320, 1280

SMALL_TARGETS = """() => {
  const isInASentence = (element) => {
    let box = element.parentElement;
    while (getComputedStyle(box).display === "inline") box = box.parentElement;
    const words = box.textContent.replace(element.textContent, "").trim();
    return getComputedStyle(element).display === "inline" && words !== "";
  };
  const boxOf = (element) => {
    const boxes = [element, ...(element.labels ?? [])].map((one) => one.getBoundingClientRect());
    return [Math.max(...boxes.map((box) => box.width)), Math.max(...boxes.map((box) => box.height))];
  };
  document.querySelectorAll("details").forEach((details) => (details.open = true));
  return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }))
    .filter((element) => !element.closest(".visually-hidden, .skip-link") && !isInASentence(element))
    .filter((element) => boxOf(element).some((side) => side < 23.9))
    .map((element) => `${element.outerHTML.slice(0, 120)} ${boxOf(element).map(Math.round).join("x")}`);
}"""

FOCUSED = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const box = element.getBoundingClientRect();
  const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
  const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  const top = document.elementFromPoint(x, y);
  const label = element.labels?.[0];
  const hasRing = (one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const isSeen = top && (element.contains(top) || top.contains(element) || label?.contains(top));
  return {
    name: element.outerHTML.slice(0, 120),
    isSeen: Boolean(isSeen),
    hasRing: [element, ...(label ? [label, label.parentElement] : [])].some(hasRing),
  };
}"""


def pages_of_a_site():
    """For `live_site.call`: paths of pages that hold one of everything a reader can press."""
    long_words = "Высокопревосходительство-человеконенавистничество"
    article = make_article(
        title_ru=f"{long_words} и что с ним делать",
        body_en="".join(
            f"<h2>Part {n}</h2><p>Text<span data-footnote=''>A note.</span>.</p>" for n in range(9)
        ),
        body_ru=f"<h2>{long_words}</h2><p>https://example.org/{'a' * 90}</p>"
        "<table><tbody><tr>" + "<td><p>Много слов в ячейке</p></td>" * 9 + "</tr></tbody></table>",
    )
    organization = make_organization(website=f"https://www.{'long' * 12}.example/")
    article.contributions.create(expert=make_expert(), name_en="Anna Orlova", name_ru="Анна Орлова")
    article.contributions.create(name_en="The desk", name_ru="Редакция")
    article.institutions.create(organization=organization, name_en="Institute", name_ru="Институт")
    publish_now(article, "en", "ru")
    article.standfirst_en, article.standfirst_ru = "Another one.", "Другое."
    article.save()
    english, russian = publish_now(article, "en", "ru", note="It was changed.")
    publish_now(make_page(), "en", "ru")
    make_poll(beside=[english.publication])
    return [
        english.get_absolute_url(),
        russian.get_absolute_url(),
        f"{english.get_absolute_url()}editions/",
        f"{russian.get_absolute_url()}editions/1-2/",
        f"/en/report-error/{english.uid}/",
        f"/ru/report-error/{russian.uid}/",
        organization.path_in("en"),
        "/ru/articles/",
        "/ru/polls/",
        "/en/nothing-here/",
    ]


def test_targets_are_large_enough_nothing_scrolls_sideways_and_focus_is_seen(new_page, live_site, complaints):
    complaints.expect("404")
    paths = live_site.call(pages_of_a_site)
    small, sideways = {}, []
    for width in (NARROW, WIDE):
        page = new_page(viewport={"width": width, "height": 800})
        for path in paths:
            page.goto(path)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                sideways.append((width, path))
            if found := page.evaluate(SMALL_TARGETS):
                small[width, path] = found
    assert (sideways, small) == ([], {})

    for width in (NARROW, WIDE):
        page = new_page(viewport={"width": width, "height": 800}, reduced_motion="reduce")
        page.goto(paths[0])
        walked = walk(page)
        assert walked[0]["name"].startswith('<a class="skip-link"')
        assert len(walked) > 40
        assert [stop for stop in walked if not stop["isSeen"] or not stop["hasRing"]] == []


def walk(page):
    """Every stop of the Tab key, from the top of the page to its end."""
    stops = []
    while True:
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None or len(stops) > 300:
            return stops
        stops.append(stop)
