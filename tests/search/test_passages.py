"""A result quotes the passage with the most of the words, in a time that grows with the text and no faster."""

from thinktank.search import passages
from thinktank.search.passages import LONGEST, passage, wanted


def quoted(text, *words):
    return "".join(piece.text for piece in passage([text], wanted([(word,) for word in words], "en")))


def test_the_passage_has_the_most_different_words():
    text = "One river.\n" + "Far away. " * 60 + "Then a river and a border met."
    assert "river and a border" in quoted(text, "river", "border")


def test_the_words_are_marked_and_nothing_else():
    pieces = passage(["Long rivers, no lakes."], wanted([("river",)], "en"))
    assert [piece.text for piece in pieces if piece.is_hit] == ["rivers"]


def test_a_number_in_groups_is_marked_as_one_word():
    pieces = passage(["Some 10\xa0000 tonnes."], wanted([("10000",)], "en"))
    assert [piece.text for piece in pieces if piece.is_hit] == ["10\xa0000"]


def test_a_passage_is_short():
    assert len(quoted("word " * 5000 + "river " + "word " * 5000, "river")) <= LONGEST + 10


def test_a_paragraph_of_one_word_is_read_once(monkeypatch):
    """Not again from each of its hits: a search for it would take seconds."""
    folds = []
    monkeypatch.setattr(passages, "fold", lambda text: folds.append(text) or text)
    passage(["arms " * 3000], wanted([("arm",), ("other",)], "en"))
    assert len(folds) <= 3000
