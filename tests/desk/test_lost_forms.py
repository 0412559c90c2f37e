"""When a session or token ends while an editor writes, the form is not lost, and nothing is saved without a new token."""

import json
import time
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from lxml import html

from articles.models import Article
from experts.models import Affiliation
from tests.desk.desk import fill_in, page, signed_in
from tests.desk.posting import form_values, text_of
from tests.factories import (
    PASSWORD,
    make_affiliation,
    make_article,
    make_editor,
    make_expert,
    make_superuser,
    publish_now,
)
from tests.session import recovery_codes_of
from thinktank.accounts.sessions import BEGUN
from thinktank.publishing.models import Contribution
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.django_db
OWN = {"sec-fetch-site": "same-origin"}
TYPED = "Слова, которые жаль потерять"


@pytest.fixture
def browser():
    """A client in which an editor is signed in and whose CSRF tokens are checked."""
    client = Client(enforce_csrf_checks=True)
    client.editor = make_editor("vera")
    client.force_login(client.editor)
    return client


@pytest.fixture
def typed(browser):
    """(address, fields) of the form of an article, filled in."""
    article = make_article()
    save_revision(article, by=None)
    address = page(article, "change")
    return address, fill_in(browser, address, title_ru=TYPED, _continue="1")


def title():
    return Article.objects.get().title_ru


def sign_in(browser, response, name="vera", password=PASSWORD):
    """The response to the second step, or to a wrong password."""
    recovery_codes_of(name)
    fields = form_values(response, "login-form")
    response = browser.post("/admin/login/", fields | {"username": name, "password": password}, headers=OWN)
    if password != PASSWORD:
        return response
    fields = form_values(response, "code-form") | {"code": recovery_codes_of(name)[0]}
    return browser.post("/admin/second-step/", fields, headers=OWN)


def sign_in_carrying(browser, carried):
    """The response to the second step, after a sign-in with this in place of a lost form."""
    fields = form_values(browser.get("/admin/login/"), "login-form")
    recovery_codes_of("vera")
    sent = fields | {"username": "vera", "password": PASSWORD, "carried": carried}
    fields = form_values(browser.post("/admin/login/", sent, headers=OWN), "code-form")
    return browser.post("/admin/second-step/", fields | {"code": recovery_codes_of("vera")[0]}, headers=OWN)


def test_a_form_with_an_expired_token_is_shown_complete_and_saved_when_sent_again(browser, typed):
    address, fields = typed
    del browser.cookies["csrftoken"]
    response = browser.post(address, fields, headers=OWN)
    assert response.status_code == 403
    assert "nothing is lost: press the button again" in text_of(response)
    again = form_values(response)
    assert again["title_ru"] == TYPED
    assert title() != TYPED
    assert browser.post(address, again | {"_continue": "1"}, headers=OWN).status_code == 302
    assert title() == TYPED


def test_an_editor_whose_session_ended_signs_in_and_gets_the_form_back(browser, typed):
    address, fields = typed
    del browser.cookies["sessionid"]
    response = browser.post(address, fields, headers=OWN)
    assert response.status_code == 403
    assert "What you typed is not lost" in text_of(response)
    wrong = sign_in(browser, response, password="no")
    response = sign_in(browser, wrong)
    assert "not saved yet" in text_of(response)
    assert title() != TYPED
    assert "language-switch" not in response.text
    again = form_values(response)
    assert again["title_ru"] == TYPED
    assert browser.post(address, again, headers=OWN).status_code == 302
    assert title() == TYPED


def test_what_was_typed_for_longer_than_a_session_stays_idle_is_not_lost(browser, typed):
    address, fields = typed
    begun = browser.session
    begun[BEGUN] = [int(time.time()), "", ""]
    begun.save()
    assert browser.get("/admin/").status_code == 200  # sets the end
    with time_machine.travel(timezone.now() + timedelta(hours=9)):
        response = browser.post(address, fields, headers=OWN)
        assert (response.status_code, "What you typed is not lost" in text_of(response)) == (403, True)
        again = form_values(sign_in(browser, response))
        assert browser.post(address, again, headers=OWN).status_code == 302
    assert title() == TYPED


def test_session_and_token_may_end_together(browser, typed):
    address, fields = typed
    browser.cookies.clear()
    response = browser.post(address, fields, headers=OWN)
    again = form_values(sign_in(browser, response))
    assert browser.post(address, again, headers=OWN).status_code == 302
    assert title() == TYPED


def test_the_fields_of_one_account_are_not_shown_to_another(browser, typed):
    address, fields = typed
    make_editor("boris")
    del browser.cookies["sessionid"]
    response = sign_in(browser, browser.post(address, fields, headers=OWN), "boris")
    assert response.headers["Location"] == "/admin/"
    assert "another account" in text_of(browser.get("/admin/"))


def test_an_act_whose_token_has_ended_is_done_only_after_another_press(browser):
    article = make_article()
    publish_now(article, "en")
    address = page(article, "withdraw", "en")
    fields = fill_in(browser, address, public_note="A long reason")
    del browser.cookies["csrftoken"]
    response = browser.post(address, fields, headers=OWN)
    assert response.status_code == 403
    again = form_values(response)
    assert again["public_note"] == "A long reason"
    assert browser.get(f"/en/articles/{article.slug_en}/").status_code == 200
    assert browser.post(address, again, headers=OWN).status_code == 302
    assert browser.get(f"/en/articles/{article.slug_en}/").status_code == 410


def test_fields_that_another_site_sent_are_neither_carried_nor_shown(browser, typed):
    address, fields = typed
    browser.cookies.clear()
    for headers in ({}, {"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        response = browser.post(address, fields, headers=headers)
        assert response.status_code == 403
        assert TYPED not in response.text


@pytest.mark.parametrize(
    "carried",
    [
        "x",
        "[]",
        "{}",
        json.dumps({"path": "https://evil.example/admin/", "fields": []}),
        json.dumps({"path": "//evil.example/admin/", "fields": []}),
        json.dumps({"path": "/en/", "fields": []}),
        json.dumps({"path": "/admin/", "fields": 5}),
        "[" * 100_000,
    ],
    ids=range(8),
)
def test_any_carried_text_is_answered(browser, carried):
    browser.logout()
    response = sign_in_carrying(browser, carried)
    assert (response.status_code, response.headers["Location"]) == (302, "/admin/")


@pytest.mark.parametrize("field", [["typed_by", []], ["a", ["b\ud800\0"]], ["a\udfff", ["b"]]], ids=range(3))
def test_characters_that_a_form_cannot_contain_are_removed(browser, field):
    browser.logout()
    response = sign_in_carrying(browser, json.dumps({"path": "/admin/", "fields": [field]}))
    assert (response.status_code, form_values(response).get("a", "b")) == (200, "b")


def test_a_password_is_not_carried(browser):
    browser.logout()
    fields = {"old_password": "secret-words", "new_password1": "secret-words", "other": "kept"}
    browser.get("/admin/login/")
    token = browser.cookies["csrftoken"].value
    response = browser.post("/admin/password_change/", fields | {"csrfmiddlewaretoken": token}, headers=OWN)
    assert ("kept" in response.text, "secret-words" in response.text) == (True, False)


def test_a_script_that_saves_gets_the_next_address_in_a_header(desk):
    address = "/admin/articles/article/add/"
    values = fill_in(desk, address, title_en="Bees", _continue="1")
    response = desk.post(address, values, headers={"x-desk-save": "1"})
    assert response.status_code == 204
    assert response.headers["X-Location"] == page(Article.objects.get(), "change")


# Another editor deletes the object of an open form


def with_a_row(make):
    """An object with a row, and the model of the rows."""
    if make is make_article:
        article = make_article()
        Contribution.objects.create(publication=article, name_en="Anna", position=1)
        save_revision(article, by=None)
        return article, Contribution
    return make_affiliation(expert=make_expert(is_public=False)).expert, Affiliation


def delete(thing):
    colleague = signed_in(make_superuser("root"))
    assert colleague.post(page(thing, "delete"), {"post": "yes"}).status_code == 302


@pytest.mark.parametrize(
    ("make", "typed"),
    [
        (make_article, {"title_ru": TYPED, "contributions-0-name_en": "Anna, retyped"}),
        (make_affiliation, {"bio_ru": TYPED, "affiliations-0-role_en": "Anna, retyped"}),
    ],
)
def test_an_object_that_another_editor_deleted_is_shown_complete_and_can_be_created_again(desk, make, typed):
    thing, rows = with_a_row(make)
    fields = fill_in(desk, page(thing, "change"), _continue="1", **typed)
    delete(thing)
    response = desk.post(page(thing, "change"), fields)
    assert response.status_code == 409
    assert "press “Save” to create it again" in text_of(response)
    assert not type(thing).objects.exists()
    again = form_values(response)
    assert again | typed == again
    action = html.fromstring(response.text).xpath("//form[@id and @method='post' and @action]/@action")[-1]
    assert desk.post(action, again | {"_continue": "1"}).status_code == 302
    saved = type(thing).objects.get()
    assert TYPED in {getattr(saved, name, "") for name in typed}
    [row] = rows.objects.all()
    assert "Anna, retyped" in vars(row).values()


def test_a_deleted_form_whose_token_has_ended_as_well_keeps_its_words(browser, typed):
    address, fields = typed
    delete(Article.objects.get())
    del browser.cookies["csrftoken"]
    response = browser.post(address, fields, headers=OWN)
    assert (response.status_code, form_values(response)["title_ru"]) == (409, TYPED)


def test_the_texts_of_an_object_that_cannot_be_created_again_are_shown():
    client, account = signed_in(make_superuser("root")), make_editor("vera")
    address = f"/admin/auth/user/{account.pk}/change/"
    fields = fill_in(client, address, first_name=TYPED)
    account.delete()
    response = client.post(address, fields)
    assert response.status_code == 409
    assert TYPED in html.fromstring(response.text).xpath("string((//textarea[@readonly])[2])")
