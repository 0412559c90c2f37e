"""In a real browser: a chart is chosen for a text as a picture is, and readers open its table without a script."""

import pytest
from django.conf import settings

from tests.factories import make_article, make_chart, make_editor, publish_now, with_chart
from tests.live_site import open_site
from tests.session import session_of
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site():
    with open_site(settings.DATABASES["default"]) as site:
        site.session, site.draft, site.live = site.call(prepare)
        yield site


def prepare():
    chart = make_chart()
    draft = make_article(title_en="Draft")
    save_revision(draft, by=None)
    [edition] = publish_now(with_chart(chart))
    return [session_of(make_editor("vera")), draft.pk, edition.get_absolute_url()]


def test_an_editor_puts_a_chart_into_a_text(site, new_page):
    page = new_page(site=site)
    name, value = site.session
    page.context.add_cookies([{"name": name, "value": value, "url": site.url}])
    page.goto(f"/admin/articles/article/{site.draft}/change/")
    page.locator(".ProseMirror[contenteditable=true]").first.wait_for()
    page.locator("button[data-name=figure]").first.click()
    dialog = page.locator("dialog.prose-editor-dialog")
    with page.expect_popup() as opened:
        dialog.locator(".prose-editor-field-with-picker button").click()
    opened.value.get_by_role("link", name="Charts").click()
    with opened.value.expect_event("close"):
        opened.value.locator("[data-path]").click()
    page.wait_for_function(
        "document.querySelector('dialog.prose-editor-dialog input[name=imageUrl]').value !== ''"
    )
    dialog.locator("button[type=submit]").click()
    assert '<img src="/library/charts/' in page.input_value("#id_body_en")


def test_readers_open_the_table_without_a_script(site, new_page):
    page = new_page(site=site, java_script_enabled=False)
    page.goto(site.live)
    assert not page.get_by_role("cell", name="11,200.5").is_visible()
    page.get_by_text("Show the data").click()
    assert page.get_by_role("cell", name="11,200.5").is_visible()
    assert page.get_by_role("img", name="Miles").is_visible()
