"""Saving in a real browser while the network fails."""

import pytest
from django.conf import settings

from articles.models import Article
from tests.factories import PASSWORD, make_article, make_editor
from tests.live_site import open_site
from tests.session import recovery_codes_of, session_of
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.browser
TYPED = "Words that are a pity to lose"


@pytest.fixture(scope="module")
def site():
    with open_site(settings.DATABASES["default"]) as site:
        site.session = site.call(prepare)
        yield site


def prepare():
    return session_of(make_editor("vera"))


def save_one():
    article = make_article()
    save_revision(article, by=None)
    return article.pk


def title_of(pk):
    return Article.objects.get(pk=pk).title_en


@pytest.fixture
def form(site, new_page, complaints):
    """A page of a browser in which an editor has typed a title; it knows the key of the article."""
    complaints.expect("Failed to load resource|net::ERR")
    page = new_page(site=site)
    page.pk = site.call(save_one)
    name, value = site.session
    page.context.add_cookies([{"name": name, "value": value, "url": site.url}])
    page.goto(f"/admin/articles/article/{page.pk}/change/")
    page.locator(".ProseMirror[contenteditable=true]").first.wait_for()
    page.fill("#id_title_en", TYPED)
    return page


def press_save(page):
    page.click(".desk-buttons button[name=_continue]")


def test_a_form_stays_open_while_the_network_is_gone_and_is_saved_when_it_is_back(site, form):
    form.context.set_offline(True)
    press_save(form)
    note = form.locator(".not-sent")
    note.wait_for()
    assert "cannot be reached" in note.inner_text()
    assert form.input_value("#id_title_en") == TYPED
    form.context.set_offline(False)
    press_save(form)
    form.locator(".messagelist .success").wait_for()
    assert site.call(title_of, form.pk) == TYPED


def test_a_form_stays_open_when_the_server_cannot_save_it(form):
    form.route("**/change/", lambda route: route.fulfill(status=503, body="<h1>no</h1>"))
    press_save(form)
    form.locator(".not-sent").wait_for()
    assert form.input_value("#id_title_en") == TYPED


def test_an_error_of_the_form_is_shown_with_the_words_which_the_switch_of_the_language_does_not_lose(form):
    form.fill("#id_title_en", "")
    form.fill("#id_standfirst_en", TYPED)
    form.evaluate("document.querySelector('#id_title_ru').value = ''")
    press_save(form)
    form.locator(".errornote").wait_for()
    assert form.input_value("#id_standfirst_en") == TYPED
    asked = []
    form.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    form.locator(".language-switch button[value=ru]").click()
    assert len(asked) == 1
    assert form.input_value("#id_standfirst_en") == TYPED


def test_an_editor_whose_session_ended_signs_in_and_continues(site, form):
    code = site.call(recovery_codes_of, "vera")[0]
    form.context.clear_cookies(name="sessionid")
    press_save(form)
    form.locator("#login-form").wait_for()
    assert "What you typed is not lost" in form.inner_text("#content")
    form.fill("#id_username", "vera")
    form.fill("#id_password", PASSWORD)
    form.click("#login-form input[type=submit]")
    form.fill("#id_code", code)
    form.click("#code-form [type=submit]")
    form.click("text=Continue with what I typed")
    form.locator(".messagelist .success").wait_for()
    assert site.call(title_of, form.pk) == TYPED


def test_the_switch_of_the_language_asks_before_typed_words_are_lost(form):
    asked = []
    form.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    form.locator(".language-switch button[value=ru]").click()
    assert asked == ["What you typed is not saved yet. Switch the language and lose it?"]
    assert form.input_value("#id_title_en") == TYPED
