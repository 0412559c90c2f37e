"""Words without end, wide tables, long notes: no page is wider than a narrow phone, and printing cuts nothing."""

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from tests.factories import (
    make_affiliation,
    make_article,
    make_event,
    make_expert,
    make_organization,
    make_report,
    make_topic,
    publish_now,
)
from tests.polls.making import make_poll
from tests.printing.measuring import letters_of, words_of
from tests.printing.test_nothing_is_cut import ADDRESS, SENTENCE, table
from thinktank.publishing.models import EditionFile

pytestmark = pytest.mark.browser

LONG = "Unbreakable" * 12
WIDEST = """() => [...document.querySelectorAll("body *")]
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest(".table-scroll"))
  .map((each) => `${each.tagName}.${each.className}`).slice(0, 5)"""
TABLE = table(
    [[f"r{y}c{x}z инфраструктура" for x in range(14)] for y in range(3)], [f"head{x}" for x in range(14)]
)


def deep(before, after):
    return f"{before * 25}<p>deepz</p>{after * 25}"


DEEP = (
    deep("<ul><li>x", "</li></ul>") + deep("<ol><li>x", "</li></ol>") + deep("<blockquote>", "</blockquote>")
)


def body():
    return (
        DEEP
        + "".join(f"<h2>{number} {LONG}</h2><p>{LONG}</p>" for number in range(4))
        + f'<ul><li>{LONG}</li></ul><p>A<span data-footnote="">{LONG}</span> <a href="{ADDRESS}">{ADDRESS}</a></p>'
        + f"<blockquote><p>{LONG}</p></blockquote>{TABLE}{table([['one', ADDRESS]])}{table([[SENTENCE * 70, 'beside']])}"
        + f"<p>{SENTENCE * 150}</p>"
    )


def make_everything():
    """For `live_site.call`: addresses of lists and pages with words that never end."""
    topic = make_topic(name_en=LONG, is_public=True)
    expert = make_expert(given_name_en="Anna", family_name_en=LONG, is_public=True)
    organization = make_organization(name_en=LONG, is_public=True)
    make_affiliation(expert=expert, organization=organization, role_en=LONG)
    poll = make_poll(question_en=LONG)
    poll.options.update(label_en=LONG)
    paths = [topic.get_absolute_url(), expert.get_absolute_url(), organization.get_absolute_url()]
    for make in (make_event, make_report, make_article):
        words = {
            "title_en": f"{LONG} {make.__name__}",
            "standfirst_en": LONG,
            "body_en": body(),
            "funding_en": LONG,
        }
        publication = make(**words | ({"place_en": LONG} if make is make_event else {}))
        publication.topics.add(topic)
        publication.contributions.create(expert=expert, affiliation_en=LONG)
        publication.institutions.create(organization=organization, role="partner")
        poll.publications.add(publication)
        paths.append(publish_now(publication, "en")[0].get_absolute_url())
    return [*paths, poll.get_absolute_url()]


@pytest.fixture(scope="module")
def paths(live_site):
    return live_site.call(make_everything)


def test_no_page_is_wider_than_a_narrow_phone(new_page, paths):
    page = new_page(viewport={"width": 320, "height": 640})
    lists = [f"/en/{name}" for name in ("", "articles/", "events/", "reports/", "experts/", "polls/")]
    wide = {}
    for path in [*lists, *paths, f"{paths[-2]}print/", f"{paths[-2]}editions/"]:
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide[path] = page.evaluate(WIDEST)
    assert wide == {}


def make_report_with_files():
    """For `live_site.call`: addresses in both languages of a report with every file that the worker makes."""
    russian, english = publish_now(make_report(), "ru", "en")
    beside = {EditionFile.Kind.PARALLEL_PDF: english}
    for edition, kind in ((russian, "pdf"), (russian, "epub"), (russian, "pdf-parallel"), (english, "epub")):
        EditionFile.objects.create(
            edition=edition, kind=kind, beside=beside.get(kind), file=ContentFile(b"x", name="x"), sha256="x" * 64,
            size=380_000, pages=26, media_type=f"application/{'epub+zip' if kind == 'epub' else 'pdf'}",
            made_at=timezone.now(),
        )  # fmt: skip
    return [edition.get_absolute_url() for edition in (russian, english)]


def test_the_menu_of_formats_stays_on_the_screen(new_page, live_site):
    page = new_page(viewport={"width": 320, "height": 640})
    for path in live_site.call(make_report_with_files):
        page.goto(path)
        page.locator(".more-formats summary").click()
        assert page.locator(".more-formats li").count() == 2
        for width in (320, 360, 414, 480, 640, 800, 991, 992):
            page.set_viewport_size({"width": width, "height": 640})
            assert page.evaluate("document.documentElement.scrollWidth") == width, path


def test_what_a_browser_prints_is_whole_has_its_contents_and_asks_for_nothing(new_page, paths):
    page = new_page(viewport={"width": 1280, "height": 900})
    page.goto(paths[-2])
    words, off = words_of(page.pdf(prefer_css_page_size=True))
    letters = letters_of(words)
    assert off == []
    assert [f"r{y}c{x}z" for y in range(3) for x in range(14) if f"r{y}c{x}z" not in letters] == []
    assert ADDRESS.replace("-", "") in letters
    assert "Contents" in letters
    assert letters.count("deepz") == 3
    assert "beside" in letters
    for asked_of_screens in ("Reportanerror", "Notratedyet", "Onerating", "Chooseone"):
        assert asked_of_screens not in letters
