"""A remark finds its passage again after the text has changed, and says what it was about when it does not."""

import pytest

from thinktank.review.anchors import Anchor, Found, anchor, find, plain

TEXT = "<p>The first report was <b>good</b>. The second report was late.</p><ul><li>A point</li><li>Another point</li></ul>"


def test_words_are_compared_without_marks_and_with_single_spaces():
    assert plain(TEXT) == "The first report was good. The second report was late. A point Another point"
    assert plain("R&amp;D <i>budget</i>") == "R&D budget"
    assert plain("5 < 6\n and  more") == "5 < 6 and more"


@pytest.mark.parametrize(
    "changed",
    [
        TEXT,
        TEXT.replace("<b>good</b>", "good"),
        TEXT.replace("<p>The first", "<p>Something new before it. The first"),
        TEXT.replace("late", "on time"),
        TEXT.replace(" was ", "\n  was "),
    ],
)
def test_a_passage_is_found_when_something_else_was_changed(changed):
    assert find(changed, anchor(TEXT, "report was  good.")) == Found(True)


def test_of_two_equal_passages_the_one_with_the_same_surroundings_is_meant():
    at = anchor(TEXT, "report was", before="The second")
    assert (at.before.endswith("The second "), at.after.startswith(" late")) == (True, True)


def test_a_passage_that_was_reworded_is_shown_as_it_reads_now():
    at = anchor(TEXT, "second report")
    assert find(TEXT.replace("second report", "third paper"), at) == Found(False, "third paper")


def test_a_passage_that_is_gone_is_gone():
    assert find("<p>Nothing of it.</p>", anchor(TEXT, "second report")) == Found(False)
    assert find(TEXT, Anchor("never there")) == Found(False)


def test_what_was_written_between_the_surroundings_is_not_shown_when_it_is_a_whole_chapter():
    at = anchor(TEXT, "second report")
    assert find(TEXT.replace("second report", "word " * 400), at) == Found(False)


def test_a_passage_that_stands_nowhere_is_kept_as_it_was_sent():
    assert anchor(TEXT, "not in it") == Anchor("not in it")
