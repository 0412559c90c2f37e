import datetime

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from lxml import html

from tests.factories import PASSWORD, make_article, make_editor, publish_now
from thinktank.publishing.editions.end import withdraw
from thinktank.readership.sums import add_reads

pytestmark = pytest.mark.django_db

LIST = "/admin/readership/readership/"


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def was_read(publication, n, language="en", days_ago=0):
    day = timezone.localdate() - datetime.timedelta(days=days_ago)
    add_reads([(publication.pk, language, day, n)])


def rows(client, **asked):
    page = html.fromstring(client.get(LIST, asked).content.decode())
    return [
        [cell.text_content().strip() for cell in row.xpath("./td[@class] | ./th[@class]")]
        for row in page.xpath("//table[@id='result_list']/tbody/tr")
    ]


@pytest.fixture
def bees():
    bees, wasps = (make_article(title_en="Bees", title_ru="Пчёлы"), make_article(title_en="Wasps"))
    publish_now(bees, "en", "ru")
    publish_now(wasps, "en")
    was_read(bees, 12), was_read(bees, 300, days_ago=40), was_read(bees, 7, "ru"), was_read(wasps, 20)
    return bees


def test_editors_see_recent_and_total_reads_by_text_and_language(bees):
    publish_now(make_article(title_en="Nobody read this"), "en")
    editor = signed_in(make_editor())
    assert rows(editor) == [
        ["Wasps", "English", "20", "20"],
        ["Bees", "English", "12", "312"],
        ["Пчёлы", "Русский", "7", "7"],
    ]
    withdraw(bees, "ru", public_note="Gone.", now=timezone.now())
    assert len(rows(editor)) == 2
    assert "Readership" in editor.get("/admin/").content.decode()


def test_it_is_searched_by_the_words_of_texts_in_any_language_and_spelling(bees):
    editor = signed_in(make_editor())
    for typed in ("bees", "BEE", "пчелы", "пчёл"):
        assert [row[0] for row in rows(editor, q=typed)] == ["Bees", "Пчёлы"], typed
    assert rows(editor, q="hornets") == rows(editor, q="bees wasps") == rows(editor, q="—") == []


def test_no_user_can_add_change_or_delete_reads(bees, admin_client):
    pk = bees.editions.first().pk
    for client in (signed_in(make_editor()), admin_client):
        for address in ("add/", f"{pk}/change/", f"{pk}/delete/"):
            for method in (client.get, client.post):
                assert method(f"{LIST}{address}").status_code == 403, address


def test_staff_who_may_not_see_publications_do_not_see_what_is_read():
    user = get_user_model().objects.create_user("nobody", password=PASSWORD, is_staff=True)
    assert signed_in(user).get(LIST).status_code == 403


def test_the_desk_s_search_leaves_out_rows_that_have_no_page(bees, admin_client):
    found = admin_client.get("/admin/find/", {"q": "bees"})
    assert found.status_code == 200
    assert "/admin/articles/article/" in found.content.decode()
