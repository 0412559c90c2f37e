"""The first page of the desk tells what waits; the calendar tells what comes."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.desk.desk import save, signed_in
from tests.desk.posting import text_of
from tests.factories import make_article, make_editor, publish_now
from thinktank.error_reports.models import ErrorReport
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.models import Edition
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.django_db
CALENDAR = "/admin/publishing/publication/calendar/"


def test_it_shows_ones_own_latest_texts_and_nobody_elses(desk):
    article = make_article(title_en="By Vera", title_ru="")
    save_revision(article, by=None)
    save(desk, article, standfirst_en="Changed")
    assert "Your latest texts By Vera EN: draft" in text_of(desk.get("/admin/"))
    assert "By Vera" not in text_of(signed_in(make_editor("boris")).get("/admin/"))


def test_it_shows_what_goes_live_this_week_and_translations_that_are_outdated(desk):
    soon, later = make_article(title_en="Soon"), make_article(title_en="Much later")
    for article, days in ((soon, 2), (later, 20)):
        save_revision(article, by=None)
        publish(article, ["en"], by=None, at=timezone.now() + timedelta(days=days))
    old = make_article(title_en="Original", title_ru="Перевод", original_language="en")
    save_revision(old, by=None)
    publish_now(old, "en", "ru")
    old.body_en = "<p>Quite another text.</p>"
    old.save()
    save_revision(old, by=None)
    publish_now(old, "en")
    page = text_of(desk.get("/admin/"))
    assert "Goes live this week Soon" in page
    assert "Much later" not in page
    assert "Translations that are outdated Перевод Russian" in page


def test_it_shows_reports_that_nobody_has_answered(desk):
    article = make_article()
    save_revision(article, by=None)
    publish_now(article, "en")
    edition = Edition.objects.get()
    ErrorReport.objects.create(
        edition=edition, language="en", text="A date is wrong.", received_at=timezone.now()
    )
    assert "New error reports A date is wrong." in text_of(desk.get("/admin/"))


def test_who_has_no_role_is_told_nothing(db):
    article = make_article(title_en="Secret")
    save_revision(article, by=None)
    publish(article, ["en"], by=None, at=timezone.now() + timedelta(days=1))
    account = make_editor("without")
    account.groups.clear()
    client = signed_in(account)
    assert "Secret" not in text_of(client.get("/admin/"))
    assert client.get(CALENDAR).status_code == 403


def test_the_calendar_shows_what_goes_live_what_went_live_and_what_ends(desk):
    with time_machine.travel("2026-03-10 09:00:00Z"):
        article = make_article(title_en="In spring")
        save_revision(article, by=None)
        publish_now(article, "en")
        ahead = make_article(title_en="At ten")
        save_revision(ahead, by=None)
        publish(ahead, ["en"], by=None, at=timezone.now() + timedelta(days=3))
        march = text_of(desk.get(CALENDAR))
        assert "March 2026" in march
        assert "EN went live In spring" in march
        assert "EN goes live At ten" in march
        assert "In spring" not in text_of(desk.get(f"{CALENDAR}?month=2026-05"))


@pytest.mark.parametrize(
    "month", ["x", "2026", "2026-13", "2026-00", "0001-01", "9999-12", "２０２６-01", "-", "1" * 99]
)
def test_there_is_no_such_month(desk, month):
    assert desk.get(CALENDAR, {"month": month}).status_code == 404


def test_the_first_page_asks_the_same_number_of_questions_however_much_there_is(
    desk, django_assert_max_num_queries
):
    for n in range(8):
        article = make_article(title_en=f"Text {n}")
        save_revision(article, by=None)
        save(desk, article, standfirst_en="Changed")
    with django_assert_max_num_queries(40):
        desk.get("/admin/")
