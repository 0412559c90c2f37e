"""In a real browser: one press publishes both languages, and a release of six texts in two languages goes live at once."""

import pytest
from django.conf import settings
from django.utils import timezone

from tests.factories import make_article, make_editor, make_event, make_image, make_report
from tests.live_site import open_site
from tests.publishing.releasing import make_release
from tests.session import session_of
from thinktank.publishing.models import Edition
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site():
    with open_site(settings.DATABASES["default"]) as site:
        site.session = site.call(prepare)
        yield site


def prepare():
    return session_of(make_editor("vera"))


def make_drafts():
    """[id of an article alone, id of a release of six]."""
    cover = make_image(credit_en="Photo: A. B.", credit_ru="Фото: А. Б.")
    alone = make_article(cover=cover)
    save_revision(alone, by=None)
    makers = [make_report, make_article, make_article, make_article, make_event, make_event]
    return [alone.pk, make_release(*(make(cover=cover) for make in makers)).pk]


def n_scheduled():
    """[number of scheduled editions, number of moments]."""
    starts = list(Edition.objects.scheduled(timezone.now()).values_list("live_from", flat=True))
    return [len(starts), len(set(starts))]


def test_one_press_publishes_both_languages_and_a_release_is_scheduled_and_cancelled_by_one_press_each(
    site, new_page
):
    alone, release = site.call(make_drafts)
    page = new_page(site=site)
    name, value = site.session
    page.context.add_cookies([{"name": name, "value": value, "url": site.url}])

    page.goto(f"/admin/articles/article/{alone}/change/")
    page.locator(".ProseMirror[contenteditable=true]").first.wait_for()
    page.fill("#id_title_en", "Typed just now")
    page.get_by_role("button", name="Publish both").click()
    page.get_by_text("Edition 1 in English is live. Edition 1 in Russian is live.").wait_for()
    page.get_by_role("link", name="View in English").click()
    assert page.locator("h1").inner_text() == "Typed just now"

    page.goto(f"/admin/publishing/release/{release}/change/")
    page.get_by_role("button", name="Check and schedule…").click()
    page.get_by_text("12 editions go live on").wait_for()
    page.get_by_role("button", name="Schedule all for").click()
    page.get_by_text("12 editions will go live on").wait_for()
    assert site.call(n_scheduled) == [12, 1]
    page.get_by_role("link", name="Cancel the release…").click()
    page.get_by_role("button", name="Cancel the release").click()
    page.get_by_text("The release is cancelled.").wait_for()
    assert site.call(n_scheduled) == [0, 0]
