"""Plots of the desk: what is read, rated and published over time, with the same numbers as a table."""

import datetime
import re

import pytest
from django.utils import timezone

from tests.desk.desk import signed_in
from tests.desk.posting import text_of
from tests.factories import make_article, make_editor, make_staff, publish_now
from thinktank.accounts.roles import AUTHORS, STATISTICS
from thinktank.desk.plots import last_months, plot_of
from thinktank.readership.sums import add_reads

READERSHIP = "/admin/readership/readership/"


def test_columns_are_as_high_as_their_numbers_and_small_ones_can_be_seen():
    plot = plot_of("x", "X", [("a", 0), ("b", 1), ("c", 500), ("d", 1000)], of_labels="", of_numbers="")
    assert [(column.x, column.y, column.height) for column in plot.columns] == [
        (1, 100, 0),
        (11, 99, 1),
        (21, 50, 50),
        (31, 0, 100),
    ]
    assert plot.description == "1501 in all; the most, 1000: d."
    assert plot_of("x", "X", [("a", 0)], of_labels="", of_numbers="") is None


def test_the_last_months_go_over_the_turn_of_the_year():
    months = last_months(datetime.date(2027, 2, 28), 4)
    assert [(day.year, day.month, day.day) for day in months] == [
        (2026, 11, 1),
        (2026, 12, 1),
        (2027, 1, 1),
        (2027, 2, 1),
    ]


@pytest.mark.django_db
def test_reads_and_texts_are_drawn_for_those_who_may_see_all_of_them():
    article, today = make_article(), timezone.localdate()
    publish_now(article, "en", "ru")
    add_reads(
        [
            (article.pk, "en", today, 3),
            (article.pk, "ru", today, 4),
            (article.pk, "en", today - datetime.timedelta(days=40), 9),
        ]
    )
    desk = signed_in(make_editor("vera"))
    shown = desk.get(READERSHIP)
    assert "7 in all; the most, 7:" in text_of(shown)
    assert len(re.findall(r"<rect ", shown.text)) == 30
    first_page = text_of(desk.get("/admin/"))
    assert "Published in twelve months" in first_page and "1 in all; the most, 1:" in first_page
    assert "7 in all; the most, 7:" in text_of(signed_in(make_staff(STATISTICS)).get(READERSHIP))
    assert "Published in twelve months" not in text_of(signed_in(make_staff(AUTHORS)).get("/admin/"))
