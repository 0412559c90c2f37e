"""In a real browser: what is scheduled is dragged to another day of the calendar."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from tests.factories import make_article, make_editor, publish_now
from tests.live_site import open_site
from tests.session import session_of
from thinktank.publishing.models import Edition

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site():
    with open_site(settings.DATABASES["default"]) as site:
        site.session = site.call(prepare)
        yield site


def prepare():
    """[session cookie, day of the edition, another day of its week]."""
    at = timezone.localtime() + timedelta(days=30)
    publish_now(make_article(), "en", at=at)
    other = at.date() + timedelta(days=-1 if at.weekday() else 1)
    return [session_of(make_editor("vera")), str(at.date()), str(other)]


def day_it_goes_live():
    return str(timezone.localdate(Edition.objects.get().live_from))


def test_an_entry_held_by_its_link_is_dragged_to_another_day(site, new_page):
    (name, value), day, other = site.session
    page = new_page(site=site)
    page.context.add_cookies([{"name": name, "value": value, "url": site.url}])
    page.goto(f"/admin/publishing/publication/calendar/?week={day}")
    page.locator("li[data-move] a").first.drag_to(page.locator(f"td[data-day='{other}']"))
    page.get_by_text("goes live in English on").wait_for()
    assert site.call(day_it_goes_live) == other
    assert page.locator(f"td[data-day='{other}'] li[data-move]").count() == 1
