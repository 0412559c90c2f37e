import datetime
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from tests.factories import (
    make_article,
    make_event,
    make_expert,
    make_organization,
    make_project,
    make_region,
    make_report,
    make_topic,
    publish_now,
)
from tests.polls.making import make_poll
from thinktank.delivery.shared_values import SharedValue
from thinktank.pages.models import SiteSettings
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.models import SeriesPart
from thinktank.taxonomy.models import Series

pytestmark = pytest.mark.django_db


def look(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return html.fromstring(response.content)


def words(page, xpath):
    return [" ".join(found.text_content().split()) for found in page.xpath(xpath)]


def publish_in(project, *languages, make=make_article, **fields):
    publication = make(**fields)
    publication.projects.add(project)
    publish_now(publication, *(languages or ("en",)))
    return publication


def test_descriptions_of_subjects_people_and_the_site_get_typography(client):
    typed, set_ = 'О "реках" и о море', "О\xa0«реках» и\xa0о\xa0море"
    make_topic(slug_ru="reki", description_ru=typed)
    make_organization(slug_ru="dom", description_ru=typed)
    make_expert(slug_ru="anna", bio_ru=typed)
    make_project(slug_ru="put", description_ru=typed)
    make_poll(slug_ru="kuda", explanation_ru=typed)
    SiteSettings.objects.create(name_ru="Институт", tagline_ru=typed)
    pages = [
        "",
        "topics/",
        "topics/reki/",
        "projects/put/",
        "organizations/",
        "organizations/dom/",
        "experts/anna/",
    ]
    for path in [*pages, "polls/", "polls/kuda/"]:
        text = look(client, f"/ru/{path}").xpath("string(//main)")
        assert set_ in text and typed not in text, path
    assert set_ in look(client, "/ru/").find_class("footer-tagline")[0].text


def test_a_projects_page_is_a_timeline_by_year_with_what_comes_apart(client):
    project = make_project(name_en="Rivers", slug_en="rivers", starts_on=datetime.date(2016, 3, 1))
    now = timezone.now()
    for title, days in [("Second to come", 20), ("Next", 5)]:
        at = now + timedelta(days=days)
        publish_in(project, make=make_event, title_en=title, starts_at=at, ends_at=at + timedelta(hours=1))
    for title, year in [("Early", 2016), ("Late", 2019), ("Later", 2019)]:
        publish_in(project, title_en=title, dated=datetime.date(year, 1 + len(title), 1))
    make_article(title_en="Draft").projects.add(project)
    page = look(client, "/en/projects/rivers/")
    sections = page.xpath("//section[contains(@class, 'timeline')]")
    found = [(words(s, "./h2")[0], words(s, ".//h3")) for s in sections]
    assert found == [
        ("Coming up", ["Next", "Second to come"]),
        ("2019", ["Later", "Late"]),
        ("2016", ["Early"]),
    ]
    assert words(page, "//header/p[@class='kicker']") == ["Project Under way since 2016"]


@pytest.mark.parametrize(
    ("starts", "ends", "state"),
    [(-9, -2, "Completed"), (5, None, "Not started yet"), (-9, 9, "Under way"), (None, None, "Under way")],
)
def test_a_project_shows_its_phase(client, starts, ends, state):
    today = timezone.localdate()
    days = {
        name: days and today + timedelta(days=days)
        for name, days in (("starts_on", starts), ("ends_on", ends))
    }
    make_project(slug_en="rivers", **days)
    assert state in words(look(client, "/en/projects/rivers/"), "//header/p[@class='kicker']")[0]


def test_a_topic_names_people_places_and_projects_it_is_listed_with_and_can_be_narrowed(client):
    topic, region, project = (
        make_topic(slug_en="bees"),
        make_region(name_en="Alps"),
        make_project(name_en="Hives"),
    )
    expert = make_expert(given_name_en="Anna", family_name_en="Orlova")
    for make in (make_article, make_article, make_report):
        publication = make(title_en=make.__name__)
        publication.topics.add(topic)
        publication.regions.add(region)
        publication.projects.add(project)
        publication.contributions.create(expert=expert, name_en="Anna Orlova")
        publication.institutions.create(organization=make_organization(is_public=False), name_en="Hidden")
        publish_now(publication)
    page = look(client, "/en/topics/bees/")
    assert words(page, "//aside//li") == ["Anna Orlova 3", "Hives 3", "Alps 3"]
    narrowed = look(client, "/en/topics/bees/?type=report")
    assert words(narrowed, "//*[@class='card-title']") == ["make_report"]
    assert words(narrowed, "//nav[@class='kinds']//a[@aria-current]") == ["Reports"]


# Series


@pytest.fixture
def series():
    """Five publications in order: live, English only, live, draft, withdrawn."""
    series = Series.objects.create(name_en="Lines", name_ru="Линии", slug_en="lines", slug_ru="linii")
    parts = [make_article(title_en=f"Text {n}", title_ru=f"Текст {n}") for n in range(1, 6)]
    for place, part in enumerate(parts):
        SeriesPart.objects.create(series=series, publication_id=part.pk, position=place)
    publish_now(parts[0], "en", "ru"), publish_now(parts[1], "en"), publish_now(parts[2], "en", "ru")
    publish_now(parts[4], "en")
    withdraw(parts[4], "en", public_note="Gone.", now=timezone.now())
    return parts


def article_page(client, publication, language):
    return look(client, publication.editions.filter(language=language).get().get_absolute_url())


def test_every_part_has_its_number_and_links_to_the_parts_before_and_after_it(client, series):
    first, second, third = (article_page(client, part, "en") for part in series[:3])
    assert words(first, "//p[@class='part']") == ["Part 1 of 3 Lines"]
    assert words(first, "//nav[@class='series']/a") == ["Next part Text 2"]
    assert words(second, "//nav[@class='series']/a") == ["Previous part Text 1", "Next part Text 3"]
    assert words(third, "//nav[@class='series']/a") == ["Previous part Text 2"]


def test_numbers_are_the_same_in_all_languages_and_a_part_not_translated_is_shown_in_its_own(client, series):
    third = article_page(client, series[2], "ru")
    assert words(third, "//p[@class='part']/a") == ["Линии"]
    assert third.xpath("//nav[@class='series']/a/b/@lang") == ["en"]
    page = look(client, "/ru/series/linii/")
    assert words(page, "//ol/li//*[@class='card-title']") == ["Текст 1", "Text 2", "Текст 3"]
    assert page.xpath("//ol/li/@lang") == ["en"]


def test_a_hidden_series_is_mentioned_nowhere(client, series):
    Series.objects.get().delete()
    hidden = Series.objects.create(name_en="Hidden", slug_en="hidden", is_public=False)
    SeriesPart.objects.create(series=hidden, publication_id=series[0].pk, position=1)
    SharedValue.forget_all()
    assert not article_page(client, series[0], "en").xpath("//p[@class='part']")
    assert client.get("/en/series/hidden/").status_code == 404


def test_a_part_is_not_taken_for_a_related_text(client, series):
    assert not article_page(client, series[0], "en").xpath("//section[@class='related']")


@pytest.fixture
def queries(client, frozen_cache_state):
    """queries(path): what the page asks for, its shared values included, with the cache state read a moment ago."""
    client.get("/en/topics/")
    return lambda path: _queries(client, path)


def _queries(client, path):
    SharedValue.forget_all()
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


def test_a_series_costs_an_article_no_query_and_its_page_the_same_for_any_length(queries, series):
    alone = publish_now(make_article())[0].get_absolute_url()
    part = series[0].editions.filter(language="en").get().get_absolute_url()
    assert queries(part) == queries(alone) <= 6
    few = queries("/en/series/lines/")
    for place in range(10, 20):
        publication = make_article()
        SeriesPart.objects.create(series=Series.objects.get(), publication_id=publication.pk, position=place)
        publish_now(publication)
    assert queries("/en/series/lines/") == few <= 6


@pytest.mark.parametrize("prefix", ["topics", "projects"])
def test_pages_of_terms_cost_the_same_cold(queries, prefix):
    make = {"topics": make_topic, "projects": make_project}[prefix]
    term = make(slug_en="bees")

    def fill():
        article = make_article()
        getattr(article, prefix).add(term)
        article.contributions.create(expert=make_expert(), name_en="Anna")
        article.regions.add(make_region())
        publish_now(article)

    fill()
    few = queries(f"/en/{prefix}/bees/")
    for _number in range(6):
        fill()
    assert queries(f"/en/{prefix}/bees/") == few <= 6
