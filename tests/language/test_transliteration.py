import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thinktank.language.transliteration import SLUG_LENGTH, slugify, transliterate


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Круглый стол: Россия — НАТО", "kruglyy-stol-rossiya-nato"),
        ("Съезд, объём, подъезд, Щука, Ёж", "sezd-obyom-podezd-shchuka-yozh"),
        ("Київ, Ўзбекистон", "kiyiv-uzbekiston"),
        ("It’s “Ærø” & Straße №5", "its-aero-strasse-no5"),
        ("Élan vital", "elan-vital"),
        ("中文 !!!", ""),
        ("word " * 40, "-".join(["word"] * 16)),
        ("x" * 200, "x" * SLUG_LENGTH),
    ],
)
def test_makes_ascii_slugs(text, slug):
    assert slugify(text) == slug


@given(st.text())
def test_slugs_are_valid_short_and_stable(text):
    slug = slugify(text)
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug)
    assert len(slug) <= SLUG_LENGTH
    assert slugify(slug) == slug


@given(st.text())
def test_what_is_transliterated_is_lower_case_ascii(text):
    latin = transliterate(text)
    assert latin.isascii()
    assert latin == latin.lower()


def test_a_letter_and_its_decomposed_form_are_the_same():
    assert transliterate("\u0439 \u0451") == transliterate("\u0438\u0306 \u0435\u0308") == "y yo"
