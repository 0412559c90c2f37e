"""What readers see, and when, with two server processes that each cache pages and a third process that writes."""

import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from django.utils import timezone

from articles.models import Article
from tests.factories import make_article, publish_now
from thinktank.publishing.editions.end import withdraw


def publish_as(title):
    """Publish the article, which the first call makes. Returns its path."""
    article = Article.objects.first() or make_article(slug_en="kept")
    article.title_en = title
    article.save()
    publish_now(article, "en")
    return "/en/articles/kept/"


def publish_again(title):
    return publish_as(title), time.time()


def take_back():
    """Withdraw the article. Returns the moment at which withdrawing reported success."""
    withdraw(Article.objects.get(), "en", public_note="A court asked for it.", now=timezone.now())
    return time.time()


def read(url):
    """Request a page. Returns (moment of the request, status, text)."""
    asked_at = time.time()
    try:
        with urllib.request.urlopen(url) as response:
            return asked_at, response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return asked_at, error.code, error.read().decode()


def read_while(url, act):
    """Run act() while two readers read. Returns its result and all responses, also those of a moment after it."""
    answers, is_over = [], threading.Event()

    def keep_reading():
        while not is_over.wait(0.01):
            answers.append(read(url))

    with ThreadPoolExecutor(2) as readers:
        for _reader in range(2):
            readers.submit(keep_reading)
        done = act()
        is_over.set()
    return done, answers + [read(url) for _again in range(20)]


def test_every_process_shows_a_change_within_a_second_and_a_withdrawal_before_it_is_reported(
    new_live_site,
):
    with new_live_site(workers=2) as site:
        url = site.url + site.call(publish_as, "The first words")
        assert all("The first words" in read(url)[2] for _reader in range(20))
        (_path, published_at), answers = read_while(
            url, lambda: (site.call(publish_again, "The second words"), time.sleep(1.2))[0]
        )
        late = [text for asked_at, _status, text in answers if asked_at > published_at + 1]
        assert late and all("The second words" in text for text in late)
        withdrawn_at, answers = read_while(url, lambda: site.call(take_back))
    late = [(status, "words" in text) for asked_at, status, text in answers if asked_at > withdrawn_at]
    assert late and set(late) == {(410, False)}
