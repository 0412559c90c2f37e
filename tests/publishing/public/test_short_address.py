"""Short addresses and letters to a colleague."""

import uuid
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from tests.publishing.building import build_live, build_saved, save, the_edition
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.public.short_address import letter_to_a_colleague, short_path, uids_of

HOUR = timedelta(hours=1)


def code_of(uid):
    return short_path(uid, "en").split("/")[-2]


@given(st.uuids())
def test_a_short_address_is_that_of_its_uid_and_of_its_near_neighbours_only(uid):
    first, last = uids_of(code_of(uid))
    assert first <= uid <= last
    assert code_of(first) == code_of(last) == code_of(uid)
    assert last.int - first.int == 2**78 - 1


@pytest.mark.parametrize("code", ["", "short", "abcdefghi1", "ABCDEFGHIJ", "abcdefghijk", "äbcdefghij"])
def test_a_malformed_short_address_has_no_uids(code):
    assert uids_of(code) is None


@pytest.mark.django_db
def test_a_short_address_leads_to_the_page_in_the_language_of_its_path(client):
    article = build_live(now=timezone.now(), slug_en="bees", slug_ru="pchely")
    english, russian = (client.get(short_path(article.uid, language)) for language in ("en", "ru"))
    assert (english.status_code, english["Location"]) == (302, "/en/articles/bees/")
    assert (russian.status_code, russian["Location"]) == (302, "/ru/articles/pchely/")


@pytest.mark.django_db
def test_a_short_address_follows_a_new_slug_and_the_only_translation_there_is(client):
    article = build_live(now=timezone.now(), slug_en="old", languages=["en"])
    save(article, slug_en="new")
    publish(article, ["en"], by=None)
    assert client.get(short_path(article.uid, "en"))["Location"] == "/en/articles/new/"
    assert client.get(short_path(article.uid, "ru"))["Location"] == "/en/articles/new/"


@pytest.mark.django_db
def test_drafts_and_scheduled_editions_look_like_unknown_short_addresses(client):
    draft, waiting = build_saved(), build_saved()
    publish(waiting, ["en"], by=None, at=timezone.now() + HOUR)
    for uid in (draft.uid, waiting.uid, uuid.uuid4()):
        assert client.get(short_path(uid, "en")).status_code == 404


@pytest.mark.django_db
def test_a_withdrawn_publication_is_gone_at_its_short_address_too(client):
    article = build_live(now=timezone.now() - HOUR, title_en="Bees")
    withdraw(article, "en", public_note="A court asked for it.", now=timezone.now())
    response = client.get(short_path(article.uid, "en"))
    assert (response.status_code, "A court asked for it." in response.text) == (410, True)
    assert "Bees" not in response.text
    assert client.get(short_path(article.uid, "ru")).status_code == 302


@pytest.mark.django_db
def test_the_page_shows_its_short_address_on_screen_and_in_print(client):
    article = build_live(now=timezone.now(), slug_en="bees")
    address = f"http://testserver{short_path(article.uid, 'en')}"
    assert f'href="{address}"' in client.get("/en/articles/bees/").text
    assert address in client.get("/en/articles/bees/print/").text
    assert the_edition(article, "en", 1).get_absolute_url() == "/en/articles/bees/"


def test_a_letter_to_a_colleague_is_in_the_readers_language():
    with translation.override("ru"):
        letter = letter_to_a_colleague(
            "«Пчёлы» & мёд\u00a0— 100 %?", "https://example.org/ru/articles/pchely/"
        )
    parts = parse_qs(urlsplit(letter).query, strict_parsing=True)
    assert parts["subject"] == ["«Пчёлы» & мёд — 100 %?"]
    assert parts["body"] == ["Думаю, вам это будет интересно:\r\n\r\nhttps://example.org/ru/articles/pchely/"]
    assert "+" not in letter
