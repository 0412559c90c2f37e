"""Before publishing, editors are warned about changes of their text in its files."""

import pytest
from django.core.checks import Warning

from tests.factories import make_article, make_editor
from tests.printing.test_nothing_is_cut import SENTENCE, table
from thinktank.printing import letters
from thinktank.printing.checks import warn_of_scripts_without_font
from thinktank.printing.foreseen import foreseen_in_pdf, foreseen_in_share_image
from thinktank.printing.letters import letters_without_font
from thinktank.publishing.editions.compile import compile_edition
from thinktank.publishing.editions.generated_files import foreseen_in_files
from thinktank.publishing.revisions.save import save_revision
from thinktank.publishing.revisions.snapshot import take_snapshot

pytestmark = pytest.mark.django_db


def foreseen(**fields):
    article = make_article(**fields)
    compiled = compile_edition(type(article), take_snapshot(article), "en")
    return [problem.sentence for problem in foreseen_in_pdf(compiled)]


def test_nothing_is_said_of_a_usual_text():
    usual = table([["a", "b"]]) + f'<p>Claim<span data-footnote="">{SENTENCE}</span> in Кириллица.</p>'
    assert foreseen(body_en=usual) == []


@pytest.mark.parametrize(
    ("columns", "word", "said"),
    [(12, "some words", "smaller type"), (10, "infrastructure", "turned on its side."),
     (16, "infrastructure", "set in small type"), (45, "x1x2x3", "rows become lists")],
)  # fmt: skip
def test_a_table_that_is_shrunk_turned_or_taken_apart_is_announced(columns, word, said):
    [sentence] = foreseen(body_en=table([["a"]]) + table([[word] * columns]))
    assert sentence.startswith("Table 2 ") and said in sentence


@pytest.mark.parametrize(
    ("around", "columns", "said"),
    [("<ul><li><p>x</p>{}</li></ul>", 8, "Table 1 is too wide for its place in the text: in the PDF it is set in small type."),
     ("<blockquote>{}</blockquote>", 16, "Table 1 does not fit in its place in the text: in the PDF its rows become lists."),
     ("<table><tr><td>{}</td></tr></table>", 2, "Table 2 does not fit in its place in the text: in the PDF its rows become lists.")],
)  # fmt: skip
def test_a_table_within_something_else_is_announced_as_it_will_be(around, columns, said):
    assert foreseen(body_en=around.format(table([["infrastructure"] * columns]))) == [said]


def test_notes_of_a_table_have_room_below_it():
    cell = f'x<span data-footnote="">{SENTENCE * 80}</span>'
    assert foreseen(body_en=table([[cell, "y"]])) == []


def test_editors_are_warned_of_a_note_that_moves_to_the_end():
    body = f'<p>One<span data-footnote="">Short.</span> two<span data-footnote="">{SENTENCE * 80}</span>.</p>'
    [sentence] = foreseen(body_en=body)
    assert sentence == "These notes are too long for the foot of a page; in the PDF they are at the end: 2"


def test_characters_without_a_font_are_named_in_every_part_of_the_text():
    article = make_article(title_en="A sign \u0378", body_en="<p>Another: \U0001fae8, twice \u0378.</p>")
    article.contributions.create(name_en="Name \U0001f1f7")
    compiled = compile_edition(type(article), take_snapshot(article), "en")
    said = [p.sentence for p in foreseen_in_files(compiled) if "No font" in p.sentence]
    assert len(said) == 1 and said[0].endswith(": \u0378 \U0001fae8 \U0001f1f7")


def test_what_the_share_image_leaves_out_is_announced():
    article = make_article(title_en="日本 and Ёж 🇯🇵 \ufe0f\u200b")
    article.contributions.create(name_en="Name \ue000")
    compiled = compile_edition(type(article), take_snapshot(article), "en")
    [sentence] = [problem.sentence for problem in foreseen_in_share_image(compiled)]
    assert sentence == "The picture for social networks leaves out these characters: 🇯 🇵 \ue000"


def test_the_plan_for_publishing_has_the_warnings(client):
    article = make_article(body_en=f'<p>One<span data-footnote="">{SENTENCE * 80}</span>.</p>')
    save_revision(article, by=None)
    client.force_login(make_editor())
    page = client.get(f"/admin/articles/article/{article.pk}/publish/en/")
    assert "in the PDF they are at the end: 1" in page.content.decode()


def test_pango_is_not_asked_about_characters_of_our_fonts_and_invisible_ones(monkeypatch):
    monkeypatch.setattr(letters, "_without_font", None)
    assert letters_without_font(["Ёж — “quoted” №\xa05\u200b\u2060\xad\ufe0f", "plain"]) == ""


def test_the_common_scripts_have_a_font():
    assert letters.scripts_without_font() == []


def test_a_machine_without_fonts_is_warned_of(monkeypatch):
    monkeypatch.setattr(letters, "_without_font", lambda signs: {"中", "ไ"})
    [warning] = warn_of_scripts_without_font(None)
    assert (
        isinstance(warning, Warning) and "Chinese, Thai" in warning.msg and "fonts-noto-cjk" in warning.hint
    )
