"""A cached page hears of votes and ratings, although they write no invalidation: within the second in every process."""

import pytest

from tests.factories import make_article, publish_now
from tests.polls.making import Reader, close, make_poll
from tests.ratings.test_rate import give
from thinktank.delivery import cache_tags
from thinktank.delivery.models import Invalidation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("page_cache")]


@pytest.fixture
def bees():
    article = make_article(title_en="On bees", slug_en="bees", slug_ru="bees")
    publish_now(article, "en", "ru")
    return article


@pytest.fixture
def poll(bees):
    return make_poll(
        beside=[bees], question_en="Which way?", slug_en="way", question_ru="Куда?", slug_ru="kuda"
    )


def _pages(client, paths):
    return {
        path: (client.get(path)["Cache-Status"].split(";")[1].strip(), client.get(path).text)
        for path in paths
    }


def test_a_vote_makes_every_page_that_shows_its_poll_old_and_no_other(client, bees, poll):
    publish_now(make_article(title_en="On wasps", slug_en="wasps"), "en")
    shown = ["/en/articles/bees/", "/ru/articles/bees/", "/en/polls/", poll.path_in("en")]
    before = _pages(client, [*shown, "/en/articles/wasps/", "/en/articles/"])
    written = Invalidation.objects.count()

    Reader().vote(poll, 1)

    after = _pages(client, before)
    assert [path for path in before if after[path][0] == "fwd=stale"] == shown
    assert all(after[path][1] != before[path][1] for path in shown)
    assert Invalidation.objects.count() == written  # it would keep the moment of the vote


def test_a_rating_makes_the_pages_of_its_publication_old_and_no_other(client, bees):
    publish_now(make_article(title_en="On wasps", slug_en="wasps"), "en")
    before = _pages(client, ["/en/articles/bees/", "/ru/articles/bees/", "/en/articles/wasps/", "/en/"])

    give(bees, *[4] * 6)

    after = _pages(client, before)
    assert [path for path in before if after[path][0] == "fwd=stale"] == [
        "/en/articles/bees/",
        "/ru/articles/bees/",
    ]
    assert "4.0" in after["/en/articles/bees/"][1]


def test_the_last_votes_of_a_poll_are_shown_after_it_has_closed(client, bees, poll):
    client.get("/en/articles/bees/")
    Reader().vote(poll, 1)
    close(poll)
    assert "1 vote" in client.get("/en/articles/bees/").text


def test_a_tag_that_is_no_longer_watched_has_not_changed():
    seen = {"polls-of:1": frozenset([("uid", 3)])}
    state = cache_tags.CacheState({}, None, 0.0, 0.0, cache_tags.timezone.now())
    assert not state.has_changed_since(seen, ["polls-of:1"])
