"""A result quotes the passage with the most of the words, in a time that grows with the text and no faster."""

from hypothesis import given
from hypothesis import strategies as st

from thinktank.language.analyser import WORD
from thinktank.search import passages
from thinktank.search.passages import LONGEST, marked, passage, wanted
from thinktank.search.query import word_of


def quoted(text, *words):
    return "".join(piece.text for piece in passage([text], wanted([(word,) for word in words], "en")))


def test_the_passage_has_the_most_different_words():
    text = "One river.\n" + "Far away. " * 60 + "Then a river and a border met."
    assert "river and a border" in quoted(text, "river", "border")


def test_the_words_are_marked_and_nothing_else():
    pieces = passage(["Long rivers, no lakes."], wanted([("river",)], "en"))
    assert [piece.text for piece in pieces if piece.is_hit] == ["rivers"]


WRITTEN = (
    "dying O’Neill o'neill Томсона Thomson fi\ufb01eld ﬁeld и\u0306од йод naïve nai\u0308ve Ærø sky skies ёлка "
    "Елку \xadsoft so\xadft 2014 10,000 ᄀ\u1161 \u0301acute ⁿord"
).split()


@given(
    st.lists(st.sampled_from(WRITTEN), max_size=8), st.sampled_from(WRITTEN), st.sampled_from(["en", "ru"])
)
def test_every_word_of_a_text_that_was_searched_for_is_marked(words, typed, language):
    """Words are sorted out by their first letter beforehand, which must not lose one."""
    sought = wanted([word_of(folded).tokens for folded in passages.fold(typed).split()], language)
    text = " ".join(words)
    expected = [found[0] for found in WORD.finditer(text) if sought.has(found[0])]
    assert [piece.text for piece in marked(text, sought) if piece.is_hit] == expected


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
