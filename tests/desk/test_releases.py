"""Releases on the desk: made, filled, checked, scheduled and cancelled, each by a page that says what will happen."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.utils import timezone

from tests.desk.desk import fill_in, page, save, signed_in
from tests.desk.posting import add_row, form_values, text_of
from tests.factories import make_article, make_event, make_report
from tests.publishing.releasing import make_release
from thinktank.publishing.models import Edition, Release
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.django_db
ADD = "/admin/publishing/release/add/"


def at(release, name):
    return f"/admin/publishing/release/{release.pk}/{name}/"


def send(client, address, **typed):
    return client.post(address, fill_in(client, address, **typed))


def n_scheduled():
    return Edition.objects.scheduled(timezone.now()).count()


def test_a_release_is_made_filled_checked_and_scheduled(desk, editor):
    report, article = make_report(), make_article()
    for draft in (report, article):
        save_revision(draft, by=None)
    tomorrow = (timezone.localtime() + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)
    values = fill_in(desk, ADD, name="Launch", moment=tomorrow.strftime("%Y-%m-%dT%H:%M"), _schedule="1")
    for position, (draft, codes) in enumerate([(report, ["en", "ru"]), (article, ["ru"])]):
        add_row(values, "items", publication=str(draft.pk), languages=codes, position=str(position))
    response = desk.post(ADD, values)
    release = Release.objects.get()
    assert response.headers["Location"] == at(release, "schedule")
    assert n_scheduled() == 0
    text = text_of(desk.get(at(release, "schedule")))
    assert "3 editions go live on" in text
    assert "10:00, in the same second or not at all." in text
    response = desk.post(at(release, "schedule"), form_values(desk.get(at(release, "schedule"))), follow=True)
    assert "3 editions will go live on" in text_of(response)
    assert list(Edition.objects.values_list("live_from", "made_by")) == [(tomorrow, editor.pk)] * 3


def test_the_checklist_names_the_text_that_is_not_ready_and_schedules_nothing(desk):
    release = make_release(make_report(), make_article(title_en="Half a text", body_ru="", standfirst_ru=""))
    shown = desk.get(at(release, "schedule"))
    assert "Half a text: Russian: There is no text." in text_of(shown)
    assert "Schedule all for" not in text_of(shown)
    assert desk.post(at(release, "schedule"), form_values(shown)).status_code == 422
    assert n_scheduled() == 0


def test_a_checklist_that_is_no_longer_true_is_refused_with_409(desk):
    article = make_article()
    release = make_release(make_report(), article)
    values = form_values(desk.get(at(release, "schedule")))
    article.title_en = "Meanwhile"
    article.save()
    save_revision(article, by=None)
    response = desk.post(at(release, "schedule"), values)
    assert response.status_code == 409
    assert "Nothing has been done" in text_of(response)
    assert n_scheduled() == 0
    assert desk.post(at(release, "schedule"), form_values(response)).status_code == 302
    assert desk.post(at(release, "schedule"), form_values(response)).status_code == 409


def test_one_press_cancels_all(desk):
    release = make_release(make_report(), make_article())
    send(desk, at(release, "schedule"))
    assert n_scheduled() == 4
    response = desk.post(at(release, "cancel"), form_values(desk.get(at(release, "cancel"))), follow=True)
    assert "The release is cancelled." in text_of(response)
    assert n_scheduled() == 0
    assert desk.get(at(release, "cancel")).status_code == 409


def test_a_release_that_has_gone_live_cannot_be_cancelled(desk, time_machine):
    release = make_release(make_article(), at=timezone.now() + timedelta(minutes=5))
    send(desk, at(release, "schedule"))
    time_machine.move_to(release.moment, tick=False)
    assert desk.post(at(release, "cancel")).status_code == 409
    assert Edition.objects.live(release.moment).count() == 2


def test_the_release_says_which_drafts_are_newer_and_prepares_them_anew(desk):
    article, event = make_article(), make_event()
    release = make_release(article, event, languages=["en"])
    send(desk, at(release, "schedule"))
    assert "newer than what is scheduled" not in text_of(desk.get(at(release, "change")))
    article.title_en = "Newer"
    article.save()
    save_revision(article, by=None)
    text = text_of(desk.get(at(release, "change")))
    assert "Some drafts are newer than what is scheduled." in text
    assert "English: edition 1 is ready; the draft is newer" in text
    assert send(desk, at(release, "schedule")).status_code == 302
    assert sorted(Edition.objects.values_list("title", flat=True)) == sorted([event.title_en, "Newer"])
    assert "newer than what is scheduled" not in text_of(desk.get(at(release, "change")))


def test_a_scheduled_release_is_not_changed_or_deleted_before_it_is_cancelled(desk):
    release = make_release(make_article())
    values = fill_in(desk, at(release, "change"), name="Another", _continue="1")
    send(desk, at(release, "schedule"))
    assert desk.post(at(release, "change"), values).status_code == 403
    assert desk.get(at(release, "delete")).status_code == 403
    assert Release.objects.get().name == "Launch"


def test_a_text_is_added_to_a_release_from_its_form(desk):
    article, event = make_article(), make_event(title_ru="")
    for draft in (article, event):
        save_revision(draft, by=None)
    response = save(desk, article, title_en="Typed just now", _release="")
    assert response.headers["Location"] == page(article, "release")
    assert send(desk, page(article, "release"), name="").status_code == 422
    send(desk, page(article, "release"), name="Launch", languages=["en"])
    send(desk, page(event, "release"))  # proposes the release, and the language that is written
    send(desk, page(article, "release"), languages=["ru"])
    items = Release.objects.get().items.values_list("publication", "languages")
    assert list(items) == [(article.pk, ["ru"]), (event.pk, ["en"])]


def test_the_same_text_is_in_a_release_once(desk):
    article = make_article()
    release = make_release(article)
    values = fill_in(desk, at(release, "change"), _continue="1")
    add_row(values, "items", publication=str(article.pk), languages=["en"], position="1")
    response = desk.post(at(release, "change"), values)
    assert response.status_code == 422
    assert release.items.count() == 1


def test_whoever_may_not_publish_schedules_and_cancels_nothing(editor):
    release = make_release(make_article())
    author = get_user_model().objects.create(username="author", is_staff=True)
    author.user_permissions.set(
        Permission.objects.filter(group__user=editor).exclude(codename="publish_publication")
    )
    client = signed_in(author)
    assert [client.post(at(release, name)).status_code for name in ("schedule", "cancel")] == [403, 403]
    assert n_scheduled() == 0
