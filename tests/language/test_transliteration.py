import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.live_site import ROOT
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
        ("Russia–China relations 2022–2023", "russia-china-relations-2022-2023"),
        ("Россия—НАТО", "rossiya-nato"),
        ("Выборы‑2026, 20‑летие, а‒б―в−г", "vybory-2026-20-letie-a-b-v-g"),
        (
            "Line\u2028separator\u2029and\xa0space\u3000wide\x0bdown\x85up",
            "line-separator-and-space-wide-down-up",
        ),
        ("خطة ٢٠٢٦, योजना २०३०", "2026-2030"),
        ("½ price, 5½ years, 1⁄2", "1-2-price-5-1-2-years-1-2"),
        ("and/or ∕ a·b • c…d | R&D + U.S.A. ½", "and-or-a-b-c-d-r-d-u-s-a-1-2"),
        ("ﬁne ﬂow, Łódź, Œuvre, Þór, ĳs", "fine-flow-lodz-oeuvre-thor-ijs"),
        ("Ελλάδα και Κύπρος", "ellada-kai-kypros"),
        ("Љубљана, Ђорђе, Ѓорѓи, Ӯзбек, Тоҷик", "ljubljana-djordje-gjorgji-uzbek-tojik"),
        ("вне\xadшний mid\u200cd\u200d\u2060le \ufeffstart, A\u200bБ", "vneshniy-middle-start-a-b"),
        ("38°53′23″N, 5′10″ tall, 1‴2, Il′ich, Ил″ин, 1990’s", "38-53-23-n-5-10-tall-1-2-ilich-ilin-1990s"),
        ("Китай中国США, A々B, x〇y, x✝y, Аԥсны, ˈkʃat", "kitay-ssha-a-b-x-y-x-y-asny-kat"),
        ("O’Neill, O'Neill, ʻAli, d‘Artagnan, об`єкт", "oneill-oneill-ali-dartagnan-obyekt"),
        ("m², CO₂, №5, ™, 10 °C, €5, 50 %", "m2-co2-no5-tm-10-c-5-50"),
        ("5'6\", snake_case, C++", "56-snake-case-c"),
        ("👍 good😀idea", "good-idea"),
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


@given(st.characters(categories=["Pd", "Zs", "Zl", "Zp"]))
def test_every_dash_and_space_parts_words(sign):
    assert slugify(f"one{sign}two") == "one-two"


@given(st.text())
def test_transliterated_text_is_lower_case_ascii(text):
    latin = transliterate(text)
    assert latin.isascii()
    assert latin == latin.lower()


def test_a_letter_and_its_decomposed_form_are_the_same():
    assert transliterate("\u0439 \u0451") == transliterate("\u0438\u0306 \u0435\u0308") == "y yo"


def test_addresses_of_the_demo_are_written_as_the_desk_would_write_them():
    texts = [
        path.read_text(encoding="utf-8")
        for path in (ROOT / "thinktank/operations/demo/content").rglob("*.toml")
    ]
    russian = [text.partition("[ru]")[2] for text in texts] + re.findall(
        r'"?ru"? = "[a-z0-9-]+"', "\n".join(texts)
    )
    slugs = [slug for text in russian for slug in re.findall(r'(?:slug|ru"?) = "([a-z0-9-]+)"', text)]
    assert len(slugs) > 20
    assert [slug for slug in slugs if re.search("(?<![kzcs])h|(?<!h)ch?shch|(?<=[aeiouy])sch", slug)] == []
