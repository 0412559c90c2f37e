"""Transliterates Cyrillic and Greek for addresses by fixed tables, so that the same text always gives the same address."""

import re
import unicodedata

# ICAO Doc 9303 as used in passports, but for ё (yo), й (y), х (kh), ц (ts), щ (shch) and the silent ъ and ь,
# where readers of addresses expect the older forms.
CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya".split(" "),
        strict=True,
    )
)
CYRILLIC |= {"і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ў": "u", "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ү": "u", "ұ": "u", "һ": "h"}  # fmt: skip
CYRILLIC |= {"ђ": "dj", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "џ": "dz", "ѕ": "dz", "ѓ": "gj", "ќ": "kj", "ѣ": "e", "ҳ": "h", "ҷ": "j"}  # fmt: skip
LATIN = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ı": "i",
    "ħ": "h",
    "ŋ": "n",
    "ə": "a",
}
# ISO 843, without accents, with the letters readers expect for η, υ, φ and χ
GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(),
        strict=True,
    )
)
LETTERS = CYRILLIC | LATIN | GREEK
APOSTROPHES = set("'’‘‛ʼʻʹʽʾʿ`´′ʺ″")  # and signs for a breath or a soft consonant
MINUTES = re.compile(r"(?<=\d)[′″‴⁗ʹʺ]+")  # or feet and inches: after a digit they separate words
SLUG_LENGTH = 80  # characters


def transliterate(text: str) -> str:
    """The text in lower-case ASCII. Letters of our scripts without a Latin form are left out; other signs become spaces."""
    signs = (sign for sign in MINUTES.sub(" ", text) if sign not in APOSTROPHES)
    apart = "".join(f" {sign} " if _is_fraction(sign) else sign for sign in signs)
    return "".join(map(_latin, unicodedata.normalize("NFKC", apart).lower())).lower()


def _is_fraction(sign: str) -> bool:
    return unicodedata.decomposition(sign).startswith("<fraction>")


def _latin(sign: str) -> str:
    if sign in LETTERS:
        return LETTERS[sign]
    if (figure := unicodedata.decimal(sign, None)) is not None:
        return str(figure)
    parts = (
        LETTERS.get(part, part) for part in unicodedata.normalize("NFKD", sign) if part not in APOSTROPHES
    )
    return "".join(part if part.isascii() else _in_place_of(part) for part in parts)


def _in_place_of(sign: str) -> str:
    """Nothing for accents and invisible signs; a space for dashes, spaces, break opportunities, other signs and letters of
    other scripts.
    """
    kind = unicodedata.category(sign)
    is_ours = kind[0] == "L" and unicodedata.name(sign, "").startswith(OUR_SCRIPTS)
    return "" if is_ours or (kind in UNWRITTEN and sign != "\u200b") else " "


UNWRITTEN = {"Cf", "Cs", "Mn", "Mc", "Me"}
OUR_SCRIPTS = ("LATIN ", "CYRILLIC ", "GREEK ", "MODIFIER LETTER ")


def slugify(text: str) -> str:
    """An ASCII slug of at most SLUG_LENGTH characters, cut between words if possible; may be empty."""
    words = re.findall(r"[a-z0-9]+", transliterate(text))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > SLUG_LENGTH:
            break
        slug = longer
    return slug or "".join(words)[:SLUG_LENGTH]
