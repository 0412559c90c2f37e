"""Nothing that is typed is lost: in real browsers, over a reload, an ended session, a cut network and a killed server."""

import pytest
from django.conf import settings

from articles.models import Article
from tests.factories import PASSWORD, make_article, make_editor
from tests.live_site import open_site
from tests.session import recovery_codes_of, session_of
from thinktank.publishing.models import Revision
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.browser
TYPED = "Words that are a pity to lose"


@pytest.fixture(scope="module")
def site():
    with open_site(settings.DATABASES["default"]) as site:
        site.sessions = site.call(prepare)
        yield site


def prepare():
    return [
        session_of(make_editor("vera", first_name="Vera")),
        session_of(make_editor("anna", first_name="Anna")),
    ]


def save_one():
    article = make_article()
    save_revision(article, by=None)
    return article.pk


def title_of(pk):
    return Article.objects.get(pk=pk).title_en


def n_revisions(pk):
    return Revision.objects.filter(publication_id=pk).count()


def open_form(site, new_page, pk, session):
    page = new_page(site=site)
    page.on("dialog", lambda dialog: dialog.accept())
    name, value = session
    page.context.add_cookies([{"name": name, "value": value, "url": site.url}])
    page.goto(f"/admin/articles/article/{pk}/change/")
    page.locator(".ProseMirror[contenteditable=true]").first.wait_for()
    return page


@pytest.fixture
def pk(site):
    return site.call(save_one)


@pytest.fixture
def form(site, new_page, complaints, pk):
    complaints.expect("Failed to load resource|net::ERR")
    return open_form(site, new_page, pk, site.sessions[0])


def wait_until_kept(page):
    page.locator(".kept-line", has_text="kept at").wait_for()


def test_what_was_typed_is_there_after_a_reload_in_text_editor_and_rows(site, form, pk):
    form.fill("#id_title_en", TYPED)
    editor = form.locator(".ProseMirror[contenteditable=true]").last
    editor.click()
    form.keyboard.type("Текст, который набран")
    wait_until_kept(form)
    form.reload()
    form.locator(".kept-form").wait_for()
    assert form.input_value("#id_title_en") != TYPED
    form.click(".kept-form a")
    form.wait_for_url("**open_form=*")
    assert form.input_value("#id_title_en") == TYPED
    assert "Текст, который набран" in form.locator(".ProseMirror[contenteditable=true]").last.inner_text()
    form.click(".desk-buttons button[name=_continue]")
    form.locator(".messagelist .success").wait_for()
    assert (site.call(title_of, pk), site.call(n_revisions, pk)) == (TYPED, 2)
    assert form.locator(".kept-form").count() == 0


def test_two_people_see_each_other_and_where_the_other_one_types(site, form, new_page, pk):
    other = open_form(site, new_page, pk, site.sessions[1])
    other.locator(".others-line", has_text="Vera has had this open since").wait_for()
    form.locator("#id_title_ru").press_sequentially("Правка")
    wait_until_kept(form)
    other.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    other.locator(".others-line", has_text="is typing in Russian").wait_for()


def test_a_session_that_ended_is_begun_again_beside_the_form(site, form, pk):
    code = site.call(recovery_codes_of, "vera")[0]
    form.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    form.fill("#id_title_en", TYPED)
    button = form.locator(".kept-line button")
    button.wait_for()
    with form.expect_popup() as opened:
        button.click()
    window = opened.value
    window.fill("#id_username", "vera")
    window.fill("#id_password", PASSWORD)
    window.click("[type=submit]")
    window.fill("#id_code", code)
    window.click("#code-form [type=submit]")
    wait_until_kept(form)
    form.click(".desk-buttons button[name=_continue]")
    form.locator(".messagelist .success").wait_for()
    assert site.call(title_of, pk) == TYPED


def test_a_cut_network_is_told_and_leaving_is_asked_about(form):
    form.context.set_offline(True)
    form.locator("#id_title_en").press_sequentially(TYPED)
    form.locator(".kept-line.is-bad", has_text="cannot be reached").wait_for()
    asked = form.evaluate(
        "() => { const event = new Event('beforeunload', {cancelable: true}); window.dispatchEvent(event); return event.defaultPrevented }"
    )
    assert asked
    form.context.set_offline(False)
    wait_until_kept(form)
    asked = form.evaluate(
        "() => { const event = new Event('beforeunload', {cancelable: true}); window.dispatchEvent(event); return event.defaultPrevented }"
    )
    assert not asked


def test_what_was_kept_outlives_a_killed_server(site, form, new_page, pk):
    form.fill("#id_title_en", TYPED)
    wait_until_kept(form)
    site.stop()
    form.locator("#id_standfirst_en").press_sequentially("More")
    form.locator(".kept-line.is-bad").wait_for()
    site.start()
    wait_until_kept(form)
    again = open_form(site, new_page, pk, site.sessions[0])
    again.click(".kept-form a")
    again.wait_for_url("**open_form=*")
    assert again.input_value("#id_title_en") == TYPED
    assert "More" in again.input_value("#id_standfirst_en")
