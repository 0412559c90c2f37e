"""What is seen on the first screen of a laptop, before anything is scrolled; only a browser knows where things stand."""

import pytest

from tests.factories import make_article, make_image, make_report, publish_now
from tests.reports.test_views import make_pdf
from thinktank.library.intake import take_document

pytestmark = pytest.mark.browser

LAPTOP = {"width": 1440, "height": 900}
BELOW = "element => element.getBoundingClientRect().top"
LINES = "list => new Set([...list.children].map(item => Math.round(item.getBoundingClientRect().top))).size"
PLACES = "links => links.map(link => link.getBoundingClientRect()).map(({x, y}) => [x, y])"


def publications():
    """For `live_site.call`: an article and a report with long titles, pictures and files; their paths by language."""
    paths = {}
    for make, more in (
        (make_article, {}),
        (make_report, {"pdf_en": take_document(make_pdf(), title="Report")}),
    ):
        piece = make(
            title_en="A round table in Moscow weighs modest steps between Russia and NATO",
            title_ru="Россия и НАТО: на круглом столе говорили о скромных, но выполнимых шагах",
            standfirst_en="Experts presented a joint report that promises no breakthrough. " * 3,
            standfirst_ru="Эксперты представили совместный доклад, который не обещает прорыва. " * 3,
            cover=make_image(width=1600, height=1000), body_en=f"<p>{'Words. ' * 99}</p>",
            body_ru=f"<p>{'Слова. ' * 99}</p>", **more,
        )  # fmt: skip
        piece.contributions.create(name_en="Anna Orlova", name_ru="Анна Орлова")
        for edition in publish_now(piece, "en", "ru"):
            paths[f"{edition.type} {edition.language}"] = edition.get_absolute_url()
    return paths


def test_who_when_and_the_first_sentence_and_the_download_of_a_report(new_page, live_site):
    paths, page = live_site.call(publications), new_page(viewport=LAPTOP)
    for language in ("en", "ru"):
        page.goto(paths[f"article {language}"])
        for place in (".kicker time", ".people dd", ".prose > p"):
            assert page.locator(place).first.evaluate(BELOW) < LAPTOP["height"] - 60, (language, place)
        for width in (1440, 1024):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.locator(".actions").evaluate(LINES) == 1, (language, width)
        page.set_viewport_size(LAPTOP)
    page.goto(paths["report en"])
    assert page.get_by_role("link", name="Download the report").evaluate(BELOW) < LAPTOP["height"] - 60


def test_the_menu_stands_alike_on_every_page(new_page):
    page = new_page(viewport={"width": 390, "height": 844})
    places = {}
    for path in ("/en/", "/en/events/", "/en/polls/"):
        page.goto(path)
        places[path] = page.locator(".menu a").evaluate_all(PLACES)
    assert len(places["/en/"]) > 4 and len({str(found) for found in places.values()}) == 1
