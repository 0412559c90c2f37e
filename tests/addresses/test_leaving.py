"""No page links to an object that was deleted or made private, and its address says so."""

import re

import pytest
from django.test import Client
from lxml import html

from experts.models import Expert
from tests.desk.desk import fill_in
from tests.factories import (
    make_affiliation,
    make_article,
    make_audience,
    make_expert,
    make_organization,
    make_project,
    make_region,
    make_superuser,
    make_topic,
    publish_now,
)
from tests.polls.making import make_poll
from thinktank.addresses.models import Address
from thinktank.taxonomy.models import Series, Topic

pytestmark = pytest.mark.django_db

MAKE = {
    "topic": make_topic,
    "region": make_region,
    "audience": make_audience,
    "project": make_project,
    "series": lambda: Series.objects.create(name_en="Lines", name_ru="Линии"),
    "expert": make_expert,
    "organization": make_organization,
    "poll": make_poll,
}


def delete(thing):
    thing.delete()


def delete_many(thing):
    type(thing).objects.filter(pk=thing.pk).delete()


def hide(thing):
    thing.is_public = False
    thing.save()


def hide_many(thing):
    type(thing).objects.filter(pk=thing.pk).update(is_public=False)


def take_words_away(thing):
    for language in ("en", "ru"):
        setattr(thing, f"{thing.required_words[0]}_{language}", "")
    thing.save()


def delete_on_the_desk(thing):
    client = Client()
    client.force_login(make_superuser())
    opts = thing._meta
    address = f"/admin/{opts.app_label}/{opts.model_name}/{thing.pk}/delete/"
    assert client.post(address, {"post": "yes"}).status_code == 302


def delete_selected_on_the_desk(thing):
    client = Client()
    client.force_login(make_superuser())
    opts = thing._meta
    sent = {"action": "delete_selected", "_selected_action": thing.pk, "post": "yes"}
    assert client.post(f"/admin/{opts.app_label}/{opts.model_name}/", sent).status_code == 302


WAYS = [delete_many, hide, hide_many, take_words_away, delete_on_the_desk, delete_selected_on_the_desk]
CASES = [(name, delete) for name in MAKE] + [(name, way) for way in WAYS for name in ("topic", "poll")]


def show_everywhere(thing):
    """An article in both languages that shows it in every place possible, and its paths."""
    article = make_article(slug_en="shows", slug_ru="shows")
    for name in ("topics", "regions", "audiences", "projects"):
        field = getattr(article, name)
        if field.model is type(thing):
            field.add(thing)
    if thing._meta.model_name == "poll":
        thing.publications.add(article.pk)
    publish_now(article, "en", "ru")
    return [path for code in ("en", "ru") if (path := thing.path_in(code))]


LISTS = ["topics", "regions", "projects", "experts", "organizations", "series", "for", "polls"]
LOOKED_AT = [
    *(f"/en/{prefix}/" for prefix in LISTS),
    *(
        "/en/",
        "/en/articles/shows/",
        "/en/articles/shows/print/",
        "/ru/articles/shows/",
        "/sitemap-lists.xml",
    ),
]


def links_to(client, paths):
    found = []
    for path in LOOKED_AT:
        text = client.get(path).content.decode()
        found += [(path, linked) for linked in paths if re.search(f'{re.escape(linked)}["<]', text)]
    return found


@pytest.mark.usefixtures("page_cache")
@pytest.mark.parametrize(("name", "leave"), CASES)
def test_no_page_links_to_a_deleted_page_and_its_address_says_so(client, name, leave):
    thing = MAKE[name]()
    paths = show_everywhere(thing)
    assert len(paths) == 2
    assert {linked for _path, linked in links_to(client, paths)} == set(paths)
    leave(thing)
    assert links_to(client, paths) == []
    for path in paths:
        response = client.get(path)
        page = html.fromstring(response.content)
        assert response.status_code == (404 if type(thing).objects.filter(pk=thing.pk).exists() else 410)
        assert len(page.xpath("//main//p[@class='standfirst']/text()")) == 1
        assert {client.get(way).status_code for way in page.xpath("//main//a/@href")} == {200}
    assert Address.objects.filter(owner_uid=thing.uid).count() == 2
    assert client.get("/en/articles/shows/").status_code == 200
    assert not Address.objects.filter(owner_uid=thing.uid, is_current=True).exists()


def test_a_page_left_in_one_language_is_the_way_on_in_the_other(client):
    topic = make_topic(slug_en="bees", slug_ru="pchely", name_ru="Пчёлы")
    topic.name_en = ""
    topic.save()
    response = client.get("/en/topics/bees/")
    assert (response.status_code, "/ru/topics/pchely/" in response.content.decode()) == (404, True)


def test_the_address_of_a_page_that_was_never_public_is_404_and_not_410(client):
    make_topic(slug_en="bees", is_public=False)
    assert client.get("/en/topics/bees/").status_code == 404


def test_no_other_owner_gets_the_address_of_a_deleted_page():
    make_topic(name_en="Bees").delete()
    assert make_topic(name_en="Bees").slug_en == "bees-2"


def test_an_address_that_stayed_current_by_mistake_is_linked_nowhere(client):
    topic = make_topic(slug_en="bees")
    Topic.objects.filter(pk=topic.pk)._raw_delete("default")
    assert Address.objects.filter(owner_uid=topic.uid, is_current=True).exists()
    assert "/en/topics/bees/" not in client.get("/sitemap-lists.xml").content.decode()


@pytest.mark.parametrize("name", ["topic", "region", "audience", "project", "poll"])
@pytest.mark.once
def test_deleting_says_first_where_it_is_used(name):
    client = Client()
    client.force_login(make_superuser())
    thing = MAKE[name]()
    show_everywhere(thing)
    opts = thing._meta
    page = html.fromstring(
        client.get(f"/admin/{opts.app_label}/{opts.model_name}/{thing.pk}/delete/").content
    )
    [used] = page.xpath("//ul[@class='uses']/li/a")
    assert used.text.startswith("Article ")
    assert client.get(used.get("href"), follow=True).status_code == 200
    assert not re.search(r"object \(\d+\)", page.text_content())


@pytest.mark.parametrize("name", ["topic", "expert", "poll"])
@pytest.mark.once
def test_making_it_private_says_where_it_was_used(name):
    client = Client()
    client.force_login(make_superuser())
    thing = MAKE[name]()
    show_everywhere(thing)
    if name == "expert":
        make_article(title_en="Article by her").contributions.create(expert=thing)
    path = f"/admin/{thing._meta.app_label}/{name}/{thing.pk}/change/"
    again = client.post(path, fill_in(client, path) | {"_continue": "1"}, follow=True)
    assert "Used here:" not in again.content.decode()
    page = html.fromstring(client.post(path, fill_in(client, path, is_public=""), follow=True).content)
    [used] = page.xpath("//li[contains(., 'Used here:')]/a")
    assert used.text.startswith("Article ")
    assert client.get(used.get("href"), follow=True).status_code == 200


@pytest.mark.once
def test_deleting_an_expert_who_is_used_is_refused_and_says_where():
    client = Client()
    client.force_login(make_superuser())
    article = make_article(title_en="By her")
    expert = make_affiliation().expert
    article.contributions.create(expert=expert, name_en="Anna")
    page = html.fromstring(client.get(f"/admin/experts/expert/{expert.pk}/delete/").content)
    assert page.xpath("//ul[@class='uses']/li/a/text()") == ["By her"]
    assert "cannot be deleted while it is in use. To remove its page" in page.text_content()
    Expert.objects.update(is_public=False)
    hidden = client.get(f"/admin/experts/expert/{expert.pk}/delete/").content.decode()
    assert "cannot be deleted while it is in use." in hidden and "To remove its page" not in hidden
