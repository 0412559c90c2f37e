"""Keys of the desk, and the length of a text beside its field, in a real browser."""

import pytest
from django.conf import settings

from articles.models import Article
from tests.factories import make_article, make_editor
from tests.live_site import open_site
from tests.session import session_of
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site():
    with open_site(settings.DATABASES["default"]) as site:
        site.session, site.pk = site.call(prepare)
        yield site


def prepare():
    article = make_article(title_ru="Два слова", body_en="<p>One two three.</p><p>Four.</p>")
    save_revision(article, by=None)
    return session_of(make_editor("vera")), article.pk


def title_of(pk):
    return Article.objects.get(pk=pk).title_en


@pytest.fixture
def form(site, new_page):
    page = new_page(site=site)
    name, value = site.session
    page.context.add_cookies([{"name": name, "value": value, "url": site.url}])
    page.goto(f"/admin/articles/article/{site.pk}/change/")
    page.locator(".ProseMirror[contenteditable=true]").first.wait_for()
    return page


def test_keys_save_open_pages_and_leave_what_is_typed_alone(site, form):
    form.locator("#id_title_en").press("Control+A")
    form.locator("#id_title_en").press_sequentially("What? n/h")
    form.keyboard.press("Control+s")
    form.locator(".messagelist .success").wait_for()
    assert site.call(title_of, site.pk) == "What? n/h"
    form.locator("h1").click()
    form.keyboard.press("?")
    form.wait_for_url("**/admin/shortcuts/")
    assert "Save and stay on the form" in form.inner_text("#content")
    form.keyboard.press("/")
    assert form.evaluate("document.activeElement.id") == "desk-search"
    form.locator("h1").click()
    form.keyboard.press("h")
    form.wait_for_url("**/admin/")


def test_every_text_says_how_long_it_is_in_its_language(form):
    counts = form.locator(".count")
    assert "2 words, 9 characters" in counts.all_inner_texts()
    assert "4 words, 20 characters" in counts.all_inner_texts()
    form.locator("#id_title_ru").press_sequentially("и ещё ")
    form.locator(".count", has_text="4 words, 15 characters").wait_for()
