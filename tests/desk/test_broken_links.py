"""The desk lists the links of live texts that lead nowhere on this site."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from lxml import html

from tests.desk.posting import text_of
from tests.factories import make_edition, make_editor
from thinktank.publishing.editions import broken_links

pytestmark = pytest.mark.django_db
PAGE = "/admin/publishing/publication/broken-links/"
BODY = '<p>Words <a href="/en/never/">there</a>.</p>'


def test_the_desk_lists_them_with_a_way_to_the_form(desk):
    edition = make_edition(title_en="Bees", slug_en="bees", body_en=BODY)
    response = desk.get(PAGE)
    assert "Bees" in text_of(response)
    assert "there is no page at this address" in text_of(response)
    assert f'href="/admin/articles/article/{edition.publication_id}/change/"' in response.content.decode()
    assert PAGE in desk.get("/admin/publishing/publication/").content.decode()
    assert PAGE in desk.get("/admin/publishing/unmadefile/").content.decode()


def test_the_list_is_in_the_language_of_the_desk(desk, settings):
    make_edition(body_en=BODY)
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = "ru"
    words = text_of(desk.get(PAGE))
    assert "Неработающие ссылки" in words
    assert "по этому адресу нет страницы" in words


def test_a_long_list_goes_on_with_older_texts(desk, monkeypatch):
    monkeypatch.setattr(broken_links, "BATCH", 1)
    for n in range(7):
        make_edition(title_en=f"Text {n}", body_en=BODY)
    first = desk.get(PAGE)
    assert titles(first) == [f"Text {n}" for n in (6, 5, 4, 3, 2)]
    assert "5 broken links. 5 texts checked." in text_of(first)
    [onward] = html.fromstring(first.content).xpath("//a[starts-with(@href, '?before=')]/@href")
    assert titles(desk.get(PAGE + onward)) == ["Text 1", "Text 0"]


@pytest.mark.parametrize("nonsense", ["9" * 30, "x", "-1", "١"])
def test_nonsense_in_the_address_leads_to_the_newest(desk, nonsense):
    make_edition(title_en="Bees", body_en=BODY)
    assert titles(desk.get(PAGE, {"before": nonsense})) == ["Bees"]


def titles(response):
    return html.fromstring(response.content).xpath("//tbody//th/a[@lang]/text()")


def test_only_those_who_may_see_publications_see_the_list(desk, client):
    nobody = make_editor()
    nobody.groups.clear()
    client.force_login(nobody)
    assert client.get(PAGE).status_code == 403
    nobody.user_permissions.add(Permission.objects.get(codename="view_publication"))
    client.force_login(nobody)
    assert client.get(PAGE).status_code == 200
    assert Client().get(PAGE).status_code == 302
    assert desk.post(PAGE).status_code == 405
