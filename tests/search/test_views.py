"""The page of a search: results with their language, facets as addresses, other readings, refusals; and suggestions."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_edition, make_expert, make_topic, publish_article
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.revisions.save import save_revision
from thinktank.search.query import LONGEST

pytestmark = pytest.mark.django_db


def ask(path, **query):
    response = Client().get(path, query)
    return response, response.content.decode()


def test_a_result_shows_kind_date_title_and_the_passage_with_the_words_marked():
    make_edition(
        title_en="River talks",
        dated=datetime.date(2019, 3, 5),
        body_en="<p>First.</p><p>Then a long talk on rivers &lt;b&gt;.</p>",
        standfirst_en="",
    )
    response, html = ask("/en/search/", q="river")
    assert response.status_code == 200
    assert "<mark>River</mark> talks" in html
    assert "Then a long talk on <mark>rivers</mark> &lt;b&gt;." in html
    assert '<time datetime="2019-03-05">5 March 2019</time>' in html
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_a_result_in_another_language_says_so_and_opens_there():
    make_edition("ru", title_ru="Вода и границы")
    _response, html = ask("/en/search/", q="вода")
    assert 'lang="ru"' in html
    assert "Русский</span>" in html
    assert 'href="/ru/articles/voda-i-granitsy/" hreflang="ru"' in html


def test_every_combination_of_facets_is_an_address_and_the_other_language_keeps_it():
    topic = make_topic(name_en="Shared waters", name_ru="Общие воды")
    for year in (2019, 2020):
        edition = make_edition(title_en=f"River {year}", dated=datetime.date(year, 1, 1))
        edition.publication.topics.add(topic)
        save_revision(edition.publication.article, by=None)
        publish(edition.publication.article, ["en", "ru"], by=None)
    make_edition(title_en="River of another topic")
    _response, html = ask("/en/search/", q="river")
    assert 'href="/en/search/?q=river&amp;year=2019"' in html
    assert 'href="/en/search/?q=river&amp;topic=shared-waters"' in html
    _response, html = ask("/en/search/", q="river", topic="shared-waters", year="2019")
    assert 'href="/en/search/?q=river&amp;topic=shared-waters"' in html  # takes the year back
    assert 'href="/ru/search/?q=river&amp;topic=obshchie-vody&amp;year=2019"' in html
    assert "1 result" in html


def test_what_was_meant_is_shown_with_what_was_typed():
    make_edition("ru", title_ru="Контроль над вооружениями")
    _response, html = ask("/ru/search/", q="rjynhjkm")
    assert "Показаны результаты для запроса <b>контроль</b>" in html
    assert 'value="rjynhjkm"' in html


def test_nothing_found_is_said():
    response, html = ask("/en/search/", q="<script>zzz")
    assert response.status_code == 200
    assert "Nothing was found for “&lt;script&gt;zzz”." in html


def test_too_long_a_search_is_refused_with_a_sentence():
    response, html = ask("/en/search/", q="((*:" * 100)
    assert response.status_code == 400
    assert f"at most {LONGEST} characters fit" in html
    assert len(html) < 30_000


def test_further_results_are_on_pages_that_are_not_called_older():
    for n in range(11):
        make_edition(title_en=f"River {n}")
    _response, html = ask("/en/search/", q="river")
    assert 'href="?q=river&amp;page=2" rel="next">Next</a>' in html
    _response, second = ask("/en/search/", q="river", page="2")
    assert 'rel="prev">Previous</a>' in second
    assert "<title>Search: river — " in html
    assert "<title>Search: river, page 2 — " in second


@pytest.mark.parametrize("page", ["2", "x", "0"])
def test_a_page_that_does_not_exist_is_not_found(page):
    make_edition(title_en="River")
    assert ask("/en/search/", q="river", page=page)[0].status_code == 404


@pytest.mark.parametrize("name", ["kind", "topic", "person", "year", "language"])
def test_a_facet_that_does_not_exist_finds_nothing_and_can_be_taken_back(name):
    make_edition(title_en="River")
    response, html = ask("/en/search/", q="river", **{name: 'zz" OR "zz'})
    assert response.status_code == 200
    assert "Nothing was found" in html
    assert 'href="/en/search/?q=river"' in html


def test_the_number_of_queries_does_not_grow_with_the_results(frozen_cache_state):
    counts = []
    for n in (2, 12):
        for number in range(n):
            publish_article(["en", "ru"], title_en=f"River {n} {number}", title_ru=f"Река {n} {number}")
        ask("/en/search/", q="river")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask("/en/search/", q="river")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_what_is_typed_so_far_is_completed_to_names_and_titles():
    make_expert(given_name_en="Adam", family_name_en="Thomson", given_name_ru="Адам", family_name_ru="Томсон")
    make_edition(title_en="Thoughts on rivers")
    response, _html = ask("/en/search/suggestions.json", q="tho")
    assert [each["title"] for each in response.json()["suggestions"]] == [
        "Adam Thomson",
        "Thoughts on rivers",
    ]
    assert [
        each["path"] for each in ask("/ru/search/suggestions.json", q="адам т")[0].json()["suggestions"]
    ] == ["/ru/experts/adam-tomson/"]
    for typed in ("t", "", "zzz", '"(*', "x" * 500):
        assert ask("/en/search/suggestions.json", q=typed)[0].json()["suggestions"] == []


def test_a_scheduled_title_is_not_suggested():
    from tests.factories import make_article

    article = make_article(title_en="Thunder")
    save_revision(article, by=None)
    publish(article, ["en"], by=None, at=timezone.now() + datetime.timedelta(hours=1))
    assert ask("/en/search/suggestions.json", q="thun")[0].json()["suggestions"] == []


def test_an_unknown_address_searches_for_what_was_meant():
    make_expert(given_name_en="Adam", family_name_en="Thomson", given_name_ru="Адам", family_name_ru="Томсон")
    response, html = ask("/en/old/2019/adam_tomson.html")
    assert response.status_code == 404
    assert 'href="/en/experts/adam-thomson/">Adam Thomson</a>' in html
    assert 'value="adam tomson html"' in html


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_a_search_has_a_feed_of_the_texts_it_finds(form):
    make_edition(title_en="River talks")
    make_edition(title_en="Roads")
    make_expert(family_name_en="River")
    response, text = ask(f"/en/search/feed.{form}", q="rivers")
    assert response.status_code == 200
    assert ("River talks" in text, "Roads" in text) == (True, False)
    assert ask(f"/en/search/feed.{form}")[0].status_code == 404
    assert ask(f"/en/search/feed.{form}", q="x" * 201)[0].status_code == 404
    assert 'href="/en/search/feed.atom?q=rivers"' in ask("/en/search/", q="rivers")[1]
