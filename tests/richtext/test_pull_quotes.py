import pytest

from tests.publishing.compiling import compiled
from thinktank.richtext.sanitise import clean_html

TEXT = "<p>Money moves slowly, and “banks” wait for <em>nobody</em>.</p>"


def pull_quote(words, source=""):
    return f"<aside><blockquote><p>{words}</p></blockquote><p>{source}</p></aside>"


@pytest.mark.parametrize(
    "words", ['"banks" wait for nobody', "Money moves … nobody.", "money <em>moves</em> […] wait"]
)
def test_what_repeats_the_text_is_hidden_from_screen_readers_and_counted_once(words):
    body, without = compiled(TEXT + pull_quote(words, "Anna Orlova")), compiled(TEXT)
    assert '<aside aria-hidden="true"><blockquote><p>' in body.html
    assert "<p>Anna Orlova</p></aside>" in body.html
    assert (body.plain_text, body.words, body.problems) == (without.plain_text, without.words, [])


def test_other_words_are_read_counted_and_named_to_the_editor():
    body = compiled(TEXT + pull_quote("Money never sleeps"))
    assert body.html.endswith("<aside><blockquote><p>Money never sleeps</p></blockquote></aside>")
    assert body.plain_text.endswith("\nMoney never sleeps")
    [problem] = body.problems
    assert "“Money never sleeps”" in problem.sentence and not problem.is_blocking


def test_paragraphs_keep_their_numbers_when_a_pull_quote_comes_between_them():
    assert '<p id="p2">b</p>' in compiled("<p>a</p>" + pull_quote("a") + "<p>b</p>").html


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<aside>said</aside>", "<p>said</p>"),
        ("<aside><blockquote>a</blockquote></aside>", "<blockquote>a</blockquote>"),
        (
            '<aside><blockquote><p><a href="/en/">a</a></p></blockquote></aside>',
            '<blockquote><p><a href="/en/">a</a></p></blockquote>',
        ),
        (
            "<aside><blockquote><p>a</p></blockquote><p>b</p><p>c</p></aside>",
            "<blockquote><p>a</p></blockquote><p>b</p><p>c</p>",
        ),
        (
            "<ul><li><aside><blockquote><p>a</p></blockquote></aside></li></ul>",
            "<ul><li><blockquote><p>a</p></blockquote></li></ul>",
        ),
        (
            "<aside><blockquote><p><b>a</b></p><p>b</p></blockquote></aside>",
            "<aside><blockquote><p><strong>a</strong></p><p>b</p></blockquote></aside>",
        ),
    ],
)
def test_an_aside_of_another_form_is_taken_apart_and_no_word_is_lost(written, kept):
    assert clean_html(written) == kept


def test_a_pull_quote_without_words_leaves_its_source():
    assert compiled("<p>a</p><aside><blockquote><p></p></blockquote><p>b</p></aside>").plain_text == "a\nb"
