"""Ratings over HTTP, against the production server: windows that race, and many readers at once."""

import collections
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.core.management import call_command

from tests.factories import make_edition
from tests.live_site import open_site
from tests.polls import crowd
from thinktank.ratings.models import Rating
from thinktank.ratings.summary import summary_of


def new_edition():
    """For `live_site.call`: where to rate a new article."""
    return f"/en/rate/{make_edition().publication_uid}/"


def told(uid):
    """For `live_site.call`: [rows, readers, {stars: readers}] of a publication, after a check of everything."""
    call_command("check_polls")
    ratings = Rating.objects.filter(publication__uid=uid)
    summary = summary_of(ratings.first().publication_id)
    return [ratings.count(), summary.n, {str(share.stars): share.n for share in summary.shares if share.n}]


@pytest.fixture(scope="module")
def site():
    unbounded = {"BALLOTS_PER_SUBSCRIBER": "1000000", "BALLOTS_PER_NETWORK": "1000000"}
    with open_site(settings.DATABASES["default"], **unbounded) as site:
        yield site


@pytest.fixture(autouse=True)
def _close_connections():
    yield
    crowd.close_connections()


def ticket(site, path, cookie=""):
    status, headers, answer = crowd.post_until_free(site.url, f"{path}ticket/", {}, cookie)
    assert status == 200
    return headers["Set-Cookie"].split(";")[0], answer


def rate(site, path, cookie, ticket, stars, version):
    body = {"ticket": ticket["ticket"], "stars": stars, "version": version}
    status, _headers, answer = crowd.post_until_free(site.url, path, body, cookie)
    return status, answer


def test_of_windows_that_rate_at_once_one_wins_and_the_others_are_told(site):
    path = site.call(new_edition)
    cookie, _answer = ticket(site, path)
    for version in (1, 2, 3):
        tickets = [ticket(site, path, cookie)[1] for _ in range(8)]
        with ThreadPoolExecutor(8) as threads:
            answers = list(
                threads.map(lambda n: rate(site, path, cookie, tickets[n], n % 5 + 1, version), range(8))  # noqa: B023
            )
        statuses = collections.Counter(status for status, _answer in answers)
        assert statuses[201] == 1
        assert statuses.keys() <= {201, 200, 409, 429}, statuses  # 429: eight at once may be too many changes
        [won] = [answer["my"] for status, answer in answers if status == 201]
        assert {answer["my"]["stars"] for status, answer in answers if status == 409} <= {won["stars"]}
    rows, readers, _shares = site.call(told, path.split("/")[3])
    assert (rows, readers) == (3, 1)


def test_many_readers_who_rate_twice_count_once_with_their_last_rating(site):
    path = site.call(new_edition)

    def reader(number):
        cookie, _answer = ticket(site, path)
        for version, stars in ((1, 1), (2, number % 5 + 1)):
            _cookie, mine = ticket(site, path, cookie)
            assert rate(site, path, cookie, mine, stars, version)[0] == 201
        return str(number % 5 + 1)

    with ThreadPoolExecutor(16) as threads:
        last_words = collections.Counter(threads.map(reader, range(60)))

    assert site.call(told, path.split("/")[3]) == [120, 60, dict(last_words)]
