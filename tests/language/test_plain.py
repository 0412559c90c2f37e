"""Normalisation of plain text, and when a text counts as visible."""

import re
import unicodedata

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from polls.forms import PollForm
from thinktank.accounts.roles import ANSWERED, EDITED, ROWS
from thinktank.error_reports.forms import ErrorReportForm
from thinktank.language.fields import Line, LineField, Lines
from thinktank.language.plain import is_visible, line, lines
from thinktank.publishing.forms import acts

NOTHING_TO_SEE = [
    "", " ", "\xa0", "\u200b", "\xad", "\u200e\u200f", "\u3164", "\uffa0", "\u115f\u1160", "\u2800", "\ufeff", "\u2060",
    "\u034f", "\x01", "\u202e\u202c", "\u180e", "\u3000", "\u2028", "\u0301", "\ufe0f", "\U000e0041", "\ud800", "\U0001d159", "\U00013441", "\u2065",
]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Water\x02 and ice", "Water and ice"),
        ("Line one\x0bline two", "Line one line two"),
        ("a\x0cb\u2028c\u2029d\x85e\r\nf\rg\th", "a b c d e f g h"),
        ("\x08\x1f\ufffe\uffff\U0001ffff\ufdd0\x7f\x9fx\ud800\x00", "x"),
        ("\u0420\u043e\u0441\u0441\u0438\u0438\u0306", "Россий"),
        ("вне\xadшний 👩\u200d👩 می\u200cخواهم", "вне\xadшний 👩\u200d👩 می\u200cخواهم"),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f \U000e0041x", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f x"),
        ("cod\u202e.exe", "cod.exe"),
        ("inv\u202efdp.exe\u202c, \u2067x\u202dy\u202c\u2069", "invfdp.exe, \u2067xy\u2069"),
        ("a\u202bb\u202cc\u202c\u2067d", "a\u202bb\u202ccd"),
        ("\u2067\u202aa\u2069b\u202c", "\u2067a\u2069b"),
    ],
)  # fmt: skip
def test_a_line_keeps_what_a_writer_meant(typed, kept):
    assert line(typed) == kept


def test_several_lines_keep_their_breaks_whatever_they_were():
    assert lines("a\x0bb\x0cc\u2028d\u2029e\r\nf\rg") == "a\nb\nc\nd\ne\nf\ng"
    assert lines("a\u202eb\nc\u202c") == "ab\nc"


@pytest.mark.parametrize("typed", NOTHING_TO_SEE)
def test_a_text_without_visible_characters_is_empty_and_refused_in_required_fields(typed):
    assert not is_visible(typed)
    assert line(typed) == lines(typed) == ""
    with pytest.raises(ValidationError, match="required"):
        LineField().clean(typed)
    with pytest.raises(ValidationError, match="cannot be blank"):
        Line(max_length=10).clean(typed, None)


@example("\ufdd0\u0306\u0438\U000e0041")
@example("\u202e\u2067\u202c\u2069")
@given(st.text(st.characters(codec=None)))
def test_normalised_text_does_not_change_again_and_is_valid_in_xml(text):
    for keep in (line, lines):
        kept = keep(text)
        assert keep(kept) == kept == unicodedata.normalize("NFC", kept)
        element = etree.Element("x", title=kept)
        element.text = kept
        etree.fromstring(etree.tostring(element))
        kept.encode()
    assert not re.search("[\n\t]", line(text))


def test_a_plain_field_is_cleaned_however_it_is_stored():
    field = Line(max_length=20)
    assert field.get_prep_value("a\x02b") == field.to_python("a\x02b") == "ab"
    assert (field.deconstruct()[1], Lines().deconstruct()[1]) == (
        "django.db.models.CharField",
        "django.db.models.TextField",
    )


# No field may be forgotten

OF_ANOTHER_KIND = (models.SlugField, models.URLField, models.EmailField)  # their own syntax refuses it
OTHER = {
    "body",
    "accent_on_light",
    "accent_on_dark",
    "time_zone",
    "filename",
}  # rich text; read by rules of their own


def _typed_fields():
    """Every text field that an editor can fill in, without fields that have choices or are never edited."""
    for app, names in [
        *EDITED.items(),
        *ROWS.items(),
        *ANSWERED.items(),
        ("publishing", ["revision", "erasure"]),
    ]:
        for field in (field for name in names for field in apps.get_model(app, name)._meta.concrete_fields):
            name = getattr(field, "translated_field", field).name
            if isinstance(field, (models.CharField, models.TextField)) and not isinstance(
                field, OF_ANOTHER_KIND
            ):
                if field.editable and not field.choices and name not in OTHER | CODED:
                    yield field


CODED = {"language", "original_language", "kind", "digest"}  # the code's own words


def test_every_text_field_of_a_form_normalises_its_text():
    fields = list(_typed_fields())
    assert len(fields) > 90
    raw = {str(field) for field in fields if not isinstance(field, (Line, Lines))}
    assert raw == set()


@pytest.mark.parametrize(
    "form",
    [ErrorReportForm, PollForm, acts.PublishForm, acts.WithdrawForm, acts.EraseForm],
    ids=lambda form: form.__name__,
)
def test_every_field_of_a_form_without_a_model_is_a_plain_one(form):
    raw = [name for name, field in form.base_fields.items() if type(field) is forms.CharField]
    assert raw == []
