"""docs/architecture.md, rule 7: texts decide whether a translation is out of date, not timestamps."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.choices import EventStatus
from events.models import Event
from tests.publishing.building import build_live, save, the_edition
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.editions.translations import confirm_translation, outdated_ones
from thinktank.publishing.models import Edition
from thinktank.publishing.public.surroundings import surroundings_of

pytestmark = pytest.mark.django_db


class Site:
    """An event in English with a translation, and a clock that advances by an hour with every act."""

    def __init__(self):
        self.now = timezone.now()
        self.event = build_live(Event, now=self.now, original_language="en", title_en="A", title_ru="А")

    def publish(self, *languages, **options):
        self.now += timedelta(hours=1)
        return publish(self.event, list(languages), by=None, now=self.now, **options)

    def change(self, language, title, **options):
        save(self.event, **{f"title_{language}": title})
        self.publish(language, **options)

    def live(self, language):
        return Edition.objects.filter(publication=self.event.pk).in_language(language).live(self.now).get()

    def confirm_translation(self):
        confirm_translation(self.live("ru"), self.live("en"), by=None, now=self.now)

    @property
    def is_outdated(self):
        return surroundings_of(self.live("ru"), self.now).is_outdated


def _cancel(site):
    save(site.event, status=EventStatus.CANCELLED)
    site.publish("en")


CASES = {
    "published together": (False, []),
    "the original says something new": (True, [lambda s: s.change("en", "B")]),
    "a minor edition": (False, [lambda s: s.change("en", "B", is_minor=True)]),
    "two minor editions": (False, [lambda s: s.change("en", "B", is_minor=True), lambda s: s.change("en", "C", is_minor=True)]),
    "a minor one after a major one": (True, [lambda s: s.change("en", "B"), lambda s: s.change("en", "C", is_minor=True)]),
    "the same text back again": (False, [lambda s: s.change("en", "B"), lambda s: s.change("en", "A")]),
    "published again without a change": (False, [lambda s: s.publish("en")]),
    "only facts changed": (False, [_cancel]),
    "both changed, the translation published first": (False, [lambda s: save(s.event, title_en="B", title_ru="Б"), lambda s: s.publish("ru"), lambda s: s.publish("en")]),
    "the translation sent once more, then the new original": (True, [lambda s: save(s.event, title_en="B"), lambda s: s.publish("ru"), lambda s: s.publish("en")]),
    "translated again": (False, [lambda s: s.change("en", "B"), lambda s: s.change("ru", "Б")]),
    "both changed in one act": (
        False,
        [lambda s: save(s.event, title_en="B", title_ru="Б"), lambda s: s.publish("en", "ru")],
    ),
    "found still valid": (False, [lambda s: s.change("en", "B"), Site.confirm_translation]),
    "a minor edition after it was found valid": (
        False,
        [lambda s: s.change("en", "B"), Site.confirm_translation, lambda s: s.change("en", "C", is_minor=True)],
    ),
    "changed again after it was found valid": (
        True,
        [lambda s: s.change("en", "B"), Site.confirm_translation, lambda s: s.change("en", "C")],
    ),
    "facts changed after it was found valid": (
        False,
        [lambda s: s.change("en", "B"), Site.confirm_translation, _cancel],
    ),
    "facts changed while it was out of date": (True, [lambda s: s.change("en", "B"), _cancel]),
    "the translation only was published again": (
        False,
        [lambda s: s.change("ru", "Б"), lambda s: s.change("ru", "В")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_translation_is_outdated_exactly_when_the_text_of_its_original_differs(case):
    expected, acts = CASES[case]
    site = Site()
    for act in acts:
        act(site)
    assert site.is_outdated is expected
    assert list(outdated_ones("ru", site.now)) == ([site.live("ru")] if expected else [])
    assert list(outdated_ones("en", site.now)) == []


def test_an_original_is_never_outdated():
    site = Site()
    site.change("ru", "Б")
    assert surroundings_of(site.live("en"), site.now).is_outdated is False


def test_editions_made_in_one_act_translate_each_other():
    site = Site()
    assert the_edition(site.event, "ru", 1).translates == the_edition(site.event, "en", 1)
    assert the_edition(site.event, "en", 1).translates is None


def test_an_edition_translates_the_original_that_is_live_with_it():
    site = Site()
    save(site.event, title_en="B", title_ru="Б")
    site.publish("en", at=site.now + timedelta(days=2))
    site.publish("ru")
    assert site.live("ru").translates == the_edition(site.event, "en", 1)


def test_confirming_a_translation_twice_is_confirming_it_once():
    site = Site()
    site.change("en", "B")
    site.confirm_translation()
    site.confirm_translation()
    assert site.live("ru").found_valid_for.count() == 1


def test_time_alone_makes_nothing_outdated():
    site = Site()
    site.now += timedelta(days=4000)
    assert site.is_outdated is False
