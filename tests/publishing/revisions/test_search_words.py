"""The index of words finds what reading every text finds, whatever was saved or erased."""

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article
from tests.publishing.building import build_live, build_saved, save
from thinktank.language.searching import fold, words_to_find
from thinktank.publishing.editions.erase import erase
from thinktank.publishing.models import Publication, SearchText, SearchTitle, SearchWord
from thinktank.publishing.revisions import search_index, search_words

pytestmark = pytest.mark.django_db
LETTERS = "aбßﬁё1-’ \n\u0301\xad"
ANY = st.characters(exclude_categories=["Cs"], exclude_characters="\0")  # what no form accepts
TEXTS = st.lists(st.text(LETTERS, max_size=12) | st.text(ANY, max_size=8), min_size=1, max_size=3)


def by_reading(words):
    """Keys of the texts that contain the words, found without the index."""
    found = SearchText.objects.values_list("publication", "text")
    return sorted(pk for pk, text in found if all(word in text for word in words))


def by_index(words):
    return sorted(search_words.with_words(Publication.objects.all(), words).values_list("pk", flat=True))


def keep(publication, *texts):
    words = {"en": {"title": texts[0], "body": " ".join(texts)}}
    search_words.keep_search_text(publication.pk, {"words": words, "facts": {}, "parts": {}})


@pytest.fixture
def publications():
    return [build_saved(title_en=f"Text {number}") for number in range(3)]


@given(
    texts=st.lists(TEXTS, min_size=3, max_size=3),
    typed=st.text(LETTERS, max_size=6),
    most=st.sampled_from([0, 1, 1_000]),
)
def test_the_index_finds_what_reading_every_text_finds(publications, texts, typed, most):
    for publication, of_one in zip(publications, texts, strict=True):
        keep(publication, *of_one)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_words, "MOST_LISTED", most)
        patch.setattr(search_words, "MOST_WORDS", max(most, 1))
        for words in (words_to_find(typed), words_to_find(texts[0][-1]), words_to_find(texts[1][0][1:3])):
            assert not words or by_index(words) == by_reading(words)


@pytest.mark.parametrize("length", [64, 65, 127, 128, 129, 192, 193, 5_000])
def test_very_long_words_are_found_by_every_part_of_them(publications, length):
    word = "".join(chr(0x430 + number % 29) + str(number) for number in range(length))[:length]
    keep(publications[0], word)
    for start in range(0, length, 31):
        for size in (9, 63, 64, 65, 130):
            if part := word[start : start + size]:
                assert by_index([part]) == by_reading([part]) == [publications[0].pk], (start, size)


def test_without_the_index_the_texts_are_read(publications, monkeypatch):
    monkeypatch.setattr(search_index, "is_there", lambda: False)
    keep(publications[1], "Wasps and bees")
    assert by_index(["asp"]) == [publications[1].pk]


def test_a_deleted_publication_is_no_longer_found(publications):
    keep(publications[0], "Hornets")
    publications[0].revisions.all().delete()
    publications[0].delete()
    assert by_index(["hornets"]) == []
    assert search_index.missing(connection) == []


def test_erasing_a_text_deletes_the_words_that_no_other_text_has():
    bees = build_live(
        Article,
        now=timezone.now(),
        title_en="Honeycombs swarm",
        body_en="<p>Secretword</p>",
        title_ru="Пчёлы",
    )
    build_saved(title_en="Others swarm")
    assert by_index(["secretword"]) == [bees.pk]
    erase(bees.editions.get(language="en"), "A court said so.", by=None)
    words = set(SearchWord.objects.values_list("word", flat=True))
    assert {"honeycombs", "secretword"} & words == set()
    assert {"swarm", "пчелы"} <= words
    assert by_index(["secretword"]) == []
    assert by_index(["пчел"]) == [bees.pk]


def test_words_that_no_text_contains_any_more_are_deleted(publications):
    keep(publications[0], "Hornets sting")
    keep(publications[1], "Bees sting")
    keep(publications[0], "Wasps")
    words = set(SearchWord.objects.values_list("word", flat=True))
    assert "hornets" not in words
    assert {"wasps", "bees", "sting"} <= words
    search_words.forget_search_text(publications[1].pk)
    assert not {"bees", "sting"} & set(SearchWord.objects.values_list("word", flat=True))


def test_titles_are_stored_folded_in_every_language():
    article = build_saved(title_en="Éclair", title_ru="Ёлка")
    save(article, title_en="Øresund")
    titles = SearchTitle.objects.filter(publication=article).values_list("title", flat=True)
    assert sorted(titles) == sorted([fold("Øresund"), fold("Ёлка")])
