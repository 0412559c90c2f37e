import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from tests.factories import make_article, make_event, make_page, make_report, publish_now
from thinktank.delivery.shared_values import SharedValue
from thinktank.publishing.editions.end import withdraw
from thinktank.readership.sums import add_reads

pytestmark = pytest.mark.django_db


def was_read(publication, n, *, language="en", days_ago=0):
    day = timezone.localdate() - datetime.timedelta(days=days_ago)
    add_reads([(publication.pk, language, day, n)])


def text(title, n, make=make_article, **fields):
    publication = make(title_en=title, **fields)
    publish_now(publication, "en")
    was_read(publication, n)
    return publication


def most_read(client, language="en"):
    """Titles under "Most read"; None when there is no such heading."""
    page = html.fromstring(client.get(f"/{language}/").content)
    if not page.xpath("//*[@id='front-read']"):
        return None
    return page.xpath("//*[@aria-labelledby='front-read']//li/a/text()")


def test_the_six_most_read_texts_are_listed_with_the_first_on_top(client):
    text("Third", 30, make_report)
    text("First", 50)
    text("Fifth", 3)
    text("Second", 40, make_event)
    text("Seventh", 1)
    text("Sixth", 2)
    text("Fourth", 20)
    text("Contact", 99, make_page)
    assert most_read(client) == ["First", "Second", "Third", "Fourth", "Fifth", "Sixth"]


def test_there_is_no_list_before_three_texts_have_ten_reads_each(client):
    text("First", 1000)
    text("Second", 11)
    third = text("Third", 9)
    assert most_read(client) is None
    was_read(third, 1, days_ago=1)
    assert most_read(client) == ["First", "Second", "Third"]


def test_the_reads_of_thirty_days_count_and_no_older_ones(client):
    for number in range(3):
        text(f"Text {number}", 10 + number)
    old, newer = text("Old", 1), text("Newer", 1)
    was_read(old, 1000, days_ago=30)
    was_read(newer, 1000, days_ago=29)
    assert most_read(client) == ["Newer", "Text 2", "Text 1", "Text 0", "Old"]


def test_each_language_has_its_own_list(client):
    for number in range(3):
        text(f"Text {number}", 10)
    both = make_article(title_en="In both", title_ru="На двух языках")
    publish_now(both, "en", "ru")
    was_read(both, 99, language="ru")
    assert "In both" not in most_read(client)
    assert most_read(client, "ru") is None


@pytest.mark.usefixtures("page_cache")
def test_withdrawn_texts_vanish_from_the_list_at_once_and_drafts_never_appear(client):
    first = text("First", 40)
    for number in range(3):
        text(f"Text {number}", 30 - number)
    was_read(make_article(title_en="Draft"), 1000)
    assert most_read(client) == ["First", "Text 0", "Text 1", "Text 2"]
    withdraw(first, "en", public_note="Gone.", now=timezone.now())
    assert most_read(client) == ["Text 0", "Text 1", "Text 2"]


def test_a_new_edition_keeps_the_reads_of_its_publication_and_is_listed_once(client):
    first = text("First", 40)
    text("Second", 20), text("Third", 10)
    first.title_en = "First, corrected"
    first.save()
    publish_now(first, "en", note="More.")
    assert most_read(client) == ["First, corrected", "Second", "Third"]


def test_the_list_costs_the_same_with_one_text_or_many_and_shows_no_numbers(client, frozen_cache_state):
    text("Alone", 4321)
    few = queries_of(client)
    for letter in "abcdefg":
        text(letter, 4321)
    assert queries_of(client) == few <= 6
    assert "4321" not in client.get("/en/").content.decode()


def queries_of(client):
    """The queries of a front page with nothing in memory."""
    client.get("/en/")
    SharedValue.forget_all()
    with CaptureQueriesContext(connection) as queries:
        client.get("/en/")
    return len(queries)
