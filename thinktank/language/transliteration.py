"""Cyrillic to Latin for addresses: one documented table, so that an old address can always be made again."""

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
LATIN = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
SLUG_LENGTH = 80


def transliterate(text):
    """The text in lower-case ASCII; what has no Latin form is left out."""
    lowered = unicodedata.normalize("NFC", text).lower()
    latin = "".join(CYRILLIC.get(letter, LATIN.get(letter, letter)) for letter in lowered)
    return unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode().lower()


def slugify(text):
    """An ASCII slug of at most 80 characters, cut at a word where one ends; may be empty."""
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", transliterate(text)))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > SLUG_LENGTH:
            break
        slug = longer
    return slug or "".join(words)[:SLUG_LENGTH]
