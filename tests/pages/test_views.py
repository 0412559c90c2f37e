import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from tests.factories import (
    make_affiliation,
    make_article,
    make_audience,
    make_edition,
    make_event,
    make_expert,
    make_organization,
    make_page,
    make_report,
    make_topic,
    publish_now,
)
from thinktank.delivery.shared_values import SharedValue
from thinktank.pages.models import SiteSettings
from thinktank.publishing.editions.end import expire
from thinktank.publishing.models import Contribution

pytestmark = pytest.mark.django_db


def text_of(client, path):
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return " ".join(html.fromstring(response.content).text_content().split())


def queries_of(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("accepted", "path"), [("ru", "/ru/"), ("en-GB,en", "/en/"), ("ja", "/en/"), ("", "/en/")]
)
def test_the_bare_address_leads_to_the_readers_language(client, accepted, path):
    response = client.get("/", headers={"accept-language": accepted})
    assert (response.status_code, response["Location"]) == (302, path)
    assert response["Cache-Control"] == "private, no-store"


def test_the_front_page_leads_with_the_newest_and_names_what_comes(client):
    make_edition(title_en="Older", dated=datetime.date(2020, 1, 1))
    make_edition(make=make_report, title_en="Newest", dated=datetime.date(2022, 1, 1))
    soon = timezone.now() + datetime.timedelta(days=5)
    make_edition(
        make=make_event, title_en="Coming", starts_at=soon, ends_at=soon + datetime.timedelta(hours=1)
    )
    make_article(title_en="Draft")
    text = text_of(client, "/en/")
    assert text.index("Newest") < text.index("Older")
    assert "Coming" in text
    assert "Draft" not in text


def test_a_page_has_an_address_of_one_word_and_a_link_in_every_footer(client):
    make_edition(make=make_page, title_en="About us", slug_en="about")
    assert "About us" in text_of(client, "/en/about/")
    assert "About us" in text_of(client, "/en/articles/")
    assert client.get("/en/nothing-here/").status_code == 404


def test_the_foot_of_every_page_says_where_the_site_is_and_what_may_be_done_with_its_texts(client):
    SiteSettings.objects.create(
        name_en="An institute",
        contacts_en="1 Main Street\n<b>Press:</b> press@example.org",
        rights_en="CC BY 4.0.",
    )
    foot = html.fromstring(client.get("/en/articles/").content).find_class("footer")[0]
    assert " ".join(foot.find(".//address").itertext()).split() == [
        "1",
        "Main",
        "Street",
        "Press:",
        "press@example.org",
    ]
    assert foot.xpath(".//address//a/@href") == ["mailto:press@example.org"]
    assert "An institute. CC BY 4.0. Personal data" in foot.xpath("string(.//*[@class='footer-rights'])")


def test_the_page_about_the_site_is_in_the_menu_in_languages_in_which_it_is_live(client):
    about = make_page(title_en="Who we are", slug_en="who", title_ru="")
    SiteSettings.objects.create(name_en="An institute", about=about)

    def menu(language):
        return html.fromstring(client.get(f"/{language}/articles/").content).xpath(
            "//*[@class='menu']//a/@href"
        )

    assert "/en/who/" not in menu("en")
    publish_now(about, "en")
    SharedValue.forget_all()
    assert menu("en")[-1] == "/en/who/"
    assert menu("ru")[-1] == "/ru/polls/"


LISTS = [
    "articles",
    "events",
    "reports",
    "experts",
    "organizations",
    "topics",
    "projects",
    "polls",
    "archive",
]


@pytest.mark.parametrize("name", LISTS)
def test_every_list_has_breadcrumbs(client, name):
    page = html.fromstring(client.get(f"/ru/{name}/").content)
    assert page.xpath("//nav[@class='breadcrumbs']//a/@href") == ["/ru/"]


def test_the_footer_follows_the_clock(client, monkeypatch):
    now = timezone.now()
    soon, later = now + datetime.timedelta(days=1), now + datetime.timedelta(days=2)
    page = make_page(title_en="Funding", slug_en="funding")
    publish_now(page, "en", at=soon)
    expire(page, "en", at=later, now=now)

    def stands_in_the_footer(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        SharedValue.forget_all()
        return "Funding" in text_of(client, "/en/articles/")

    assert [stands_in_the_footer(moment) for moment in (now, soon, later)] == [False, True, False]


def test_every_page_has_the_notice_of_the_site(client):
    SiteSettings.objects.create(
        name_en="An institute", name_ru="Институт", notice_en="We move house.", notice_ru=""
    )
    SharedValue.forget_all()
    assert "We move house." in text_of(client, "/en/topics/")
    assert "We move house." not in text_of(client, "/ru/topics/")


def test_an_experts_page_lists_what_they_wrote_and_where_they_work(client):
    expert = make_expert(given_name_en="Vera", family_name_en="Lind", slug_en="vera-lind")
    make_affiliation(
        expert=expert, organization=make_organization(name_en="Harbour Institute"), role_en="director"
    )
    article = make_article(title_en="On harbours")
    Contribution.objects.create(publication=article, expert=expert, name_en="Vera Lind")
    publish_now(article, "en")
    text = text_of(client, "/en/experts/vera-lind/")
    assert all(part in text for part in ("Vera Lind", "Director, Harbour Institute", "On harbours"))


def test_an_expert_without_a_russian_name_has_no_russian_page_but_is_in_the_list(client):
    make_expert(
        given_name_en="Vera", family_name_en="Lind", slug_en="vera-lind", given_name_ru="", family_name_ru=""
    )
    assert client.get("/ru/experts/vera-lind/").status_code == 404
    page = html.fromstring(client.get("/ru/experts/").content)
    assert page.xpath("//*[@lang='en'][contains(., 'Vera Lind')]")


def test_a_hidden_expert_is_nowhere(client):
    make_expert(family_name_en="Hidden", slug_en="hidden", is_public=False)
    assert client.get("/en/experts/hidden/").status_code == 404
    assert "Hidden" not in text_of(client, "/en/experts/")


def test_an_old_address_of_a_topic_leads_to_the_new_one(client):
    topic = make_topic(slug_en="bees")
    topic.slug_en = "insects"
    topic.save()
    response = client.get("/en/topics/bees/")
    assert (response.status_code, response["Location"]) == (301, "/en/topics/insects/")


@pytest.mark.parametrize("field", ["topics", "audiences"])
def test_pages_of_topics_and_readers_list_what_editors_marked(client, field):
    make = {"topics": make_topic, "audiences": make_audience}[field]
    term = make(name_en="Bees", slug_en="bees", description_en="All about them.")
    marked = make_article(title_en="Marked")
    getattr(marked, field).add(term)
    publish_now(marked, "en")
    make_edition(title_en="Unmarked")
    text = text_of(client, f"/en/{term.address_prefix}/bees/")
    assert "Marked" in text
    assert "All about them." in text
    assert "Unmarked" not in text.replace("Marked", "", 1)


@pytest.mark.parametrize(
    "path",
    ["/en/", "/en/experts/", "/en/organizations/", "/en/topics/", "/en/topics/bees/", "/en/experts/anna/"],
)
def test_pages_cost_the_same_with_little_content_or_much(client, path, frozen_cache_state):
    topic, expert = make_topic(slug_en="bees"), make_expert(slug_en="anna")

    def fill():
        article = make_article()
        article.topics.add(topic)
        Contribution.objects.create(publication=article, expert=expert, name_en="Anna")
        publish_now(article, "en")
        make_edition(make=make_event)
        make_edition(make=make_report)
        make_affiliation(expert=expert)
        make_affiliation()
        make_topic()

    for _number in range(5):
        fill()
    few = queries_of(client, path)
    for _number in range(5):
        fill()
    SharedValue.forget_all()
    assert queries_of(client, path) == few
    assert few <= 6
