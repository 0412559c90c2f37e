import random
import time

from hypothesis import given
from hypothesis import strategies as st

from thinktank.richtext.differences import ADDED, FOLDED, REMOVED, SAME, compare_texts

WORDS = st.lists(st.sampled_from(["a ", "b", "слово", " ", " — ", ". ", "(", "из-за "]), max_size=12).map(
    "".join
)
TEXTS = st.lists(WORDS, max_size=8).map("\n".join)


def unfolded(lines):
    for line in lines:
        yield from line.lines if line.kind == FOLDED else [line]


def side(lines, mark):
    """The text of one side, without the words of the other side alone."""
    other = {REMOVED: ADDED, ADDED: REMOVED}[mark]
    paragraphs = ["".join(text for kind, text in line.pieces if kind != other) for line in unfolded(lines)]
    return [" ".join(paragraph.split()) for paragraph in paragraphs if paragraph.strip()]


def paragraphs(text):
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_whole_from_what_is_shown(old, new):
    lines = compare_texts(old, new)

    if paragraphs(old) == paragraphs(new):
        assert lines == []
    else:
        assert (side(lines, REMOVED), side(lines, ADDED)) == (paragraphs(old), paragraphs(new))


def test_a_removed_word_comes_right_before_the_word_that_replaced_it():
    [line] = compare_texts("There are ten norms here.", "There are eleven norms here.")

    assert line.pieces == [
        (SAME, "There are"), (SAME, " "), (REMOVED, "ten"), (ADDED, "eleven"), (SAME, " norms here."),
    ]  # fmt: skip


def test_a_mark_stays_when_the_word_before_it_has_changed():
    [line] = compare_texts("First listed in 2013. Then „so“.", "First listed in 2015. Then „thus“.")

    assert line.pieces == [
        (SAME, "First listed in"), (SAME, " "), (REMOVED, "2013"), (ADDED, "2015"),
        (SAME, ". Then „"), (REMOVED, "so"), (ADDED, "thus"), (SAME, "“."),
    ]  # fmt: skip


def test_a_corrected_paragraph_is_paired_with_its_old_version_although_one_was_added():
    old = "It began in spring and ended late."
    new = "A new beginning, never read before.\nIt began in autumn and ended late."

    assert [line.kind for line in compare_texts(old, new)] == ["added", "changed"]


def test_unchanged_paragraphs_are_folded_except_next_to_changes():
    old = [f"Paragraph {n}." for n in range(9)]
    lines = compare_texts("\n".join(old), "\n".join([*old[:8], "An end."]))

    assert [line.kind for line in lines] == ["folded", "same", "removed", "added"]
    assert len(lines[0].lines) == 7


def test_other_spaces_are_no_difference():
    assert compare_texts("five\u00a0years ", "five years") == []


def test_hostile_sizes_are_compared_within_a_moment():
    """Long, repetitive or entirely different texts, each of which would cost an unbounded aligner minutes or hours."""
    chance = random.Random(1)
    coins = [" ".join(chance.choice("ab") for _ in range(30_000)) for _ in range(2)]
    lines = ["\n".join(chance.choice("ab") for _ in range(30_000)) for _ in range(2)]
    strangers = ["\n".join(f"{chance.random()} {chance.random()}" for _ in range(3_000)) for _ in range(2)]
    same_words = ["\n".join("a b c " * 40 + str(chance.random()) for _ in range(400)) for _ in range(2)]
    for old, new in (coins, lines, strangers, same_words):
        begun = time.process_time()
        shown = compare_texts(old, new)
        assert time.process_time() - begun < 10
        assert side(shown, ADDED) == paragraphs(new)
