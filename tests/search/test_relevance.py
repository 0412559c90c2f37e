"""Judged queries over the demo's content: what readers want comes first (relevance.toml)."""

import pytest

from tests.factories import make_image, make_superuser
from tests.search.relevance import QUERIES, answer_all, mean
from thinktank.operations.demo import load

TARGET = 0.85  # nDCG of the first ten, on each set


@pytest.mark.long
@pytest.mark.django_db
def test_judged_queries_find_what_was_judged_relevant(monkeypatch):
    def small_pictures(loader):
        loader.images = {entry["key"]: make_image() for entry in load.table("images")["images"]}

    monkeypatch.setattr(load._Loader, "_images", small_pictures)
    monkeypatch.setattr(load, "cast_ballots", lambda *arguments, **options: None)
    monkeypatch.setattr(load, "enter_reads", lambda *arguments, **options: None)
    load.load_demo(make_superuser("root"))

    answers = answer_all()
    for_tuning = [each for each in answers if not each.query["held_out"]]
    held_out = [each for each in answers if each.query["held_out"]]
    assert len(QUERIES) >= 100
    assert len(held_out) >= len(QUERIES) / 3
    assert min(mean(for_tuning), mean(held_out)) >= TARGET
