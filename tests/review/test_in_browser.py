"""In a browser: a comment on a marked passage loses nothing that is being typed; a guest reads both languages and approves."""

import pytest
from django.conf import settings
from django.utils import timezone

from tests.factories import make_article, make_editor
from tests.live_site import open_site
from tests.session import session_of
from thinktank.publishing.models import Publication
from thinktank.publishing.revisions.save import save_revision
from thinktank.review.models import Comment, Review
from thinktank.review.sharing import make_link

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site():
    with open_site(settings.DATABASES["default"]) as site:
        site.session, site.pk, site.path = site.call(prepare)
        yield site


def prepare():
    vera = make_editor("vera", first_name="Vera")
    article = make_article(
        created_by=vera,
        title_en="Water use in Central Asia to 2040",
        title_ru="Водопользование в Центральной Азии до 2040 года",
        standfirst_en="Six countries, two rivers, one treaty.",
        body_en="<p>The first report was good. It was long.</p>",
    )
    save_revision(article, by=vera)
    _link, address = make_link(
        Publication.objects.get(), by=vera, at=timezone.now(), name="Professor", days=1, may_answer=True
    )
    return session_of(vera), article.pk, "/shared/" + address.split("/shared/")[1]


def comments():
    return list(Comment.objects.values_list("field", "language", "quote", "text"))


def answers():
    return list(Review.objects.values_list("language", "state", "decided_name"))


def test_a_passage_that_is_marked_is_commented_while_somebody_types(site, new_page):
    page = new_page(site=site)
    name, value = site.session
    page.context.add_cookies([{"name": name, "value": value, "url": site.url}])
    page.goto(f"/admin/articles/article/{site.pk}/change/")
    page.locator(".ProseMirror[contenteditable=true]").first.wait_for()
    page.fill("#id_title_en", "Typed and not saved")
    page.evaluate(
        "() => { const field = document.querySelector('#id_standfirst_en');"
        " field.focus(); field.setSelectionRange(15, 25); }"
    )
    page.click(".review__all > summary")
    page.click("[data-comment] > summary")
    assert page.input_value("#id_comment_place") == "standfirst:en"
    assert page.input_value("#id_comment_quote") == "two rivers"
    page.fill("#id_comment_text", "Which?")
    page.click("[data-comment] form button")
    page.locator(".review__thread", has_text="Which?").wait_for()
    assert page.input_value("#id_title_en") == "Typed and not saved"
    assert site.call(comments) == [["standfirst", "en", "two rivers", "Which?"]]


def test_a_guest_opens_the_link_reads_both_languages_and_approves_one(site, new_page):
    page = new_page(site=site, java_script_enabled=False)
    page.goto(site.path)
    assert "Water use" not in page.content()
    page.fill("#id_name", "Prof. Orlova")
    page.click("main button")
    texts = page.locator(".shared-text")
    assert texts.count() == 2
    boxes = [texts.nth(n).bounding_box() for n in range(2)]
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    page.locator(".shared-verdict").first.get_by_role("button", name="Approve").click()
    page.locator("[role=status]").wait_for()
    assert site.call(answers) == [["en", "approved", "Prof. Orlova"]]
