"""The status of every address of the desk for every role. A new address without an expected status fails."""

import uuid

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from tests.factories import (
    PASSWORD,
    PUBLICATION_MAKERS,
    make_article,
    make_editor,
    make_superuser,
    publish_now,
)

pytestmark = pytest.mark.django_db

PUBLICATIONS = {
    f"{model._meta.app_label}_{model._meta.model_name}": make for model, make in PUBLICATION_MAKERS.items()
}
# Address of one publication -> (method, status for an editor)
PAGES = {
    "publish": ("get", 200),
    "publish_all": ("get", 200),
    "release": ("get", 200),
    "preview": ("get", 200),
    "editions": ("get", 200),
    "revisions": ("get", 200),
    "compare": ("get", 200),
    "revision": ("get", 200),
    "restore": ("post", 302),
    "duplicate": ("post", 302),
    "cancel": ("get", 409),
    "withdraw": ("get", 200),
    "expire": ("get", 200),
    "correct": ("get", 200),
    "still_valid": ("post", 302),
    "erase": ("get", 403),
    "review": ("get", 200),
    "use_other": ("post", 404),
    "keep_own": ("post", 404),
    "crossref": ("get", 302),
    "change": ("get", 200),
    "history": ("get", 200),
    "delete": ("get", 403),
}
OF_THE_LIST = {"changelist": 200, "add": 200}
OPEN_TO_ALL = {"login", "set_language", "invitation"}


def patterns():
    def walk(entries):
        for entry in entries:
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns)
            elif isinstance(entry, URLPattern) and entry.name:
                yield entry

    return list(walk(admin.site.get_urls()))


def address(pattern, pk):
    values = {
        "object_id": pk,
        "language": "en",
        "number": 1,
        "app_label": "articles",
        "url": "x",
        "content_type_id": 1,
        "key": uuid.UUID(int=1),
    }
    arguments = {
        name: values.get(name, 1) for name in pattern.pattern.converters or pattern.pattern.regex.groupindex
    }
    return reverse(f"admin:{pattern.name}", kwargs=arguments)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def live(make):
    publication = make()
    publish_now(publication, "en", "ru")
    return publication


@pytest.fixture
def without_rights(db):
    """Staff without any rights."""
    user = get_user_model().objects.create_user("nobody", password=PASSWORD, is_staff=True)
    return signed_in(user)


def test_every_address_redirects_to_the_login_without_a_session(client):
    for pattern in patterns():
        if pattern.name in OPEN_TO_ALL:
            continue
        for method in (client.get, client.post):
            response = method(address(pattern, 1))
            assert response.status_code == 302, pattern
            assert response.headers["Location"].startswith(("/admin/login/", "/admin/")), pattern


def test_a_reader_with_an_account_is_no_staff(client):
    client.force_login(get_user_model().objects.create_user("reader", password=PASSWORD))
    response = client.get("/admin/articles/article/")
    assert response.headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("kind", PUBLICATIONS)
def test_staff_without_rights_can_open_no_page_of_a_publication(without_rights, kind):
    publication = live(PUBLICATIONS[kind])
    for name in [*PAGES, *OF_THE_LIST]:
        found = next(p for p in patterns() if p.name == f"{kind}_{name}")
        for method in ("get", "post"):
            status = getattr(without_rights, method)(address(found, publication.pk)).status_code
            assert status in {403, 405}, (name, method, status)


@pytest.mark.parametrize("kind", PUBLICATIONS)
def test_editors_and_superusers_get_the_status_of_the_table_at_every_address(kind):
    editor, root = signed_in(make_editor()), signed_in(make_superuser())
    publication = live(PUBLICATIONS[kind])
    for name, (method, expected) in PAGES.items():
        found = next(p for p in patterns() if p.name == f"{kind}_{name}")
        to = address(found, publication.pk)
        assert getattr(editor, method)(to).status_code == expected, name
        assert getattr(root, method)(to).status_code == (200 if expected == 403 else expected), name
    for name, expected in OF_THE_LIST.items():
        assert editor.get(reverse(f"admin:{kind}_{name}")).status_code == expected, name


@pytest.mark.parametrize("kind", PUBLICATIONS)
def test_every_address_of_a_publication_is_in_the_table(kind):
    names = {p.name.removeprefix(f"{kind}_") for p in patterns() if p.name.startswith(f"{kind}_")}
    assert names == {*PAGES, *OF_THE_LIST}


def test_an_account_that_may_not_publish_gets_403_from_every_act_that_readers_would_notice():
    from django.contrib.auth.models import Permission

    user = get_user_model().objects.create_user("author", password=PASSWORD, is_staff=True)
    names = ["view_article", "change_article", "add_article", "change_publication"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    author, article = signed_in(user), live(make_article)
    expected = {"publish": 403, "withdraw": 403, "expire": 403, "cancel": 403, "correct": 403, "preview": 200}
    for name, status in expected.items():
        to = reverse(f"admin:articles_article_{name}", args=[article.pk, "en"])
        assert author.get(to).status_code == status, name
        if status == 403:
            assert author.post(to).status_code == 403, name
    form = author.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
    assert "_publish" not in form
    assert "_preview" in form


@pytest.mark.parametrize(
    "path", ["auth/user/", "auth/group/", "auth/user/add/", "auth/user/1/change/", "auth/user/1/password/"]
)
def test_an_editor_cannot_touch_accounts(path):
    editor = signed_in(make_editor())
    assert editor.get(f"/admin/{path}").status_code == 403
    assert editor.post(f"/admin/{path}", {"is_superuser": "on"}).status_code == 403


def test_an_editor_finds_related_publications_and_people_by_typing():
    editor = signed_in(make_editor())
    article = live(make_article)
    query = {"term": "artic", "app_label": "publishing", "model_name": "relation", "field_name": "target"}
    found = editor.get("/admin/autocomplete/", query).json()["results"]
    assert [row["text"] for row in found] == [str(article)]


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_changing_the_language_leads_to_no_foreign_address(target):
    response = Client().post(reverse("admin:set_language"), {"language": "ru", "next": target})
    assert response.status_code == 302
    assert response["Location"].startswith("/")
    assert not response["Location"].startswith("//")
