"""Experts, institutions, topics and polls on the desk: previewed, then made public by an editor."""

import datetime

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from lxml import html

from tests.desk.desk import fill_in
from tests.factories import (
    PASSWORD,
    make_affiliation,
    make_article,
    make_audience,
    make_editor,
    make_expert,
    make_organization,
    make_project,
    make_region,
    make_topic,
    publish_now,
)
from tests.polls.making import make_poll
from thinktank.taxonomy.models import Series

pytestmark = pytest.mark.django_db

MAKE = {
    "topic": make_topic,
    "region": make_region,
    "audience": make_audience,
    "project": make_project,
    "series": lambda **fields: Series.objects.create(**{"name_en": "Lines", "slug_en": "lines"} | fields),
    "expert": make_expert,
    "organization": make_organization,
    "poll": make_poll,
}
each_thing = pytest.mark.parametrize("name", MAKE)


def address(thing, page):
    opts = thing._meta
    return f"/admin/{opts.app_label}/{opts.model_name}/{thing.pk}/{page}/"


@pytest.fixture
def desk(db):
    client = Client()
    client.force_login(make_editor())
    return client


@each_thing
@pytest.mark.parametrize("query", ["", "?_popup=1"])
def test_new_objects_are_not_public_by_default(desk, name, query):
    opts = MAKE[name]()._meta
    page = html.fromstring(desk.get(f"/admin/{opts.app_label}/{opts.model_name}/add/{query}").content)
    [box] = page.xpath("//input[@name='is_public']")
    assert box.get("checked") is None


@each_thing
def test_staff_look_at_the_page_before_readers_may(desk, client, page_cache, name):
    thing = MAKE[name](is_public=False)
    form = html.fromstring(desk.get(address(thing, "change")).content)
    paths = form.xpath("//ul[contains(@class, 'object-tools')]//a[contains(@href, '/preview/')]/@href")
    assert address(thing, "preview/en") in paths
    for path in paths:
        response = desk.get(path)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]
        assert thing.label_in(path.split("/")[-2]) in response.content.decode()
        assert client.get(path).status_code == 302
    assert not len(page_cache)
    assert "Readers cannot see this page yet." in desk.get(address(thing, "preview/en")).content.decode()
    prefix, slug = thing.address_prefix, thing.slug_en
    assert client.get(f"/en/{prefix}/{slug}/").status_code == 404


@pytest.mark.parametrize("language", ["ru", "de", "x"])
def test_there_is_no_preview_in_a_language_without_words(desk, language):
    topic = make_topic(name_ru="", is_public=False)
    assert desk.get(address(topic, f"preview/{language}")).status_code == 404


# The same once more


def add(client, thing, **typed):
    opts = thing._meta
    path = f"/admin/{opts.app_label}/{opts.model_name}/add/"
    return client.post(path, fill_in(client, path, **typed))


KORTUNOV = {
    "given_name_en": "Andrey",
    "family_name_en": "Kortunov",
    "given_name_ru": "",
    "family_name_ru": "",
}


@pytest.mark.parametrize(
    "typed",
    [
        {"given_name_en": "Andrey", "family_name_en": "Kortunov"},
        {"given_name_en": "A.", "family_name_en": "Kortunov"},
        {"given_name_ru": "Андрей", "family_name_ru": "Кортунов"},
        {"given_name_en": "Kortunov", "family_name_en": "Andrei"},
    ],
)
def test_a_name_like_an_existing_one_is_questioned_and_saved_once_the_editor_confirms(desk, typed):
    known = make_affiliation(expert=make_expert(**KORTUNOV), role_en="Director").expert
    response = add(desk, known, **typed)
    page = html.fromstring(response.content.decode())
    assert response.status_code == 422
    assert page.xpath(
        f"//ul[contains(@class, 'errorlist')]//a[@href='{address(known, 'change')}']/text()"
    ) == [known.told_apart()]
    [button] = page.xpath("//form//button[@name='is_another']")
    assert type(known).objects.count() == 1
    assert add(desk, known, **typed, is_another=button.get("value")).status_code == 302
    assert type(known).objects.count() == 2


def test_a_saved_name_is_not_asked_about_again_and_another_name_not_at_all(desk):
    known = make_expert(**KORTUNOV)
    twin = make_expert(**KORTUNOV)
    path = address(twin, "change")
    assert desk.post(path, fill_in(desk, path, orcid="")).status_code == 302
    assert add(desk, known, given_name_en="Boris", family_name_en="Ivanov").status_code == 302


def test_an_institution_is_known_by_its_abbreviation_and_a_topic_in_any_order(desk):
    council = make_organization(name_en="Russian International Affairs Council (RIAC)", name_ru="")
    assert add(desk, council, name_en="RIAC").status_code == 422
    assert add(desk, council, name_en="Another Council").status_code == 302
    topic = make_topic(name_en="Arms control", name_ru="")
    assert add(desk, topic, name_en="Control of arms").status_code == 422


def test_choices_of_the_same_name_differ_by_more_words(desk):
    for role in ("Director", "Student"):
        make_affiliation(
            expert=make_expert(**KORTUNOV), role_en=role, organization=make_organization(name_en=role)
        )
    make_expert(**KORTUNOV)
    found = desk.get(
        "/admin/autocomplete/",
        {"app_label": "publishing", "model_name": "contribution", "field_name": "expert", "term": "kortunov"},
    ).json()["results"]
    texts = {each["text"] for each in found}
    assert len(texts) == 3
    assert "Andrey Kortunov — Director, Director" in texts


# Deleting


@each_thing
def test_an_editor_can_delete_only_objects_that_were_never_public(desk, name):
    never, was = MAKE[name](is_public=False), MAKE[name](**({"slug_en": "other"} if name == "series" else {}))
    was.is_public = False
    was.save()
    statuses = [desk.post(address(thing, "delete"), {"post": "yes"}).status_code for thing in (never, was)]
    assert statuses == [302, 403]
    assert list(type(was).objects.values_list("pk", flat=True)) == [was.pk]


def test_an_editor_deletes_a_draft_and_no_published_text(desk):
    draft, live = make_article(), make_article()
    publish_now(live, "en")
    statuses = [desk.post(address(text, "delete"), {"post": "yes"}).status_code for text in (draft, live)]
    assert statuses == [302, 403]
    assert list(type(live).objects.values_list("pk", flat=True)) == [live.pk]


def test_a_poll_that_opens_later_was_never_public_and_one_with_votes_stays(desk):
    later = make_poll(opens_at=timezone.now() + datetime.timedelta(days=1))
    counted = make_poll(imported=[1], is_public=False)
    assert desk.post(address(later, "delete"), {"post": "yes"}).status_code == 302
    assert desk.post(address(counted, "delete"), {"post": "yes"}).status_code == 403


def test_an_account_that_may_not_add_objects_may_not_delete_them(client):
    user = get_user_model().objects.create_user("reader", password=PASSWORD, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_topic", "change_topic"]))
    client.force_login(user)
    assert client.post(address(make_topic(is_public=False), "delete"), {"post": "yes"}).status_code == 403


# A poll


def test_saving_a_poll_says_where_it_is_not_public_and_why(desk):
    poll = make_poll(options=3)
    path = address(poll, "change")
    typed = fill_in(desk, path) | {"options-1-label_ru": "", "_continue": "1"}
    page = desk.post(path, typed, follow=True).content.decode()
    assert (
        "Not public in Russian: option 2 has no text in this language."
        in html.fromstring(page).text_content()
    )
    typed = fill_in(desk, path) | {"question_ru": "", "options-1-label_ru": "Путь", "_continue": "1"}
    page = desk.post(path, typed, follow=True).content.decode()
    assert (
        "Not public in Russian: the question has no text in this language."
        in html.fromstring(page).text_content()
    )
    typed = fill_in(desk, path) | {"question_ru": "Куда?", "_continue": "1"}
    assert "Not public in" not in desk.post(path, typed, follow=True).content.decode()


def test_publications_that_show_a_poll_are_found_by_typing(desk):
    poll = make_poll(beside=[make_article(title_en="Beside it")])
    for n in range(3):
        make_article(title_en=f"Another {n}")
    page = html.fromstring(desk.get(address(poll, "change")).content)
    [picker] = page.xpath("//select[@name='publications']")
    assert "admin-autocomplete" in picker.get("class")
    assert picker.xpath("./option/text()") == ["Beside it"]


def test_the_pencil_next_to_a_related_publication_opens_a_window_that_closes_itself(desk):
    article = make_article()
    query = "?_to_field=id&_popup=1"
    response = desk.get(f"/admin/publishing/publication/{article.pk}/change/{query}")
    assert response.headers["Location"] == address(article, "change") + query
    path = response.headers["Location"]
    saved = desk.post(path, fill_in(desk, path) | {"_continue": "1"})
    assert b"popup_response.js" in saved.content
