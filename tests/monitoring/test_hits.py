"""Pages from memory are counted by route, a second later."""

import asyncio

import pytest
from django.test import Client

from tests.operations.server.loops import run
from tests.operations.server.test_answers import environ_of
from thinktank.monitoring import hits, metrics
from thinktank.operations.server.gate import Gate


def sums():
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in metrics.HERE.collect()
        for sample in family.samples
    }


@pytest.mark.django_db
def test_pages_from_memory_are_counted_like_others(page_cache, monkeypatch):
    monkeypatch.setattr("thinktank.delivery.cache_tags.READ_EVERY", 3600)
    monkeypatch.setattr(hits, "ADD_EVERY", 0)
    Client().get("/ru/")
    before = sums()

    async def ask():
        gate = Gate()
        environ = environ_of((b"host", b"testserver"), raw_path=b"/ru/")
        answers = [gate._cached(environ) for _ in range(5)]
        await asyncio.sleep(0.01)
        return answers

    answers = run(ask())
    ids = {value for answer in answers for name, value in answer.headers if name == b"X-Request-ID"}
    after = sums()
    assert len(ids) == 5
    for series in (("thinktank_requests_total", "<language>/", "200"), ("thinktank_page_cache_total", "hit")):
        assert after[series] - before.get(series, 0) == 5
