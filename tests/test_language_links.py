"""What a page says of its other languages and of itself exists, on pages that are one reader's as on public ones."""

import uuid

import pytest
from django.test import Client
from lxml import html

from tests.factories import make_article, make_edition, publish_now
from tests.polls.making import Reader, make_poll

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    """A text and a poll in both languages, a text and a poll in one alone."""
    article = make_article()
    both = publish_now(article, "en", "ru")
    poll = make_poll(slug_en="which-way", slug_ru="kuda", beside=[article])
    return both, make_edition(), poll, make_poll(question_ru="", slug_en="one-language-alone")


def pages(site):
    """(name, response) of every kind of page that has an address with an object in it."""
    (english, russian), alone, poll, poll_alone = site
    paths = ["/en/", "/en/polls/", "/ru/nichego/", f"/en/rate/{uuid.uuid4()}/"]
    for edition in (english, russian, alone):
        language, uid = edition.language, edition.publication_uid
        paths += [f"{edition.get_absolute_url()}{rest}" for rest in ("", "editions/")]
        for code in ("en", "ru"):
            paths += [f"/{code}/rate/{uid}/", f"/{code}/report-error/{edition.uid}/"]
            paths += [f"/{code}/report-error/{edition.uid}/received/"]
    for code in ("en", "ru"):
        paths += [poll.path_in(code), f"{poll.path_in(code)}vote/"]
    paths += [poll_alone.path_in("en"), f"{poll_alone.path_in('en')}vote/"]
    yield from ((path, Client().get(path)) for path in paths)
    for language in ("en", "ru"):
        yield from answers_to_a_reader(poll, english, language)


def answers_to_a_reader(poll, edition, language):
    reader = Reader(language=language)
    path = reader.path(poll, "vote/")
    yield "ballot without an answer", reader.client.post(path, {})
    yield "confirm page", reader.client.post(path, {"choice": "1"})
    yield "receipt", reader.client.get(reader.vote(poll, 1).json()["receipt_path"])
    yield "refusal", reader.client.post(path, {"choice": "1"})
    yield (
        "rating to confirm",
        reader.client.post(f"/{language}/rate/{edition.publication_uid}/", {"stars": "1"}),
    )


def status_at(path):
    response = Client().get(path)
    while response.status_code in (301, 302):
        response = Client().get(response.headers["Location"])
    return response.status_code


def test_no_link_to_another_language_leads_to_nothing_and_no_page_lacks_its_own_address(site):
    lost, nameless = [], []
    for name, response in pages(site):
        page = html.fromstring(response.content)
        for path in page.xpath("//*[@hreflang]/@href"):
            path = path.removeprefix("http://127.0.0.1:8000").removeprefix("http://testserver")
            if path.startswith("/") and status_at(path) != 200:
                lost.append((name, path))
        is_named = page.xpath("//link[@rel='canonical']") and page.xpath("//meta[@property='og:title']")
        if response.status_code == 200 and not is_named:
            nameless.append(name)

    assert (lost, nameless) == ([], [])


def test_no_page_sets_a_cookie_before_a_reader_votes_or_rates(site):
    for name, response in pages(site):
        if name.startswith("/"):
            assert not response.cookies, name
