"""The results of a poll as CSV say what its page says, in every language of the poll, and run as no formula."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from polls.models import Poll
from tests.polls.making import Reader, close, make_poll

pytestmark = pytest.mark.django_db


def table(poll, language="en", separator=","):
    response = Client().get(f"{poll.path_in(language)}results.csv")
    assert response.status_code == 200
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=separator))


def test_it_has_the_answers_in_all_languages_with_counts_and_percentages_as_shown():
    poll = make_poll(imported=[33, 30, 24, 21], question_en="Which way?", question_ru="Куда?")
    Reader().vote(poll, 4)
    heading, *rows = table(poll)
    assert heading == [
        "Number", "Which way?", "Куда?", "Votes", "Percentage of votes", "Votes in all", "Imported votes"
    ]  # fmt: skip
    labels = list(poll.options.values_list("label_en", "label_ru"))
    assert [tuple(row[1:3]) for row in rows] == labels
    assert [row[3:] for row in rows] == [
        ["33", "30", "109", "33"],
        ["30", "28", "109", "30"],
        ["24", "22", "109", "24"],
        ["22", "20", "109", "21"],
    ]


def test_of_several_answers_it_has_shares_of_voters():
    poll = make_poll(3, max_choices=2)
    for choices in ((1, 2), (1, 3), (1,)):
        Reader().vote(poll, *choices)
    heading, first, second, _third = table(poll, "ru", ";")
    assert heading[4:6] == ["Процент проголосовавших", "Проголосовали, человек"]
    assert (first[3:6], second[3:6]) == (["3", "100", "3"], ["1", "33", "3"])


@pytest.mark.parametrize("visibility", [Poll.Visibility.AFTER_VOTING, Poll.Visibility.STAFF])
def test_counts_are_empty_until_everybody_may_see_them(visibility):
    poll = make_poll(2, results_visibility=visibility, imported=[5, 7])
    assert [row[3:] for row in table(poll)[1:]] == [["", "", "", ""]] * 2
    close(poll)
    assert [row[3] for row in table(poll)[1:]] == ["5", "7"]


def test_a_language_in_which_the_poll_has_no_page_is_left_out():
    poll = make_poll(2, slug_en="which")
    poll.options.filter(number=1).update(label_ru="")
    assert table(poll)[0][1:3] == ["Which way?", "Votes"]


@pytest.mark.once
def test_a_spreadsheet_program_is_told_encoding_and_name_and_finds_its_separator():
    poll = make_poll(question_ru="Куда; и как?")
    response = Client().get(f"{poll.path_in('ru')}results.csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].endswith('.csv"')
    assert response.content.startswith('\ufeffНомер;"Куда; и как?";'.encode())


def test_what_editors_write_is_no_formula():
    poll = make_poll(2, question_en="=1+1")
    poll.options.filter(number=1).update(label_en="-2+3", label_ru=" @SUM(A1)")
    heading, first, _second = table(poll)
    assert (heading[1], first[1:3]) == ("'=1+1", ["'-2+3", "' @SUM(A1)"])


def test_it_takes_few_queries():
    poll = make_poll(4)
    table(poll)  # what any first request asks for
    with CaptureQueriesContext(connection) as queries:
        table(poll)
    assert len(queries) <= 6
