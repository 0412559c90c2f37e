"""Every page of a list has one address, and the language links keep the filters."""

import datetime

import pytest
from lxml import html

from articles.choices import Kind
from tests.factories import (
    make_affiliation,
    make_article,
    make_audience,
    make_event,
    make_expert,
    make_organization,
    make_project,
    make_region,
    make_report,
    make_topic,
    publish_now,
)
from thinktank.pages import subjects
from thinktank.publishing.public import pages

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 5)
JUNK = "&utm_source=x&fbclid=%D1%8F&page=&a[]=1&kind="


@pytest.fixture
def everything(client, monkeypatch):
    """A site with one of everything in both languages, and three articles on a topic, two on a page."""
    monkeypatch.setattr(pages, "PER_PAGE", 2)
    monkeypatch.setattr(subjects.listed, "__defaults__", (2, None, ""))
    topic = make_topic(name_en="Arms", name_ru="Оружие", slug_en="arms", slug_ru="oruzhie")
    make_topic(name_en="Only English", slug_en="only", name_ru="", slug_ru="")
    organization = make_organization(slug_en="mgimo", slug_ru="mgimo-ru")
    expert = make_expert(family_name_en="Orlova", family_name_ru="Орлова", slug_en="orlova", slug_ru="orlova")
    expert.topics.add(topic)
    make_affiliation(expert=expert, organization=organization)
    for make, kind in [(make_article, Kind.NEWS)] * 3 + [
        (make_event, "seminar"),
        (make_report, "policy_brief"),
    ]:
        publication = make(kind=kind, **({} if make is make_event else {"dated": DAY}))
        publication.topics.add(topic)
        publish_now(publication, "en", "ru")


def look(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return html.fromstring(response.content)


def language_link(page, language="ru"):
    return page.xpath(f"//ul[@class='languages']//a[@hreflang='{language}']/@href")


def canonical(page):
    return page.xpath("//link[@rel='canonical']/@href")


IN_BOTH = [
    ("/en/articles/?kind=news", "/ru/articles/?kind=news"),
    ("/en/articles/?page=2&kind=news", "/ru/articles/?kind=news"),
    ("/en/events/?kind=seminar", "/ru/events/?kind=seminar"),
    ("/en/reports/?kind=policy_brief", "/ru/reports/?kind=policy_brief"),
    ("/en/archive/?type=event", "/ru/archive/?type=event"),
    ("/en/archive/2026/?type=article", "/ru/archive/2026/?type=article"),
    ("/en/archive/2026/03/?type=article", "/ru/archive/2026/03/?type=article"),
    ("/en/archive/2026/03/?type=event", "/ru/archive/2026/03/?type=event"),
    ("/en/experts/?topic=arms", "/ru/experts/?topic=oruzhie"),
    ("/en/experts/?organization=mgimo", "/ru/experts/?organization=mgimo-ru"),
    ("/en/experts/?q=orlova", "/ru/experts/?q=orlova"),
    ("/en/experts/?q= orlova  a&topic=arms", "/ru/experts/?q=orlova+a&topic=oruzhie"),
    ("/en/experts/?q=%D0%BE%26b", "/ru/experts/?q=%D0%BE%26b"),
    ("/en/experts/?topic=only", "/ru/experts/"),
    ("/en/topics/arms/?type=article", "/ru/topics/oruzhie/?type=article"),
    ("/en/articles/?kind=no-such", "/ru/articles/"),
    ("/en/polls/", "/ru/polls/"),
]


def test_the_language_link_keeps_what_was_chosen(client, everything):
    for here, there in IN_BOTH:
        page = look(client, here)
        assert language_link(page) == [there]
        back = look(client, there)
        assert canonical(back) == [f"http://testserver{there}"]


ADDRESSES = [
    ("/en/articles/?", "/en/articles/"),
    ("/en/articles/?page=1", "/en/articles/"),
    ("/en/articles/?page=2&kind=news", "/en/articles/?kind=news&page=2"),
    ("/en/articles/?kind=news&kind=news", "/en/articles/?kind=news"),
    (f"/en/articles/?page=2{JUNK}", "/en/articles/"),
    ("/en/archive/2026/?x=1&type=", "/en/archive/2026/"),
    ("/en/archive/2026/03/?type=article&page=1", "/en/archive/2026/03/?type=article"),
    ("/en/experts/?topic=arms&q=&organization=", "/en/experts/?topic=arms"),
    ("/en/experts/?q=%D0%B8%CC%86%01%20", "/en/experts/?q=%D0%B9"),
    ("/en/topics/arms/?page=2", "/en/topics/arms/?page=2"),
    ("/en/topics/arms/?type=article&page=2", "/en/topics/arms/?page=2&type=article"),
    ("/en/topics/arms/?type=nothing", "/en/topics/arms/"),
]


def test_every_page_of_a_list_has_one_address(client, everything):
    for asked, address in ADDRESSES:
        page = look(client, asked)
        assert canonical(page) == [f"http://testserver{address}"]
        versions = page.xpath("//link[@rel='alternate'][@hreflang='en']/@href")
        assert versions == ([] if "page=" in address else [f"http://testserver{address}"])


PAGED = ["articles/", "events/", "reports/", "polls/", "archive/2026/", "archive/2026/03/", "topics/arms/", "experts/orlova/",
         "organizations/mgimo/"]  # fmt: skip


ODD = ["99", "0", "-1", "abc", "1000001", "9" * 400, "²", "1%00"]


def test_a_page_that_does_not_exist_is_not_found(client, everything):
    answers = {f"/en/{path}?page={page}": 400 if "%00" in page else 404 for path in PAGED for page in ODD}
    assert {address: client.get(address).status_code for address in answers} == answers


def test_subjects_of_every_kind_have_an_address_for_each_page(client, everything):
    article = make_article()
    found = {"regions": make_region(), "projects": make_project(), "audiences": make_audience()}
    for name, subject in found.items():
        getattr(article, name).add(subject)
    publish_now(article, "en")
    for subject in found.values():
        path = subject.path_in("en")
        assert canonical(look(client, f"{path}?page=1&x=2")) == [f"http://testserver{path}"]
        look(client, f"{path}?page=2", 404)


def test_the_way_back_to_the_first_page_is_its_address(client, everything):
    assert look(client, "/en/articles/?page=2").xpath("//a[@rel='prev']/@href") == ["/en/articles/"]
    page = look(client, "/en/articles/?kind=news&page=2")
    assert page.xpath("//a[@rel='prev']/@href") == ["?kind=news"]


@pytest.mark.parametrize(
    ("path", "name", "second"),
    [("/en/articles/", "Articles", ", page 2"), ("/ru/topics/oruzhie/", "Оружие", ", страница 2")],
)
def test_a_further_page_of_any_list_says_so_in_its_title_and_in_no_name_of_a_feed(
    client, everything, path, name, second
):
    for number, words in ("1", f"{name} — "), ("2", f"{name}{second} — "):
        page = look(client, f"{path}?page={number}")
        title = page.findtext(".//title")
        assert title.startswith(words)
        assert page.xpath("//meta[@property='og:title']/@content") == [title]
        feeds = page.xpath("//link[@rel='alternate'][@title]/@title")
        assert feeds
        assert [feed for feed in feeds if not feed.startswith(f"{name} — ")] == []


@pytest.mark.once
@pytest.mark.parametrize(
    "path", ["experts", "organizations", "topics", "regions", "for", "projects", "series", "archive"]
)
def test_a_list_that_is_whole_on_one_page_has_no_other(client, path):
    assert client.get(f"/en/{path}/?page=1").status_code == 200
    assert {client.get(f"/en/{path}/?page={page}").status_code for page in ("2", "0", "²", "x")} == {404}
