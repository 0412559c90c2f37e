import datetime

import pytest
import time_machine
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from tests.factories import make_article, make_edition
from tests.polls.making import Reader, close, make_poll
from thinktank.delivery.cache_tags import cache_state

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def rendered(publication_id, language="en"):
    template = Template("{% load polls %}{% polls_beside publication_id %}")
    with translation.override(language):
        return template.render(Context({"publication_id": publication_id}))


def test_all_polls_of_a_text_cost_one_query(frozen_cache_state):
    article = make_article()
    for n in range(3):
        poll = make_poll(4 + n, imported=[33, 30, 24, 21], beside=[article])
        for choice in (1, 2, 2):
            Reader().vote(poll, choice)
    make_poll(beside=[make_article()])
    cache_state()  # invalidations are read once a second, not for every page

    with CaptureQueriesContext(connection) as queries:
        shown = rendered(article.pk)

    assert len(queries) == 1
    assert shown.count('class="poll"') == 3
    assert shown.count("111 votes in all.") == 3
    assert "32 votes (29%)" in shown


def test_without_a_poll_nothing_is_shown_for_one_query(frozen_cache_state):
    make_poll()

    article = make_article()

    with CaptureQueriesContext(connection) as queries:
        shown = rendered(article.pk)

    assert (shown.strip(), len(queries)) == ("", 1)


def test_a_text_shows_its_poll_only_in_languages_in_which_the_poll_has_words():
    article = make_article()
    poll = make_poll(beside=[article])

    assert "Куда?" in rendered(article.pk, "ru")
    poll.question_ru = ""
    poll.save()
    assert rendered(article.pk, "ru").strip() == ""
    assert "Which way?" in rendered(article.pk)


def test_a_text_shows_its_closed_poll_with_the_counts():
    article = make_article()
    poll = make_poll(beside=[article])
    Reader().vote(poll, 1)
    close(poll)

    shown = rendered(article.pk)

    assert "1 vote (100%)" in shown and "<form" not in shown


def test_a_text_does_not_show_counts_that_readers_may_not_see():
    article = make_article()
    poll = make_poll(beside=[article], results_visibility="staff", imported=[123457])
    Reader().vote(poll, 1)

    assert "12345" not in rendered(article.pk)


def test_the_page_of_an_article_shows_its_poll(client):
    edition = make_edition()
    poll = make_poll(beside=[edition.publication])

    page = client.get(edition.get_absolute_url()).content.decode()

    assert f'action="{poll.path_in("en")}vote/"' in page


def test_a_poll_that_closes_shows_its_result_from_that_moment():
    article, now = make_article(), timezone.now()
    make_poll(beside=[article], closes_at=now + HOUR, results_visibility="staff")
    with time_machine.travel(now):
        assert 'type="submit"' in rendered(article.pk)
    with time_machine.travel(now + HOUR):
        shown = rendered(article.pk)
    assert 'type="submit"' not in shown
    assert "No votes were cast." in shown
