"""What is scheduled is moved in the calendar: by dragging or by a form, an edition alone or a release as a whole."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.desk.desk import fill_in, signed_in
from tests.desk.posting import text_of
from tests.factories import make_article, make_editor, make_event, make_staff, publish_now
from tests.publishing.releasing import make_release
from thinktank.accounts.roles import TRANSLATORS
from thinktank.publishing.editions.release import plan_release, schedule_release
from thinktank.publishing.models import Edition
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.django_db
CALENDAR = "/admin/publishing/publication/calendar/"


@pytest.fixture
def desk():
    return signed_in(make_editor("vera"))


def at_ten(days):
    moment = timezone.localtime() + timedelta(days=days)
    return moment.replace(hour=10, minute=30, second=0, microsecond=0)


def move(edition):
    return reverse("admin:publishing_move", args=[edition.pk])


def starts():
    rows = Edition.objects.scheduled(timezone.now()).order_by("publication", "language")
    return [(row.language, row.title, row.live_from) for row in rows]


def test_a_scheduled_edition_dragged_to_another_day_keeps_its_time_its_words_and_the_newer_draft(desk):
    article = make_article(title_en="As scheduled")
    [edition] = publish_now(article, "en", at=at_ten(2))
    article.title_en = "Newer draft"
    save_revision(article, by=None)
    day = timezone.localdate(at_ten(5))
    listed = desk.get(f"{CALENDAR}?week={timezone.localdate(at_ten(2))}")
    assert f'data-move="{move(edition)}?week"' in listed.text
    answer = desk.post(f"{move(edition)}?week", {"day": str(day)}, follow=True)
    assert answer.redirect_chain == [(f"{CALENDAR}?week={day}", 302)]
    assert "“As scheduled” goes live in English on" in text_of(answer)
    assert starts() == [("en", "As scheduled", at_ten(5))]
    assert Edition.objects.get().revision.number == 1


def test_an_edition_that_replaces_a_live_one_is_moved_with_its_end(desk):
    article = make_article(title_en="First")
    [first] = publish_now(article, "en")
    article.title_en = "Second"
    [second] = publish_now(article, "en", at=at_ten(2), note="Better words")
    assert desk.post(move(second), {"day": str(timezone.localdate(at_ten(3)))}).status_code == 302
    first.refresh_from_db()
    moved = Edition.objects.get(number=2)
    assert (first.live_until, moved.live_from, moved.note) == (at_ten(3), at_ten(3), "Better words")


def test_a_release_moves_as_a_whole(desk):
    release = make_release(make_article(), make_event(), at=at_ten(2))
    schedule_release(plan_release(release, now=timezone.now()), by=None)
    release.refresh_from_db()
    one = Edition.objects.filter(language="ru").first()
    shown = text_of(desk.get(move(one)))
    assert "All of it moves" in shown
    values = fill_in(desk, move(one), at=at_ten(4).strftime("%Y-%m-%dT%H:%M"))
    answer = desk.post(move(one), values, follow=True)
    assert "The release “Launch” with 4 editions goes live on" in text_of(answer)
    assert {start for *_rest, start in starts()} == {at_ten(4)} and len(starts()) == 4
    release.refresh_from_db()
    assert release.moment == release.scheduled_for == at_ten(4)
    russian = Edition.objects.filter(language="ru").select_related("translates")
    assert {row.translates and row.translates.live_from for row in russian} == {at_ten(4)}


def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_moved(desk):
    [edition] = publish_now(make_article(), "en", at=at_ten(2))
    before, yesterday = starts(), timezone.localdate() - timedelta(days=1)
    for sent, sentence in {
        str(yesterday): "That time has passed. Choose a later one.",
        "no day": "This is no day.",
        "2080-01-01": "more than ten years",
    }.items():
        answer = desk.post(move(edition), {"day": sent})
        assert answer.status_code == 422 and sentence in text_of(answer), sent
    same = desk.post(move(edition), {"day": str(timezone.localdate(at_ten(2)))}, follow=True)
    assert "as before" in text_of(same)
    assert starts() == before
    translator = signed_in(make_staff(f"{TRANSLATORS}ru"))
    assert translator.post(move(edition), {"day": str(timezone.localdate(at_ten(3)))}).status_code == 403
    assert "data-move" not in translator.get(CALENDAR).text
    gone = reverse("admin:publishing_move", args=[10**6])
    answer = desk.post(gone, {"day": "2027-01-01"})
    assert answer.status_code == 409 and "It is no longer scheduled" in text_of(answer)
    assert starts() == before


@pytest.mark.parametrize("week", ["x", "2026-13-01", "0001-01-01", "9999-12-31"])
def test_a_week_that_is_none_is_not_found(desk, week):
    assert desk.get(f"{CALENDAR}?week={week}").status_code == 404
