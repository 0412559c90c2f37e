"""Pull quotes, titles of tables and cards of videos: written at the desk, read on the site, in a real browser."""

import pytest
from django.conf import settings

from articles.models import Article
from tests.desk.test_browser import editor_of
from tests.factories import make_article, make_editor, publish_now
from tests.live_site import open_site
from tests.session import session_of
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.browser

BODY = "<p>Money moves slowly.</p><table><tbody><tr><th>A</th></tr><tr><td>1</td></tr></tbody></table>"
WRITTEN = (
    "<p>Money moves slowly.</p><aside><blockquote><p>Money moves slowly.</p></blockquote><p>Anna Orlova</p></aside>"
    '<p data-caption="">Trade</p><table><tbody><tr><th><p>A</p></th></tr><tr><td><p>1</p></td></tr></tbody></table>'
    '<p data-elsewhere=""><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">A talk</a></p>'
    '<p data-elsewhere=""><a href="https://t.me/durov/43">A post</a></p><p></p>'
)


@pytest.fixture(scope="module")
def site():
    with open_site(settings.DATABASES["default"]) as site:
        site.session, site.pk = site.call(prepare)
        yield site


def prepare():
    article = make_article(body_en=BODY, body_ru="")
    save_revision(article, by=None)
    return session_of(make_editor("vera")), article.pk


def publish(pk):
    return publish_now(Article.objects.get(pk=pk), "en")[0].get_absolute_url()


def test_blocks_are_written_at_the_desk_and_nothing_is_asked_of_another_site_before_a_press(
    site, new_page, complaints
):
    page = new_page(site=site)
    name, value = site.session
    page.context.add_cookies([{"name": name, "value": value, "url": site.url}])
    page.goto(f"/admin/articles/article/{site.pk}/change/")
    editor = editor_of(page, "body_en")
    text = editor.locator(".ProseMirror[contenteditable=true]")
    assert (text.get_attribute("lang"), text.evaluate("element => element.spellcheck")) == ("en", True)

    text.locator("p").first.click(click_count=3)
    editor.locator("button[data-name=pullQuote]").click()
    page.keyboard.type("Anna Orlova")
    text.locator("td").click()
    editor.locator("button[data-name='table:title']").click()
    page.keyboard.type("Trade")
    text.evaluate(
        "element => element.editor.chain().insertContentAt(element.editor.state.doc.content.size, '<p></p>').focus('end').run()"
    )
    paste(text, "https://youtu.be/dQw4w9WgXcQ?si=x")
    page.keyboard.type("A talk")
    page.keyboard.press("Enter")
    editor.locator("button[data-name=elsewhere]").click()
    address = page.locator("dialog input[name=address]")
    address.fill("https://t.me.evil.example/durov/43")
    assert "No player is known for this address." in address.evaluate("field => field.validationMessage")
    address.fill("https://t.me/durov/43")
    page.locator("dialog input[name=title]").fill("A post")
    page.locator("dialog button[type=submit]").click()
    page.wait_for_function("() => document.getElementById('id_body_en').value.includes('durov')")
    assert page.input_value("#id_body_en") == WRITTEN
    page.keyboard.press("Control+s")
    page.locator(".messagelist .success").wait_for()
    assert page.input_value("#id_body_en") == WRITTEN

    page.goto(site.call(publish, site.pk))
    assert page.locator(".prose aside[aria-hidden=true] blockquote").inner_text() == "Money moves slowly."
    assert page.locator(".prose table caption").inner_text() == "Trade"
    assert complaints == []
    asked = []
    page.route(
        "https://www.youtube-nocookie.com/**", lambda route: (asked.append(route.request.url), route.abort())
    )
    complaints.expect("youtube-nocookie|ERR_FAILED")
    page.get_by_role("button", name="Play here").click()
    assert page.frame_locator(".elsewhere iframe").owner.get_attribute("title") == "A talk"
    page.wait_for_timeout(300)
    assert asked == ["https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"]


def paste(text, words):
    text.evaluate(
        """(element, words) => {
            const data = new DataTransfer()
            data.setData("text/plain", words)
            element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))
        }""",
        words,
    )
