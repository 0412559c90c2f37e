"""docs/architecture.md, rule 2: facts belong to all languages, words to one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.choices import EventStatus
from events.models import Event
from tests.factories import make_image, make_topic
from tests.publishing.building import (
    add_person,
    build_live,
    editions_of,
    save,
    the_edition,
)
from thinktank.publishing.editions.plan import CannotPublish, PlannedEdition, plan_publishing
from thinktank.publishing.editions.publish import carry_out, publish
from thinktank.publishing.models import Edition

pytestmark = pytest.mark.django_db


def _live(publication, language, at):
    return Edition.objects.filter(publication_id=publication.pk).in_language(language).live(at).get()


def test_cancelling_an_event_reaches_its_half_rewritten_translation_in_the_old_words():
    now = timezone.now()
    event = build_live(
        Event, now=now, title_ru="Круглый стол", body_ru="<p>Старые слова.</p>", place_ru="Москва"
    )
    save(event, title_ru="Круглый ст", body_ru="<p>Новые слова, но не</p>")
    save(event, status=EventStatus.CANCELLED, title_en="Round table: cancelled")

    plan = plan_publishing(event, ["en"], now=now + timedelta(hours=1))
    assert [(p.language, p.why) for p in plan.planned] == [
        ("en", PlannedEdition.Why.ASKED),
        ("ru", PlannedEdition.Why.FACTS),
    ]
    carry_out(plan, by=None)

    english, russian = (_live(event, language, now + timedelta(hours=1)) for language in ("en", "ru"))
    assert (english.title, english.content["facts"]["status"]) == ("Round table: cancelled", "cancelled")
    assert (russian.title, russian.content["facts"]["status"]) == ("Круглый стол", "cancelled")
    assert "Старые слова" in russian.content["body"]
    assert russian.content["facts"]["place"] == "Москва"
    assert russian.live_from == english.live_from


def test_the_half_rewritten_words_stay_in_the_working_copy():
    now = timezone.now()
    event = build_live(Event, now=now)
    save(event, title_ru="Новое", status=EventStatus.CANCELLED)
    publish(event, ["en"], by=None, now=now + timedelta(hours=1))
    event.refresh_from_db()
    assert event.title_ru == "Новое"


def test_a_reissued_edition_says_which_revisions_its_facts_and_its_words_are_from():
    now = timezone.now()
    event = build_live(Event, now=now)
    first = the_edition(event, "ru", 1)
    newest = save(event, status=EventStatus.CANCELLED)
    publish(event, ["en"], by=None, now=now + timedelta(hours=1))
    again = the_edition(event, "ru", 2)
    assert (again.revision, again.words_from) == (newest, first.revision)
    assert (again.is_minor, again.text_digest) == (True, first.text_digest)


def test_a_second_change_of_facts_still_takes_the_words_of_the_live_edition():
    now = timezone.now()
    event = build_live(Event, now=now, title_ru="Старое")
    for hour, status in enumerate([EventStatus.POSTPONED, EventStatus.CANCELLED], start=1):
        save(event, title_ru=f"Черновик {hour}", status=status)
        publish(event, ["en"], by=None, now=now + timedelta(hours=hour))
    live = _live(event, "ru", now + timedelta(hours=3))
    assert (live.number, live.title, live.content["facts"]["status"]) == (3, "Старое", "cancelled")


def test_a_change_of_words_alone_makes_one_edition():
    now = timezone.now()
    event = build_live(Event, now=now)
    save(event, title_en="New", title_ru="Новое")
    made = publish(event, ["en"], by=None, now=now + timedelta(hours=1))
    assert [edition.language for edition in made] == ["en"]


@pytest.mark.parametrize(
    "change",
    [
        lambda event: setattr(event, "kind", Event.Kind.LECTURE),
        lambda event: setattr(event, "cover", make_image()),
        lambda event: event.topics.add(make_topic()),
        lambda event: add_person(event, "Guest", "Гость"),
        lambda event: event.contributions.all().delete(),
        lambda event: event.contributions.update(role="moderator"),
        lambda event: event.contributions.filter(position=0).update(position=9),
    ],
    ids=["kind", "cover", "topic", "somebody more", "nobody any more", "role", "order"],
)
def test_every_kind_of_fact_is_carried_to_the_other_language(change):
    now = timezone.now()
    event = build_live(Event, now=now)
    add_person(event, "One", "Один")
    add_person(event, "Two", "Два")
    save(event)
    publish(event, ["en", "ru"], by=None, now=now + timedelta(hours=1))
    change(event)
    save(event)
    made = publish(event, ["en"], by=None, now=now + timedelta(hours=2))
    assert {edition.language for edition in made} == {"en", "ru"}
    english, russian = (_live(event, language, now + timedelta(hours=2)) for language in ("en", "ru"))
    for fact in ("facts", "topics", "cover"):
        assert (english.content[fact] is None) == (russian.content[fact] is None)
    assert english.kind == russian.kind
    billed = [[(person["role"], person["uid"]) for person in e.content["people"]] for e in (english, russian)]
    assert billed[0] == billed[1]


def test_names_as_billed_are_words_and_stay_the_old_ones():
    now = timezone.now()
    event = build_live(Event, now=now)
    person = add_person(event, "Ann", "Анна")
    save(event)
    publish(event, ["en", "ru"], by=None, now=now + timedelta(hours=1))
    person.name_en, person.name_ru = "Dr Ann", "Д-р Ан"
    person.save()
    add_person(event, "Ben", "Бен")
    save(event)
    publish(event, ["en"], by=None, now=now + timedelta(hours=2))
    names = {
        language: [p["name"] for p in _live(event, language, now + timedelta(hours=2)).content["people"]]
        for language in ("en", "ru")
    }
    assert names == {"en": ["Dr Ann", "Ben"], "ru": ["Анна", "Бен"]}


def test_a_new_fact_without_words_in_the_other_language_stops_the_act_and_names_the_language():
    now = timezone.now()
    event = build_live(Event, now=now)
    event.contributions.create(name_en="Ben", name_ru="")
    save(event)
    with pytest.raises(CannotPublish, match="Russian: Somebody’s name is missing"):
        publish(event, ["en"], by=None, now=now + timedelta(hours=1))
    assert Edition.objects.count() == 2


def test_a_language_that_is_not_live_is_left_alone():
    now = timezone.now()
    event = build_live(Event, now=now, languages=["en"])
    save(event, title_ru="Скоро", slug_ru="skoro", body_ru="<p>Текст.</p>", status=EventStatus.CANCELLED)
    publish(event, ["en"], by=None, now=now + timedelta(hours=1))
    assert editions_of(event, "ru") == []


def test_a_change_of_facts_for_later_waits_in_every_language():
    now = timezone.now()
    event = build_live(Event, now=now)
    save(event, status=EventStatus.CANCELLED)
    at = now + timedelta(days=1)
    publish(event, ["en"], by=None, now=now, at=at)
    for language in ("en", "ru"):
        assert _live(event, language, now + timedelta(hours=1)).content["facts"]["status"] == "scheduled"
        assert _live(event, language, at).content["facts"]["status"] == "cancelled"


def test_a_change_of_facts_rebuilds_what_is_scheduled_in_the_other_language_in_its_own_words():
    now = timezone.now()
    event = build_live(Event, now=now)
    save(event, title_ru="Обещанное")
    at = now + timedelta(days=1)
    publish(event, ["ru"], by=None, now=now, at=at, note="Why", correction="What")
    save(event, title_ru="Черновик", status=EventStatus.CANCELLED)
    publish(event, ["en"], by=None, now=now + timedelta(hours=1))
    waiting = _live(event, "ru", at)
    assert (waiting.title, waiting.content["facts"]["status"]) == ("Обещанное", "cancelled")
    assert (waiting.live_from, waiting.note, waiting.correction) == (at, "Why", "What")


def test_editions_stay_in_order_when_only_the_live_one_lacks_the_new_facts():
    now = timezone.now()
    event = build_live(Event, now=now)
    save(event, status=EventStatus.CANCELLED)
    at = now + timedelta(days=1)
    publish(event, ["en", "ru"], by=None, now=now, at=at)
    publish(event, ["en"], by=None, now=now + timedelta(hours=1))
    starts = [edition.live_from for edition in editions_of(event, "ru")]
    assert starts == sorted(starts)
    assert [edition.number for edition in editions_of(event, "ru")] == [1, 2, 3]


def test_something_missing_in_a_scheduled_translation_stops_the_act_too():
    now = timezone.now()
    event = build_live(Event, now=now, languages=["en"])
    save(event, title_ru="Скоро", slug_ru="skoro", body_ru="<p>Текст.</p>")
    publish(event, ["ru"], by=None, now=now, at=now + timedelta(days=1))
    event.contributions.create(name_en="Ben", name_ru="")
    save(event)
    with pytest.raises(CannotPublish, match="Russian: Somebody’s name is missing"):
        publish(event, ["en"], by=None, now=now + timedelta(hours=1))


def test_a_problem_of_the_asked_text_is_told_once_when_a_scheduled_one_is_rebuilt_from_it():
    now = timezone.now()
    event = build_live(Event, now=now, languages=["en"])
    publish(event, ["en"], by=None, now=now, at=now + timedelta(days=1))
    save(event, standfirst_en="")
    plan = plan_publishing(event, ["en"], now=now + timedelta(hours=1))
    sentences = [problem.sentence for problem in plan.problems]
    assert len(sentences) == len(set(sentences))
