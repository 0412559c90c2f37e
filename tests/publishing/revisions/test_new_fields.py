"""Adding a field, a set of rows or a field of a row to the code changes no earlier snapshot (decision 0078)."""

import zlib
from copy import deepcopy

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from events.models import Event
from tests.desk.desk import page, signed_in
from tests.desk.posting import text_of
from tests.factories import make_editor
from tests.publishing.building import build_live, full_report, save
from thinktank.publishing.admin.states import state_of
from thinktank.publishing.editions.plan import plan_publishing
from thinktank.publishing.models import Revision
from thinktank.publishing.revisions.digests import canonical_json, sha256_of
from thinktank.publishing.revisions.save import restore_revision, save_revision
from thinktank.publishing.revisions.snapshot import facts_of, says_the_same, take_snapshot, words_of

pytestmark = pytest.mark.django_db


def places_of_what_was_never_filled(snapshot):
    """(dict, key) of everything in a snapshot that a newer version of the code may have added."""
    for name in ("accepts_ratings", "cover", "dated"):
        if snapshot["facts"][name] in (None, True):
            yield snapshot["facts"], name
    for sets in (snapshot["parts"], snapshot["terms"]):
        yield from ((sets, name) for name, members in sets.items() if not members)
    rows = [row for rows in snapshot["parts"].values() for row in rows]
    for holder in (snapshot, *rows):
        for words in holder["words"].values():
            yield from ((words, name) for name, text in words.items() if not text)
    for row in rows:
        yield from (
            (row["facts"], name) for name, value in row["facts"].items() if value in (None, "immediate")
        )


def test_a_snapshot_taken_before_a_field_existed_has_equal_facts():
    report = full_report()
    report.takeaways.all().delete()
    after = take_snapshot(report)

    @given(data=st.data())
    def taken_earlier(data):
        before = deepcopy(after)
        places = list(places_of_what_was_never_filled(before))
        assert len(places) > 10
        for holder, name in data.draw(st.lists(st.sampled_from(places), min_size=1, unique_by=id)):
            del holder[name]
        assert facts_of(before) == facts_of(after)
        assert [words_of(before, code) for code in ("en", "ru")] == [
            words_of(after, code) for code in ("en", "ru")
        ]
        assert says_the_same(before, after)

    taken_earlier()


def test_a_removed_field_changes_no_snapshot():
    snapshot = take_snapshot(full_report())
    before = deepcopy(snapshot)
    before["facts"]["doi"] = "10.1/2"
    before["parts"]["footnotes"] = [{"uid": "x", "facts": {}, "words": {}}]
    before["terms"]["moods"] = ["x"]
    assert facts_of(before) == facts_of(snapshot)


def _forget(revision, *names, **more):
    """Rewrite the revision as if these facts and all empty sets did not exist yet, with `more` facts that the code removed."""
    snapshot = revision.snapshot
    for words in (snapshot["facts"], *snapshot["words"].values()):
        words |= more
    for name in names:
        del snapshot["facts"][name]
    for sets in ("parts", "terms"):
        snapshot[sets] = {name: members for name, members in snapshot[sets].items() if members}
    Revision.objects.filter(pk=revision.pk).update(
        packed=zlib.compress(canonical_json(snapshot), 9), digest=sha256_of(snapshot)
    )


def test_publishing_after_a_field_was_added_leaves_the_other_language_alone():
    now = timezone.now()
    event = build_live(Event, now=now)
    _forget(event.revisions.get(), "is_all_day", "accepts_ratings", "stream_url")
    save(event, title_en="Other")
    assert [planned.language for planned in plan_publishing(event, ["en"], now=now).planned] == ["en"]
    assert not state_of(event, "ru", now).has_newer_draft
    assert state_of(event, "en", now).has_newer_draft


def test_saving_an_unchanged_text_after_a_field_was_added_makes_no_revision():
    event = build_live(Event, now=timezone.now())
    _forget(event.revisions.get(), "is_all_day")
    assert save_revision(event, by=None).number == 1
    event.is_all_day = True
    event.save()
    assert save_revision(event, by=None).number == 2


def test_a_revision_older_than_a_field_can_be_published_shown_compared_and_restored():
    desk = signed_in(make_editor())
    event = build_live(Event, now=timezone.now())
    _forget(event.revisions.get(), "is_all_day", "stream_url", doi="10.1/2")
    assert plan_publishing(event, ["en"], now=timezone.now()).problems
    event.stream_url = "https://example.org/"
    event.save()
    save_revision(event, by=None)
    compared = text_of(desk.get(page(event, "compare"), {"old": 1, "new": 2}))
    assert "https://example.org/" in compared and "Show the day only" not in compared
    assert desk.get(page(event, "revision", 1)).status_code == 200
    restore_revision(event, event.revisions.get(number=1), by=None)
    event.refresh_from_db()
    assert event.stream_url == ""
