"""A release: drafts that go live in the same second, all of them or none."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import make_article, make_event, make_report, publish_now
from tests.publishing.releasing import HOUR, make_release
from thinktank.addresses.models import Address
from thinktank.audit.models import AuditEntry
from thinktank.publishing.editions.plan import CannotPublish, ChangedMeanwhile
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.editions.release import cancel_release, plan_release, schedule_release
from thinktank.publishing.editions.schedule import NotScheduled
from thinktank.publishing.models import Edition, Release
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.django_db


def planned(release):
    return plan_release(Release.objects.get(pk=release.pk), now=timezone.now())


def schedule(release):
    return schedule_release(planned(release), by=None)


def sentences(release):
    return [problem.sentence for problem in planned(release).blocking]


def save(publication, **fields):
    for name, value in fields.items():
        setattr(publication, name, value)
    publication.save()
    save_revision(publication, by=None)


def standing():
    return list(Edition.objects.order_by("pk").values_list("pk", "live_from", "live_until"))


def test_six_texts_in_two_languages_go_live_in_the_same_second(time_machine):
    drafts = [make_report(), make_article(), make_article(), make_article(), make_event(), make_event()]
    release = make_release(*drafts)
    made = schedule(release)
    assert [edition.live_from for edition in made] == [release.moment] * 12
    paths = [edition.get_absolute_url() for edition in made]
    time_machine.move_to(release.moment - timedelta(seconds=1), tick=False)
    assert {Client().get(path).status_code for path in paths} == {404}
    time_machine.move_to(release.moment, tick=False)
    assert {Client().get(path).status_code for path in paths} == {200}


def test_one_failing_text_stops_all_and_is_named():
    release = make_release(make_report(), make_article(body_ru="", standfirst_ru=""))
    assert sentences(release) == ["Russian: There is no text."]
    with pytest.raises(CannotPublish):
        schedule(release)
    assert standing() == []
    assert Release.objects.get().scheduled_for is None


def test_two_texts_of_a_release_cannot_have_the_same_address():
    release = make_release(make_article(slug_en="bees"), make_article(slug_en="bees"), languages=["en"])
    assert len(sentences(release)) == 1
    assert "“bees” (English) is already taken" in sentences(release)[0]


def test_a_release_without_texts_or_moment_is_not_scheduled():
    assert sentences(Release.objects.create(name="Empty")) == [
        "The release has no texts yet.",
        "Choose when it goes live.",
    ]
    late = make_release(make_article(), at=timezone.now() - HOUR)
    assert sentences(late) == ["That time has passed. Choose a later one."]


def test_what_was_saved_after_planning_stops_all():
    report, article = make_report(), make_article()
    plan = planned(make_release(report, article))
    save(article, title_en="Meanwhile")
    with pytest.raises(ChangedMeanwhile):
        schedule_release(plan, by=None)
    assert standing() == []


@pytest.mark.parametrize(
    "change",
    [
        lambda release: release.items.last().delete(),
        lambda release: release.items.update(languages=["en"]),
        lambda release: Release.objects.update(moment=release.moment + HOUR),
        schedule,
    ],
    ids=["a text less", "a language less", "another moment", "scheduled already"],
)
def test_a_release_that_was_changed_after_planning_is_not_scheduled(change):
    release = make_release(make_report(), make_article())
    plan = planned(release)
    change(release)
    before = standing()
    with pytest.raises(ChangedMeanwhile):
        schedule_release(plan, by=None)
    assert standing() == before


def test_cancelling_takes_all_back_and_gives_live_texts_their_end_again():
    live, new = make_article(), make_event()
    publish_now(live, "en")
    before, addresses = standing(), Address.objects.count()
    save(live, title_en="Newer")
    release = make_release(live, new)
    schedule(release)
    assert Edition.objects.count() == 5
    cancelled = cancel_release(release, now=timezone.now())
    assert len(cancelled) == 4
    assert (standing(), Address.objects.count()) == (before, addresses)
    assert Release.objects.get().scheduled_for is None
    assert AuditEntry.objects.filter(act="cancelled").count() == 4


def test_cancelling_takes_back_new_facts_of_other_languages_too():
    event = make_event()
    publish_now(event, "en", "ru")
    before = standing()
    save(event, status="cancelled")
    release = make_release(event, languages=["en"])
    assert [edition.language for edition in schedule(release)] == ["en", "ru"]
    cancel_release(release, now=timezone.now())
    assert standing() == before


def test_a_release_that_went_live_is_not_cancelled(time_machine):
    release = make_release(make_article())
    schedule(release)
    time_machine.move_to(release.moment, tick=False)
    with pytest.raises(NotScheduled):
        cancel_release(release, now=timezone.now())
    assert Edition.objects.count() == 2


def test_scheduling_again_takes_the_newest_texts_facts_and_moment():
    event, article = make_event(), make_article()
    publish_now(event, "en", "ru")
    save(event, status="postponed")
    release = make_release(event, article, languages=["en"])
    schedule(release)
    save(event, status="cancelled", title_en="Newer")
    made = schedule(release)
    assert {edition.live_from for edition in made} == {release.moment}
    newest = Edition.objects.filter(publication=event.pk, live_from=release.moment).order_by("language")
    assert [(e.number, e.content["facts"]["status"]) for e in newest] == [(2, "cancelled"), (2, "cancelled")]
    assert newest[0].title == "Newer"
    assert Edition.objects.scheduled(timezone.now()).count() == 3


def test_a_scheduled_release_is_cancelled_before_it_is_moved():
    release = make_release(make_article())
    schedule(release)
    before = standing()
    Release.objects.update(moment=release.moment + HOUR)
    assert sentences(release) == ["It is scheduled for another time. Cancel it first."]
    assert standing() == before


def test_a_text_is_scheduled_with_one_release_at_a_time():
    article = make_article()
    schedule(make_release(article, name="First"))
    second = make_release(article, languages=["ru"], name="Second")
    assert sentences(second) == [
        f"“{article}” is scheduled with the release “First”. Take it out of one of the two."
    ]


def test_an_edition_scheduled_alone_becomes_part_of_the_release():
    article = make_article()
    save_revision(article, by=None)
    publish(article, ["en"], by=None, at=timezone.now() + 9 * HOUR)
    release = make_release(article)
    schedule(release)
    assert {row[1] for row in standing()} == {release.moment}
