"""The settings of the site and its front page: logos, colours, chosen texts."""

import re

import pytest
from lxml import html

from polls.models import Poll
from tests.desk.desk import fill_in
from tests.desk.posting import add_row, text_of
from tests.factories import make_article, make_image, make_project, make_report, publish_now
from tests.polls.making import make_poll
from thinktank.delivery.shared_values import SharedValue
from thinktank.pages.models import FrontPage, SiteSettings
from thinktank.taxonomy.models import Series

pytestmark = pytest.mark.django_db
BLUE, PALE_BLUE = "#1a4f8a", "#8fb8f0"


def test_every_page_uses_the_chosen_colours_and_logos(desk, client):
    """One form holds all of these choices."""
    address = "/admin/pages/sitesettings/add/"
    refused = desk.post(address, fill_in(desk, address, name_en="Institute", accent_on_light=BLUE))
    assert (refused.status_code, "for both backgrounds" in text_of(refused)) == (422, True)
    logos = {"logo": str(make_image().pk), "logo_on_dark": str(make_image().pk)}
    both = {"accent_on_light": BLUE.upper(), "accent_on_dark": PALE_BLUE}
    assert desk.post(address, fill_in(desk, address, name_en="Institute", **both) | logos).status_code == 302
    SharedValue.forget_all()
    page = client.get("/en/topics/").content.decode()
    assert page.count("logo-mark is-for-dark") == page.count("logo-mark is-for-light") == 1
    [path] = re.findall(r'href="(/theme[^"]+)"', page)
    response = client.get(path)
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Content-Type"].startswith("text/css")
    assert f"--accent: light-dark({BLUE}, {PALE_BLUE});" in response.content.decode()
    assert SiteSettings.objects.get().accent_on_light == BLUE.upper()


def test_the_front_page_is_one_form_that_orders_what_is_on_top(desk, client, page_cache):
    first, second = make_report(title_en="First"), make_article(title_en="Second")
    publish_now(second), publish_now(first)
    address = desk.get("/admin/pages/frontpage/", follow=True).redirect_chain[-1][0]
    assert address == "/admin/pages/frontpage/add/"
    values = fill_in(desk, address, poll=str(make_poll().pk), projects=[str(make_project().pk)])
    add_row(values, "slots", publication=str(second.pk), position="2")
    add_row(values, "slots", publication=str(first.pk), position="1")
    assert client.get("/en/").status_code == 200  # kept, until the form says otherwise
    assert desk.post(address, values).status_code == 302
    front_page = FrontPage.objects.get()
    assert [slot.publication_id for slot in front_page.slots.all()] == [first.pk, second.pk]
    assert (front_page.poll, front_page.projects.count()) == (Poll.objects.get(), 1)
    titles = html.fromstring(client.get("/en/").content).xpath("//*[@class='card-title']/a/text()")
    assert titles[:2] == ["First", "Second"]
    assert desk.get("/admin/pages/frontpage/").headers["Location"] == "/admin/pages/frontpage/1/change/"
    assert desk.get("/admin/pages/frontpage/add/").status_code == 403


def test_a_publication_chosen_twice_is_an_error_of_the_form(desk):
    article = make_article()
    address = "/admin/pages/frontpage/add/"
    values = fill_in(desk, address)
    add_row(values, "slots", publication=str(article.pk))
    add_row(values, "slots", publication=str(article.pk))
    assert desk.post(address, values).status_code == 422
    assert not FrontPage.objects.exists()


def test_the_parts_of_a_series_are_ordered_on_its_form_and_each_is_part_of_one(desk):
    first, second = make_article(), make_report()
    address = "/admin/taxonomy/series/add/"

    def series_of(*parts, name):
        values = fill_in(desk, address, name_en=name, _continue="1")
        for publication in parts:
            add_row(values, "parts", publication=str(publication.pk))
        return desk.post(address, values)

    assert series_of(second, first, name="Lines").status_code == 302
    parts = Series.objects.get().parts.all()
    assert [(part.publication_id, part.position) for part in parts] == [(second.pk, 1), (first.pk, 2)]
    refused = series_of(first, name="Others")
    assert (refused.status_code, "part of a series already" in text_of(refused)) == (422, True)
    assert Series.objects.count() == 1
