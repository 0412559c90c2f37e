"""Find and replace in all texts of a form, in a real browser."""

import pytest
from django.conf import settings

from articles.models import Article
from tests.desk.test_browser import editor_of
from tests.factories import make_article, make_editor
from tests.live_site import open_site
from tests.session import session_of
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.browser

BODY = (
    '<p>The old <a href="https://x.example/">pact</a> and <strong>the pact’s</strong> end.'
    '<span data-footnote="">A pact of 1999.</span> Impact.</p>'
)
MATCHES = [
    ("Ёлка, елка, ЕЛКА", "елка", {}, [[0, 4], [6, 10], [12, 16]]),
    ("Ёлка, елка", "елка", {"isExact": True}, [[6, 10]]),
    ("из‑за, из-за, из­-за", "из-за", {}, [[0, 5], [7, 12], [14, 20]]),
    ("pact impact pact_ (pact)", "pact", {"isWholeWord": True}, [[0, 4], [19, 23]]),
    ("йод и\u0306од", "йод", {}, [[0, 3], [4, 8]]),
    ("и\u0306од", "и", {}, []),
    ("a\xa0b a b", "a b", {}, [[0, 3], [4, 7]]),
    ("aaaa", "aa", {}, [[0, 2], [2, 4]]),
    ("İx", "x", {}, [[1, 2]]),
    ("any", "", {}, []),
]


@pytest.fixture(scope="module")
def site():
    with open_site(settings.DATABASES["default"]) as site:
        site.session, site.pk = site.call(prepare)
        yield site


def prepare():
    article = make_article(
        title_en="A pact",
        title_ru="Пакт",
        standfirst_en="Of the pact.",
        body_en=BODY,
        body_ru="<p>О пакте pact</p>",
    )
    save_revision(article, by=None)
    return session_of(make_editor("vera")), article.pk


def stored(pk):
    return list(Article.objects.values_list("title_en", "standfirst_en", "body_en", "body_ru").get(pk=pk))


def test_words_are_found_and_replaced_in_every_text_and_saved_only_by_the_editor(site, new_page):
    page = new_page(site=site)
    name, value = site.session
    page.context.add_cookies([{"name": name, "value": value, "url": site.url}])
    page.goto(f"/admin/articles/article/{site.pk}/change/")
    editor_of(page, "body_ru"), editor_of(page, "body_en")
    for text, words, options, found in MATCHES:
        asked = [text, words, options]
        script = "([text, words, options]) => import('desk/find/matches').then((m) => m.matchesIn(text, words, options))"
        assert page.evaluate(script, asked) == found, asked
    before = site.call(stored, site.pk)

    page.locator("#id_title_en").press("Control+Shift+F")
    told = page.locator(".find-bar [role=status]")
    assert page.evaluate("document.activeElement.id") == "find-words"
    page.keyboard.type("pact")
    told.get_by_text("1 of 7: Title (English)").wait_for()
    page.locator("#find-whole").check()
    page.locator("#find-language").select_option("en")
    told.get_by_text("1 of 5: Title (English)").wait_for()
    page.locator("#find-words").press("Shift+Enter")
    assert told.inner_text().startswith("5 of 5: Text (English)")
    page.locator("#find-words").press("Enter")
    page.locator("#find-other").press_sequentially("treaty")
    page.locator("#find-other").press("Enter")
    assert told.inner_text().startswith("1 of 4: Standfirst (English)")
    page.get_by_role("button", name="Replace all").click()
    assert told.inner_text() == "Replaced: 4 places in 2 fields. Not saved yet."
    changed = BODY.replace("pact<", "treaty<").replace("the pact", "the treaty").replace("A pact", "A treaty")
    assert page.input_value("#id_body_en") == changed
    assert page.input_value("#id_standfirst_en") == "Of the treaty."

    page.get_by_role("button", name="Undo the replacement").click()
    assert page.input_value("#id_body_en") == BODY and page.input_value("#id_title_en") == "A treaty"
    page.get_by_role("button", name="Replace all").click()
    page.keyboard.press("Escape")
    page.locator(".ProseMirror[contenteditable=true]").first.press("Control+z")
    page.wait_for_function("body => document.getElementById('id_body_en').value === body", arg=BODY)
    assert site.call(stored, site.pk) == before
    page.keyboard.press("Control+s")
    page.locator(".messagelist .success").wait_for()
    assert site.call(stored, site.pk) == ["A treaty", "Of the treaty.", BODY, before[3]]
