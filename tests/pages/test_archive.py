import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from tests.factories import make_article, make_edition, make_event, make_page, make_report, publish_now
from thinktank.delivery.shared_values import SharedValue
from thinktank.publishing.editions.end import withdraw

pytestmark = pytest.mark.django_db


def on(year, month, day=1):
    return datetime.date(year, month, day)


@pytest.fixture
def history():
    """Three articles and a report over three years, and publications that the archive leaves out."""
    for title, dated in [
        ("First", on(2016, 10)),
        ("May, early", on(2019, 5, 2)),
        ("May, late", on(2019, 5, 30)),
    ]:
        make_edition(title_en=title, dated=dated)
    make_edition(make=make_report, title_en="Report", dated=on(2019, 3, 5))
    make_edition(make=make_page, title_en="About us", dated=on(2019, 5, 3))
    make_edition("ru", title_ru="По-русски", dated=on(2019, 5, 3))
    make_article(title_en="Draft", dated=on(2019, 5, 4))
    withdrawn = make_article(title_en="Withdrawn", dated=on(2017, 1, 1))
    publish_now(withdrawn, "en")
    withdraw(withdrawn, "en", public_note="Gone.", now=timezone.now())
    soon = timezone.now() + datetime.timedelta(days=40)
    make_edition(
        make=make_event, title_en="To come", starts_at=soon, ends_at=soon + datetime.timedelta(hours=1)
    )


def look(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    return html.fromstring(response.content)


def titles(page):
    return [title.text_content() for title in page.xpath("//ul[@class='ledger']//a")]


def link(page, relation):
    return page.xpath(f"//a[@rel='{relation}']/@href")


def test_every_year_has_its_months_with_what_is_live_in_them(client, history):
    page = look(client, "/en/archive/")
    assert page.xpath("//section/h2/a/text()") == ["2019", "2016"]
    assert page.xpath("//section[1]//ul/li/a/@href") == ["/en/archive/2019/03/", "/en/archive/2019/05/"]
    assert [" ".join(a.text_content().split()) for a in page.xpath("//section[1]//ul/li/a")] == [
        "March 1",
        "May 2",
    ]
    assert (
        len(page.xpath("//section[1]//li[@aria-hidden]")) == 10
    )  # months without anything are squares of a calendar
    filtered = look(client, "/en/archive/?type=report")
    assert filtered.xpath("//section//ul/li/a/@href") == ["/en/archive/2019/03/?type=report"]
    assert filtered.xpath("//nav[@class='kinds']//a[@aria-current]/text()")[0].strip() == "Reports"


def test_a_year_and_a_month_list_their_own_the_newest_first_and_lead_to_their_neighbours(client, history):
    year = look(client, "/en/archive/2019/")
    assert titles(year) == ["May, late", "May, early", "Report"]
    assert (link(year, "prev"), link(year, "next")) == (["/en/archive/2016/"], [])
    month = look(client, "/en/archive/2019/05/")
    assert titles(month) == ["May, late", "May, early"]
    assert link(month, "prev") == ["/en/archive/2019/03/"]
    assert titles(look(client, "/en/archive/2019/?type=report")) == ["Report"]
    assert titles(look(client, "/en/archive/2019/?type=nonsense")) == titles(year)
    assert titles(look(client, "/ru/archive/2019/05/")) == ["По-русски"]


def test_a_time_without_anything_is_not_found_and_shows_the_way_on(client, history):
    page = look(client, "/en/archive/2017/01/", status=404)
    assert "Nothing was published in this month." in page.text_content()
    assert (link(page, "prev"), link(page, "next")) == (["/en/archive/2016/10/"], ["/en/archive/2019/03/"])
    of_another_kind = look(client, "/en/archive/2019/05/?type=report")
    assert "Nothing of this kind" in of_another_kind.text_content()
    assert link(of_another_kind, "prev") == ["/en/archive/2019/03/?type=report"]
    for path in ("2019/13/", "2019/5/", "0019/", "99999/", "2019/00/"):
        assert client.get(f"/en/archive/{path}").status_code == 404
    assert client.get("/en/archive/9999/12/").status_code == 404


def test_the_other_language_is_the_same_month_or_the_nearest_there_is(client, history):
    def other(path, status=200):
        page = look(client, path, status)
        [link] = page.xpath("//ul[@class='languages']//a/@href")
        return link, [to.split("/", 3)[3] for to in page.xpath("//link[@rel='alternate']/@href")]

    assert other("/en/archive/2019/05/") == (
        "/ru/archive/2019/05/",
        ["en/archive/2019/05/", "ru/archive/2019/05/", "en/archive/2019/05/"],
    )
    assert other("/en/archive/2019/03/") == (
        "/ru/archive/2019/",
        ["en/archive/2019/03/", "en/archive/2019/03/"],
    )
    assert other("/en/archive/2016/10/")[0] == "/ru/archive/"
    assert other("/en/archive/2016/")[0] == "/ru/archive/"
    assert other("/en/archive/2017/01/", status=404) == ("/ru/archive/", [])


def test_lists_lead_to_the_archive_of_the_year_they_have_come_to(client, history):
    links = look(client, "/en/articles/").xpath("//p[@class='list-archive']/a/@href")
    assert links == ["/en/archive/2016/?type=article", "/en/archive/?type=article"]


def test_the_list_says_where_it_goes_on_when_its_last_page_is_reached(client, history, monkeypatch):
    monkeypatch.setattr("thinktank.delivery.paging.MAX_PAGE", 1)
    monkeypatch.setattr("thinktank.publishing.public.pages.MAX_PAGE", 1)
    monkeypatch.setattr("thinktank.publishing.public.pages.PER_PAGE", 1)
    assert "older items are in the archive" in look(client, "/en/articles/").text_content()


@pytest.mark.parametrize("path", ["/en/archive/", "/en/archive/2019/", "/en/archive/2019/05/?type=article"])
def test_the_archive_costs_the_same_with_little_or_much(client, history, path, frozen_cache_state):
    client.get(path)

    def queries():
        SharedValue.forget_all()
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    few = queries()
    for month in range(1, 13):
        make_edition(dated=on(2019, month))
        make_edition(make=make_report, dated=on(2015, month))
    assert queries() == few
    assert few <= 6
