"""Two editors' changes of one revision are merged; nothing that only one of them did is lost."""

from hypothesis import given
from hypothesis import strategies as st

from thinktank.publishing.revisions.three_way_merge import (
    Conflict,
    merge_changes,
    merge_sequences,
    value_at,
    with_value,
)
from thinktank.richtext.markup import pieces_of

SOME_WORDS = st.sampled_from(["", "a", "b", "c"])
TEXTS = st.fixed_dictionaries({"title": SOME_WORDS, "standfirst": SOME_WORDS})
WORDS = st.fixed_dictionaries({"en": TEXTS, "ru": TEXTS})
FACTS = st.fixed_dictionaries(
    {"kind": st.sampled_from(["news", "comment"]), "dated": st.sampled_from([None, "2026-01-01"])}
)
UIDS = ["1", "2", "3", "4", "5"]


@st.composite
def snapshots(draw):
    uids = draw(st.lists(st.sampled_from(UIDS), unique=True))
    rows = [{"uid": uid, "facts": {"role": draw(SOME_WORDS)}, "words": draw(WORDS)} for uid in uids]
    topics = sorted(draw(st.sets(st.sampled_from(["x", "y", "z"]))))
    return {
        "format": 1, "type": "article", "facts": draw(FACTS), "words": draw(WORDS),
        "terms": {"topics": topics}, "parts": {"contributions": rows},
    }  # fmt: skip


def rows_of(snapshot):
    return {row["uid"]: row for row in snapshot["parts"]["contributions"]}


@given(snapshots(), snapshots())
def test_what_only_one_changed_is_taken_whole(base, changed):
    assert merge_changes(base, base, changed) == (changed, [])
    merged, conflicts = merge_changes(base, changed, base)
    assert conflicts == []
    assert merged | {"terms": changed["terms"]} == changed
    assert set(merged["terms"]["topics"]) == set(changed["terms"]["topics"])


@given(snapshots(), snapshots())
def test_both_having_done_the_same_is_no_conflict(base, changed):
    merged, conflicts = merge_changes(base, changed, changed)
    assert (merged, conflicts) == (changed, [])


@given(snapshots(), snapshots(), snapshots())
def test_no_row_that_one_added_or_changed_is_dropped_and_no_value_is_invented(base, theirs, mine):
    merged, conflicts = merge_changes(base, theirs, mine)
    before, other, own, both = map(rows_of, (base, theirs, mine, merged))
    for side in (other, own):
        for uid, row in side.items():
            if uid not in before or row != before[uid]:
                assert uid in both
    for uid in set(before) - set(both):
        assert uid not in other or uid not in own
    assert len(merged["parts"]["contributions"]) == len(both)
    for name, value in merged["facts"].items():
        assert value in (base["facts"][name], theirs["facts"][name], mine["facts"][name])
    for place in conflicts:
        assert value_at(merged, place) == value_at(mine, place) != value_at(theirs, place)
        chosen = with_value(merged, place, value_at(theirs, place))
        assert value_at(chosen, place) == value_at(theirs, place)
        assert with_value(chosen, place, value_at(mine, place)) == merged


def test_an_author_in_one_language_and_a_translator_in_the_other_do_not_meet():
    base = {"format": 1, "type": "article", "facts": {}, "terms": {}, "parts": {}, "words": {"en": {"standfirst": "a"}, "ru": {"standfirst": "а"}}}  # fmt: skip
    theirs = base | {"words": {"en": {"standfirst": "b"}, "ru": {"standfirst": "а"}}}
    mine = base | {"words": {"en": {"standfirst": "a"}, "ru": {"standfirst": "б"}}}
    merged, conflicts = merge_changes(base, theirs, mine)
    assert merged["words"] == {"en": {"standfirst": "b"}, "ru": {"standfirst": "б"}}
    assert conflicts == []


def words(body):
    return {
        "format": 1,
        "type": "article",
        "facts": {},
        "terms": {},
        "parts": {},
        "words": {"en": {"body": body}},
    }


def test_paragraphs_of_one_text_are_merged_and_the_same_paragraph_is_a_conflict():
    base = words("<p>One.</p><p>Two.</p><ul><li><p>x</p></li></ul><p>Three.</p>")
    theirs = words("<p>One, changed.</p><p>Two.</p><ul><li><p>x</p></li></ul><p>Three.</p>")
    mine = words("<p>One.</p><p>Two.</p><ul><li><p>x</p></li><li><p>y</p></li></ul><p>Three.</p><p>Four.</p>")
    merged, conflicts = merge_changes(base, theirs, mine)
    assert conflicts == []
    assert merged["words"]["en"]["body"] == (
        "<p>One, changed.</p><p>Two.</p><ul><li><p>x</p></li><li><p>y</p></li></ul><p>Three.</p><p>Four.</p>"
    )
    mine = words("<p>One, otherwise.</p><p>Two.</p><ul><li><p>x</p></li></ul><p>Three.</p>")
    assert merge_changes(base, theirs, mine) == (mine, [Conflict("body", "en")])


PIECES = st.lists(st.sampled_from("abcdef"), max_size=8)


@given(PIECES, PIECES)
def test_sequences_of_which_one_is_unchanged_become_the_other(base, changed):
    assert merge_sequences(base, changed, base) == changed
    assert merge_sequences(base, base, changed) == changed
    assert merge_sequences(base, changed, changed) == changed


@given(PIECES, PIECES, PIECES)
def test_merging_sequences_does_not_depend_on_who_was_first(base, one, other):
    assert merge_sequences(base, one, other) == merge_sequences(base, other, one)


@given(st.lists(st.sampled_from(["<p>a</p>", "<ul><li><p>b</p></li></ul>", "<h2>c</h2>", "<hr>", "text", "<blockquote><p>d</p></blockquote>"])))  # fmt: skip
def test_pieces_of_a_text_are_the_text(blocks):
    text = "".join(blocks)
    pieces = pieces_of(text)
    assert "".join(pieces) == text
    assert all(piece.count("<p>") == piece.count("</p>") for piece in pieces)
