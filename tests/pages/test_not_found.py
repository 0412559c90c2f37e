import datetime

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from tests.factories import make_article, make_edition, make_expert, make_page, publish_now
from thinktank.delivery.errors import error_page
from thinktank.delivery.shared_values import SharedValue
from thinktank.pages.models import SiteSettings
from thinktank.pages.views.not_found import near

pytestmark = pytest.mark.django_db


def meant(client, path):
    """What the page for an unknown address offers."""
    response = client.get(path)
    assert response.status_code == 404
    return html.fromstring(response.content).xpath("//section[@class='near']//a/@href")


@pytest.mark.parametrize(
    "slug",
    [
        "eleven-sentnces-about-cyberspace",
        "eleven-sentences",
        "Eleven-Sentences-About-Cyberspace",
        "eleven-sentences-about-cyberspace-2",
    ],
)
def test_a_slip_in_an_address_leads_to_what_was_meant(client, slug):
    make_edition(slug_en="eleven-sentences-about-cyberspace", title_en="Eleven <b>sentences</b>")
    for n in range(50):
        make_edition(slug_en=f"a-{n}-quite-different-one")

    response = client.get(f"/en/articles/{slug}/editions/7/")

    page = html.fromstring(response.content)
    assert page.xpath("//section[@class='near']//a/@href") == [
        "/en/articles/eleven-sentences-about-cyberspace/"
    ]
    assert "<b>sentences" not in response.text


def test_people_and_pages_are_found_too(client):
    make_expert(slug_en="anna-orlova")
    make_edition(make=make_page, slug_en="corrections-policy")
    SharedValue.forget_all()

    assert meant(client, "/en/experts/ana-orlova/") == ["/en/experts/anna-orlova/"]
    assert meant(client, "/en/correction-policy/") == ["/en/corrections-policy/"]


def test_suggestions_are_live(client):
    make_article(slug_en="secret-draft")
    publish_now(make_article(slug_en="secret-plans"), "en", at=timezone.now() + datetime.timedelta(days=1))
    make_edition("ru", slug_en="secret-other-language")

    assert meant(client, "/en/articles/secret-draff/") == []
    assert meant(client, "/en/articles/secret-plan/") == []


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/en/",
        "/xx/articles/eleven/",
        "/en/articles/",
        "/en/articles/" + "x" * 1900,
        "/en/articles/%00/",
        "//",
        "/en//x/",
    ],
)
def test_any_path_has_an_answer(path):
    assert near(path) == []


def test_looking_around_costs_two_queries_however_much_there_is(client, frozen_cache_state):
    for n in range(30):
        make_edition(slug_en=f"eleven-{n}")
    client.get("/en/")

    with CaptureQueriesContext(connection) as queries:
        near("/en/articles/eleven-99/")
    assert len(queries) == 2


@pytest.mark.parametrize("status", [500, 503, 507])
def test_a_page_about_a_fault_of_ours_asks_the_database_nothing(rf, status, django_assert_num_queries):
    SharedValue.forget_all()
    with django_assert_num_queries(0):
        assert "<h1" in error_page(rf.get("/en/x/"), status).text


def test_the_page_keeps_the_sites_name_and_sections_while_the_database_is_away(client):
    SiteSettings.objects.create(name_en="Institute of Bees")
    SharedValue.forget_all()
    client.get("/en/")
    SharedValue.forget_all()

    def refuse(*args, **kwargs):
        raise OperationalError("connection refused")

    client.raise_request_exception = False
    with connection.execute_wrapper(refuse):
        response = client.get("/en/articles/nothing/")

    assert response.status_code == 503
    page = html.fromstring(response.content)
    assert "Institute of Bees" in page.xpath("string(//header)")
    assert "/en/articles/" in page.xpath("//nav//a/@href")
    assert "Try again in 10 seconds." in page.text_content()
