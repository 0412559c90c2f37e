import collections
import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import make_article, publish_now
from tests.polls import crowd
from tests.readership.reading import new_texts, read_often, written
from thinktank.readership import counter
from thinktank.readership.invariants import sums_of_reads_are_those_of_the_days
from thinktank.readership.models import ReadingDay, ReadingSum, SummedUpTo

DAYS = [datetime.date(2026, 3, 1), datetime.date(2026, 3, 2)]
STATEMENTS = ["SELECT", "INSERT", "UPDATE"]


@pytest.fixture
def texts(db):
    texts = [make_article() for _n in range(3)]
    for text in texts:
        publish_now(text, "en", "ru")
    return texts


def breaking(statement):
    """Make the database fail at a statement of this kind."""

    def wrapper(execute, sql, params, many, context):
        if sql.startswith(statement):
            raise OperationalError("The database is away.")
        return execute(sql, params, many, context)

    return connection.execute_wrapper(wrapper)


READ = st.tuples(st.integers(0, 2), st.sampled_from(["en", "ru"]), st.sampled_from(DAYS))


@given(acts=st.lists(READ | st.just("write") | st.sampled_from(STATEMENTS), max_size=40))
def test_every_read_is_written_once_whenever_it_is_written_and_whatever_breaks(texts, acts):
    for model in (ReadingDay, ReadingSum, SummedUpTo):
        model.objects.all().delete()
    expected = collections.Counter()
    for act in acts:
        if act == "write":
            counter.write_reads()
        elif act in STATEMENTS:
            with breaking(act):
                counter.write_reads()
        else:
            number, language, day = act
            counter.count_read(texts[number].uid, language, day)
            expected[texts[number].pk, language, day] += 1
    counter.write_reads()
    rows = ReadingDay.objects.values_list("publication", "language", "day", "n")
    assert {tuple(key): n for *key, n in rows} == dict(expected)
    assert list(sums_of_reads_are_those_of_the_days()) == []


def test_reads_of_ten_seconds_are_written_together(texts, monkeypatch):
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    totals = []
    for moment in (1000.0, 1001.0, 1009.9, 1010.1, 1011.0):
        now = moment
        counter.count_read(texts[0].uid, "en", DAYS[0])
        totals.append(ReadingDay.objects.get().n)
    assert totals == [1, 1, 1, 4, 4]


def test_memory_is_bounded_while_the_database_cannot_be_reached(texts, monkeypatch):
    monkeypatch.setattr(counter, "MOST_GATHERED", 2)
    with breaking("SELECT"):
        for text in [*texts, texts[0]]:
            counter.count_read(text.uid, "en", DAYS[0])
    counter.write_reads()
    found = dict(ReadingDay.objects.values_list("publication", "n"))
    assert found == {texts[0].pk: 2, texts[1].pk: 1}


def test_processes_that_add_at_once_lose_nothing(live_site):
    uids = [uid for uid, *_paths in live_site.call(new_texts, 3)]
    with ThreadPoolExecutor(3) as processes:
        list(processes.map(lambda seed: live_site.call(read_often, uids, 60, seed), range(3)))
    assert [row for row in live_site.call(written) if row[0] in uids] == sorted([u, "en", 180] for u in uids)


def test_workers_write_their_gathered_reads_when_they_end(new_live_site):
    with new_live_site(workers=2, TRUSTED_PROXIES="1") as site:
        [[uid, *_paths]] = site.call(new_texts, 1)

        def read(number):
            headers = {"Sec-Fetch-Site": "same-origin", "X-Forwarded-For": f"198.{number}.2.1"}
            return crowd.request(site.url, "POST", f"/en/read/{uid}/", headers=headers)[0]

        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(read, range(100)))
        crowd.close_connections()
        site.stop()
        assert set(answers) == {204}
        assert site.call(written) == [[uid, "en", 100]]
