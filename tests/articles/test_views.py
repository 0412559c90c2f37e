import datetime
import gzip
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from tests.factories import (
    make_article,
    make_edition,
    make_event,
    make_expert,
    make_image,
    make_page,
    make_region,
    make_topic,
    publish_now,
)
from thinktank.delivery.shared_values import SharedValue
from thinktank.publishing.editions.end import expire, withdraw
from thinktank.publishing.models import Contribution, Relation

pytestmark = pytest.mark.django_db

SCRIPTS = Path(__file__).parents[2] / "static" / "js"


def page_of(response):
    assert response.status_code == 200, response.content[:500]
    return html.fromstring(response.content)


def queries_of(client, path):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def relate(source, target, role=Relation.Role.FOLLOWS):
    return Relation.objects.create(source_id=source.pk, target_id=target.pk, role=role)


@pytest.fixture
def article():
    article = make_article(
        title_en="Bees of the north", title_ru="Пчёлы севера", slug_en="bees", slug_ru="pchyoly",
        body_en="<p>They fly.</p><h2>How far</h2><p>Far<span data-footnote=''>Very</span>.</p>",
        body_ru="<p>Они летают.</p>",
    )  # fmt: skip
    Contribution.objects.create(publication=article, name_en="The desk", name_ru="Редакция")
    publish_now(article, "en", "ru")
    return article


def test_shows_each_language_at_its_own_address(client, article):
    english, russian = page_of(client.get("/en/articles/bees/")), page_of(client.get("/ru/articles/pchyoly/"))
    assert english.xpath("string(//h1)").strip() == "Bees of the north"
    assert russian.xpath("string(//h1)").strip() == "Пчёлы севера"
    assert english.get("lang") == "en"
    assert russian.get("lang") == "ru"
    assert "They fly." in english.text_content()
    assert "Редакция" in russian.text_content()


def test_links_to_the_same_item_in_the_other_language(client, article):
    page = page_of(client.get("/en/articles/bees/"))
    links = page.xpath("//main//a[@hreflang='ru']/@href")
    assert set(links) == {"/ru/articles/pchyoly/"}
    alternates = dict(zip(page.xpath("//link[@rel='alternate']/@hreflang"), page.xpath("//link[@rel='alternate'][@hreflang]/@href"), strict=True))  # fmt: skip
    assert alternates["ru"] == "http://testserver/ru/articles/pchyoly/"
    assert alternates["en"] == "http://testserver/en/articles/bees/"
    assert page.xpath("//link[@rel='canonical']/@href") == ["http://testserver/en/articles/bees/"]


def test_says_plainly_that_there_is_no_translation_in_the_readers_language(client):
    make_edition(
        "en", title_en="Only English", slug_en="only-english", title_ru="", body_ru="", standfirst_ru=""
    )
    response = client.get("/ru/articles/only-english/")
    page = page_of(response)
    assert page.get("lang") == "ru"
    assert page.xpath("//article/@lang") == ["en"]
    assert page.xpath("//link[@rel='canonical']/@href") == ["http://testserver/en/articles/only-english/"]
    english = page_of(client.get("/en/articles/only-english/"))
    assert english.xpath("//link[@rel='alternate'][@hreflang='ru']") == []
    assert english.xpath("//main//a[@hreflang='ru']") == []


def test_footnotes_and_headings_have_addresses(client, article):
    page = page_of(client.get("/en/articles/bees/"))
    assert page.xpath("//h2[@id='section-how-far']")
    reference = page.xpath("//sup//a")[0]
    (note,) = page.xpath(f"//*[@id='{reference.get('href').lstrip('#')}']")
    assert note.xpath(".//a[@aria-label='Back to footnote 1 in the text']/@href") == [
        f"#{reference.get('id')}"
    ]


@pytest.mark.parametrize(("pictures", "is_long"), [(0, False), (4, True)])
def test_a_short_text_of_many_pictures_is_set_as_a_long_one(client, pictures, is_long):
    figures = "".join(
        f'<figure><img src="/library/{make_image(width=64 + n).uid}/"></figure>' for n in range(pictures)
    )
    publish_now(
        make_article(slug_en="charts", body_en="<h2>One</h2><h2>Two</h2><h2>Three</h2>" + figures), "en"
    )
    page = page_of(client.get("/en/articles/charts/"))
    assert bool(page.find_class("is-long")) == is_long


def test_short_compounds_stay_on_one_line_in_all_titles_and_standfirsts(client):
    article = make_article(
        slug_ru="lyod", title_ru="Из-за льда", standfirst_ru="Кто-то ждал", original_language="ru"
    )
    publish_now(article, "ru")
    for path, title, standfirst in (
        ("/ru/articles/lyod/", "h1", "standfirst"),
        ("/ru/articles/", "h2", "card-standfirst"),
    ):
        page = page_of(client.get(path))
        assert page.xpath(f"//{title}//span[@class='nowrap']/text()") == ["Из-за"], path
        assert page.xpath(f"//p[@class='{standfirst}']/span[@class='nowrap']/text()") == ["Кто-то"], path


def test_all_scripts_of_a_page_with_everything_weigh_under_nine_kilobytes(client):
    """Compressed one by one, as servers do with gzip. That of suggestions comes only to who enters a search box."""
    headings = "".join(f"<h2>{letter}</h2><p>{'Text. ' * 500}</p>" for letter in "abc")
    table = "<table><tbody><tr><td>1</td></tr></tbody></table>"
    picture = f'<figure><img src="/library/{make_image().uid}/"></figure>'
    make_edition(slug_en="full", body_en=f"{headings}<p>x<span data-footnote=''>y</span></p>{table}{picture}")
    sources = page_of(client.get("/en/articles/full/")).xpath("//script/@src")
    names = {source.removeprefix("/static/js/") for source in sources} | {"ballot.js"}
    assert {"contents.js", "figures.js", "footnotes.js", "margin-notes.js", "tables.js"} < names
    sizes = {name: len(gzip.compress((SCRIPTS / name).read_bytes(), 9, mtime=0)) for name in names}
    assert sum(sizes.values()) < 9 * 1024, sizes


def test_a_draft_and_an_unknown_address_look_alike(client):
    make_article(slug_en="draft")
    assert client.get("/en/articles/draft/").status_code == 404
    assert client.get("/en/articles/nothing/").status_code == 404


def test_a_scheduled_edition_appears_by_the_clock(client):
    article = make_article(slug_en="later")
    at = timezone.now() + datetime.timedelta(days=2)
    publish_now(article, "en", at=at)
    assert client.get("/en/articles/later/").status_code == 404
    with time_machine.travel(at + datetime.timedelta(seconds=1)):
        assert client.get("/en/articles/later/").status_code == 200


def test_an_old_address_leads_to_the_new_one(client, article):
    article.slug_en = "northern-bees"
    article.save()
    publish_now(article, "en")
    response = client.get("/en/articles/bees/")
    assert (response.status_code, response["Location"]) == (301, "/en/articles/northern-bees/")


def test_a_withdrawn_article_shows_its_note_and_nothing_else(client, article):
    withdraw(article, "en", public_note="A court asked for it.", now=timezone.now())
    for path in ("/en/articles/bees/", "/en/articles/bees/editions/1/", "/en/articles/bees/print/"):
        response = client.get(path)
        assert response.status_code == 410
        assert "A court asked for it." in response.content.decode()
        assert "Bees of the north" not in response.content.decode()
    assert client.get("/ru/articles/pchyoly/").status_code == 200


def test_an_expired_article_stays_readable_and_says_so(client, article):
    now = timezone.now()
    expire(article, "en", at=now, now=now)
    response = client.get("/en/articles/bees/")
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex"
    assert "not been current since" in response.content.decode()
    assert "Bees" not in client.get("/en/articles/").content.decode()


def test_an_old_edition_keeps_its_words_and_points_to_the_current_one(client, article):
    article.body_en = "<p>They swim.</p>"
    article.save()
    publish_now(article, "en", note="They swim now.", correction="They do not fly.")
    old = client.get("/en/articles/bees/editions/1/")
    page = page_of(old)
    assert "They fly." in page.text_content()
    assert old["X-Robots-Tag"] == "noindex"
    assert page.xpath("//link[@rel='canonical']/@href") == ["http://testserver/en/articles/bees/"]
    current = page_of(client.get("/en/articles/bees/"))
    assert "They swim." in current.text_content()
    assert "They do not fly." in current.text_content()
    assert client.get("/en/articles/bees/editions/3/").status_code == 404


def test_an_old_edition_of_a_translation_has_one_notice(client, article):
    for language in ("en", "ru"):
        setattr(article, f"body_{language}", "<p>Other words.</p>")
        article.save()
        publish_now(article, language)
    article.body_en = "<p>The original again.</p>"
    article.save()
    publish_now(article, "en")
    notices = [
        page_of(client.get(f"/ru/articles/pchyoly/{end}")).xpath("//*[@class='notice']")
        for end in ("", "editions/1/")
    ]
    assert [len(found) for found in notices] == [1, 1]
    assert "Вы читаете редакцию 1 от" in notices[1][0].text_content()


def test_the_history_names_every_edition_on_record(client, article):
    article.body_en = "<p>They swim.</p>"
    article.save()
    publish_now(article, "en", note="They swim now.")
    page = page_of(client.get("/en/articles/bees/editions/"))
    assert "They swim now." in page.text_content()
    assert "/en/articles/bees/editions/1/" in page.xpath("//a/@href")


def test_links_in_a_text_follow_the_other_publication(client):
    target = make_article(slug_en="target")
    body = f'<p>See <a href="publication:{target.uid}">the other one</a>.</p>'
    make_edition(slug_en="source", body_en=body)
    before = page_of(client.get("/en/articles/source/"))
    publish_now(target, "en")
    while_live = page_of(client.get("/en/articles/source/"))
    withdraw(target, "en", public_note="Gone.", now=timezone.now())
    after = page_of(client.get("/en/articles/source/"))
    assert [page.xpath("//p[contains(., 'See')]/a/@href") for page in (before, while_live, after)] == [
        [], ["/en/articles/target/"], [],
    ]  # fmt: skip


def test_people_and_topics_are_linked_in_the_language_they_have_pages_in(client):
    expert = make_expert(family_name_ru="", given_name_ru="", slug_en="anna-orlova")
    article = make_article(slug_en="linked", slug_ru="svyazi")
    article.topics.add(make_topic(slug_en="insects", slug_ru="nasekomye"))
    Contribution.objects.create(
        publication=article, expert=expert, name_en="Anna Orlova", name_ru="Анна Орлова"
    )
    publish_now(article, "en", "ru")
    english, russian = (
        page_of(client.get("/en/articles/linked/")),
        page_of(client.get("/ru/articles/svyazi/")),
    )
    assert "/en/experts/anna-orlova/" in english.xpath("//main//a/@href")
    assert "/ru/topics/nasekomye/" in russian.xpath("//main//a/@href")
    assert "Анна Орлова" in russian.text_content()
    assert not [link for link in russian.xpath("//main//a/@href") if "/experts/" in link]


def test_related_publications_are_one_click_away_in_both_directions(client, article):
    event = make_event(slug_en="round-table")
    publish_now(event, "en")
    relate(article, event, Relation.Role.REPORTS_ON)
    assert "/en/events/round-table/" in page_of(client.get("/en/articles/bees/")).xpath("//main//a/@href")
    assert "/en/articles/bees/" in page_of(client.get("/en/events/round-table/")).xpath("//main//a/@href")


def test_the_texts_before_and_after_it_are_one_click_away(client):
    for day in (1, 2, 3):
        make_edition(slug_en=f"day-{day}", dated=datetime.date(2024, 5, day))
    page = page_of(client.get("/en/articles/day-2/"))
    neighbours = page.xpath("//nav[@aria-label='Previous and next']/div")
    assert [(e.xpath("string(p[1])"), e.xpath("string(a/@href)")) for e in neighbours] == [
        ("Previous", "/en/articles/day-1/"), ("Next", "/en/articles/day-3/"),
    ]  # fmt: skip


def test_pages_have_no_neighbours(client):
    first, second = make_page(slug_en="about"), make_page(slug_en="contact")
    publish_now(first, "en"), publish_now(second, "en")
    assert "Previous and next" not in client.get("/en/about/").text


def test_what_is_suggested_says_once_what_it_shares(client, article):
    topic = make_topic(name_en="Insects", name_ru="Насекомые")
    for publication in (article, make_article(title_en="Wasps"), make_article(title_en="Ants")):
        publication.topics.add(topic)
        publish_now(publication, "en")
    [group] = page_of(client.get("/en/articles/bees/")).xpath("//div[@class='related-groups']/div")
    assert [words.text for words in group.find_class("relation")] == ["Insects"]
    assert {link.text for link in group.find_class("title-link")} == {"Wasps", "Ants"}


def test_a_corrected_text_says_so_at_its_beginning_and_the_edition_before_does_not(client, article):
    article.standfirst_en = "Put right."
    article.save()
    publish_now(article, "en", correction="They fly farther.")
    article.standfirst_en = "Longer."
    article.save()
    publish_now(article, "en", note="A line more.")
    heads = [
        page_of(client.get(f"/en/articles/bees/{path}")).xpath("//header//*[@class='corrected']/a/@href")
        for path in ("", "editions/2/", "editions/1/")
    ]
    assert heads == [["#changes"], ["#changes"], []]


def test_the_print_page_is_the_same_text_without_the_site(client, article):
    page = page_of(client.get("/en/articles/bees/print/"))
    assert "They fly." in page.text_content()
    assert "http://testserver/en/articles/bees/" in page.text_content()
    assert (
        page.xpath("//meta[@name='robots'][contains(@content, 'noindex')]")
        or client.get("/en/articles/bees/print/")["X-Robots-Tag"] == "noindex"
    )


def test_a_page_costs_six_queries_cold_and_four_with_shared_values_in_memory(
    client, article, frozen_cache_state
):
    client.get("/en/articles/bees/")
    SharedValue.forget_all()
    cold = queries_of(client, "/en/articles/bees/")
    warm = queries_of(client, "/en/articles/bees/")
    assert (cold <= 6, warm <= 4) == (True, True), (cold, warm)


def test_a_page_costs_the_same_however_much_surrounds_it(client, article, frozen_cache_state):
    client.get("/en/articles/bees/")
    few = queries_of(client, "/en/articles/bees/")
    for number in range(12):
        other = make_article()
        publish_now(other, "en", "ru")
        relate(article, other)
        article.topics.add(make_topic())
        article.regions.add(make_region())
        Contribution.objects.create(publication=article, expert=make_expert(), position=number)
    for _edition in range(5):
        article.standfirst_en += " More."
        article.save()
        publish_now(article, "en", note="More.")
    SharedValue.forget_all()
    client.get("/en/articles/bees/")
    assert queries_of(client, "/en/articles/bees/") == few


def test_the_list_shows_live_articles_newest_first_and_filters_by_kind(client):
    make_edition(title_en="Older", dated=datetime.date(2020, 1, 1), kind="news")
    make_edition(title_en="Newer", dated=datetime.date(2021, 1, 1), kind="analysis")
    make_article(title_en="Draft")
    text = page_of(client.get("/en/articles/")).text_content()
    assert text.index("Newer") < text.index("Older")
    assert "Draft" not in text
    analysis = page_of(client.get("/en/articles/?kind=analysis")).text_content()
    assert ("Newer" in analysis, "Older" in analysis) == (True, False)


def test_the_list_costs_the_same_with_one_article_or_thirty(client, frozen_cache_state):
    make_edition()
    client.get("/en/articles/")
    few = queries_of(client, "/en/articles/")
    for _number in range(30):
        make_edition()
    assert queries_of(client, "/en/articles/") == few
    assert few <= 6


def test_the_print_page_offers_nothing_that_is_not_on_it(client, article):
    page = page_of(client.get("/en/articles/bees/print/"))
    targets = {link.lstrip("#") for link in page.xpath("//a/@href") if link.startswith("#")}
    assert targets - set(page.xpath("//@id")) == set()


def test_a_link_says_which_language_awaits_when_it_is_another(client):
    article, other = make_article(title_en="Bees", title_ru="Пчёлы"), make_article(title_ru="Осы")
    publish_now(other, "ru")
    Relation.objects.create(source_id=article.pk, target_id=other.pk, role=Relation.Role.FOLLOWS)
    english, russian = publish_now(article, "en", "ru")
    label = "//a[text()='Осы']/following-sibling::p/span[@lang='ru']/text()"
    assert html.fromstring(client.get(english.get_absolute_url()).content).xpath(label) == ["Русский"]
    assert html.fromstring(client.get(russian.get_absolute_url()).content).xpath(label) == []
