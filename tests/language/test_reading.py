import pytest

from thinktank.language.reading import count_words, reading_minutes


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("— … !", 0), ("It’s a well-known 1.5 %", 4), ("кто-то ушёл в 2019 г.", 5), ("a\xa0b\nc", 3)],
)
def test_counts_words(text, words):
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("words", "language", "minutes"),
    [(0, "en", 0), (1, "en", 1), (238 * 3, "en", 3), (184 * 3, "ru", 3), (600, "de", 3), (350, "en", 1)],
)
def test_minutes_follow_the_speed_of_the_language(words, language, minutes):
    assert reading_minutes(words, language) == minutes
