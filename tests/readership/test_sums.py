"""Sums of reads equal those of the days, whatever is written when, and pages show them."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.contrib.admin import site
from django.db.models import Sum
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import make_article, publish_now
from tests.readership.reading import add_reads_of_days, differing_sums, new_texts
from thinktank.readership.invariants import sums_of_reads_are_those_of_the_days
from thinktank.readership.models import LATELY, Readership, ReadingDay, ReadingSum, SummedUpTo
from thinktank.readership.most_read import most_read
from thinktank.readership.sums import add_reads, is_summed_up_to

FIRST = datetime.date(2026, 3, 1)


@pytest.fixture
def texts(db):
    texts = [make_article(title_en=f"Text {number}") for number in range(3)]
    for text in texts:
        publish_now(text, "en", "ru")
    return texts


def differing():
    return list(sums_of_reads_are_those_of_the_days())


READ = st.tuples(st.integers(0, 2), st.sampled_from(["en", "ru"]), st.integers(-40, 1), st.integers(1, 20))
ACT = st.lists(READ, min_size=1, max_size=5) | st.integers(0, 40)


def by_days(today):
    """{(publication, language): reads of thirty days}, added up from the days."""
    rows = ReadingDay.objects.lately(today, today - LATELY).values_list("publication", "language")
    return {(pk, language): n for pk, language, n in rows.annotate(total=Sum("n"))}


@given(acts=st.lists(ACT, max_size=12))
def test_sums_equal_their_days_while_days_pass_and_reads_come_late_or_early(texts, acts):
    for model in (ReadingDay, ReadingSum, SummedUpTo):
        model.objects.all().delete()
    today = FIRST
    for act in acts:
        if isinstance(act, int):
            today += datetime.timedelta(days=act)
            continue
        add_reads(
            (texts[number].pk, language, today + datetime.timedelta(days=days), n)
            for number, language, days, n in act
        )
        assert differing() == []
        if is_summed_up_to(today):
            rows = ReadingSum.objects.filter(lately__gt=0).values_list("publication", "language", "lately")
            assert {(pk, language): n for pk, language, n in rows} == by_days(today)


def test_a_sum_that_differs_from_its_days_is_named(texts):
    add_reads([(texts[0].pk, "en", timezone.localdate(), 5)])
    ReadingSum.objects.update(lately=6)
    assert differing() == [
        f"publication {texts[0].pk} (en): reads lately and in all are (6, 5), its days say (5, 5)"
    ]
    ReadingSum.objects.all().delete()
    assert len(differing()) == 1


def shown_at(moment):
    """(titles of "most read", [(title, reads lately, reads in all)] of the desk) at a moment."""
    with time_machine.travel(moment, tick=False):
        request = RequestFactory().get("/")
        admin = site.get_model_admin(Readership)
        rows = admin.get_queryset(request).order_by(*admin.get_ordering(request))
        titles = [edition.title for edition in most_read("en", timezone.now())]
        return titles, [(row.publication.title_en, row.reads, row.in_all) for row in rows]


def test_before_the_first_reads_of_a_day_the_pages_show_the_sums_of_the_days(texts):
    today = timezone.localdate()
    old = today - LATELY + datetime.timedelta(days=1)  # the last that counts today drops out tomorrow
    add_reads([(texts[0].pk, "en", old, 100), (texts[0].pk, "en", today, 10)])
    add_reads([(texts[1].pk, "en", today, 30), (texts[2].pk, "en", today, 20)])
    now, tomorrow = timezone.now(), timezone.now() + datetime.timedelta(days=1)
    of_today = [("Text 0", 110, 110), ("Text 1", 30, 30), ("Text 2", 20, 20)]
    of_tomorrow = [("Text 1", 30, 30), ("Text 2", 20, 20), ("Text 0", 10, 110)]
    assert shown_at(now) == (["Text 0", "Text 1", "Text 2"], of_today)
    assert shown_at(tomorrow) == (["Text 1", "Text 2", "Text 0"], of_tomorrow)
    add_reads([(texts[1].pk, "ru", timezone.localdate(tomorrow), 1)])
    assert is_summed_up_to(timezone.localdate(tomorrow))
    assert shown_at(tomorrow)[1] == [*of_tomorrow, ("Text 1", 1, 1)]
    assert differing() == []


def test_processes_that_add_reads_of_different_days_at_once_keep_the_sums(live_site):
    uids = [uid for uid, *_paths in live_site.call(new_texts, 3)]
    with ThreadPoolExecutor(3) as processes:
        list(processes.map(lambda seed: live_site.call(add_reads_of_days, uids, 40, seed), range(3)))
    assert live_site.call(differing_sums) == []
