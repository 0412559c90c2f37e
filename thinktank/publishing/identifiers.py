"""Identifiers of a text in one language: DOI and EDN in their one written form, and where else the same text is.

A DOI (ISO 26324) has no check character, so only its syntax is checked. Those that the site suggests have one of ours.
eLibrary documents no check rule for EDN, its document number; it is six capital letters.
"""

import hashlib
import re
import uuid
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from experts.identifiers import CROCKFORD, mod_97_10
from thinktank.addresses.web import validate_web_address, web_address
from thinktank.language.fields import Line, Lines

IDENTIFIERS = (
    "doi",
    "edn",
    "copies",
)  # fields of a publication, translated: outside the words that are compared
RESOLVER, ELIBRARY = "https://doi.org/", "https://elibrary.ru/"

PREFIX = r"10\.\d{4,9}"  # as Crossref's schema has it, with a suffix of at most 200 characters
DOI = re.compile(rf"{PREFIX}/[!#$&'()*+,./0-9:;<=>?@A-Z\[\]_a-z~-]{{1,200}}", re.ASCII)
BEFORE_DOI = re.compile(
    r"(?:(?:https?:)?//)?(?:dx\.|www\.)?doi\.org/|(?:info:)?doi\s*[:/]?\s*", re.IGNORECASE
)
OWN_SUFFIX = re.compile(r"[a-z0-9][a-z0-9._;()/-]*", re.ASCII)  # what Crossref recommends, in small letters
SUGGESTED = re.compile(rf"[{CROCKFORD}]{{8}}\d\d", re.ASCII)
EDN = re.compile(r"[A-Z]{6}", re.ASCII)
BEFORE_EDN = re.compile(r"(?:https?://)?(?:www\.)?elibrary\.ru/|edn\s*:?\s*", re.IGNORECASE)
IGNORED = re.compile(r"[\s\u00ad\u200b-\u200d\u2060\ufeff]+")  # copied with it out of a PDF
HYPHENS = str.maketrans("\u2010\u2011", "--")
SUFFIX_LENGTH = 8


def doi(text: str) -> str:
    """The DOI as it is stored, "10.5555/12345678", from any way of writing it; "" when it is none.

    Letters are small, because a DOI is the same in either case.
    """
    bare = _bare_doi(text)
    return bare if DOI.fullmatch(bare) else ""


def _bare_doi(text: str) -> str:
    """Without address, spaces and the stop of a sentence, in small letters."""
    text = text.strip().translate(HYPHENS)
    before = BEFORE_DOI.match(text)
    bare = IGNORED.sub("", text[before.end() if before else 0 :])
    if "%" in bare and (before or "/" not in bare):
        bare = IGNORED.sub("", unquote(bare))
    return bare.rstrip(".,;").lower()


def doi_address(doi: str) -> str:
    """The DOI as a link, the way Crossref asks for it to be shown."""
    return RESOLVER + quote(doi, safe="/:;()._-~!$&'*+,=@") if doi else ""


def validate_doi(text: str) -> None:
    bare = _bare_doi(text)
    if strange := sorted({sign for sign in bare if ord(sign) > 126}):
        sentence = _("This DOI has letters or signs that are not Latin: %(signs)s. Type them anew.")
        raise ValidationError(sentence % {"signs": " ".join(strange[:10])})
    if not DOI.fullmatch(bare):
        raise ValidationError(_("This is not a DOI. It looks like 10.5555/12345678."))
    prefix, _slash, suffix = bare.partition("/")
    if prefix == settings.DOI_PREFIX:
        _validate_own(suffix)


def _validate_own(suffix: str) -> None:
    """Under the site's own prefix a DOI must be one that Crossref takes, and a suggested one without a slip."""
    if not OWN_SUFFIX.fullmatch(suffix):
        raise ValidationError(
            _("Under our own prefix a DOI has Latin letters, figures and the signs .-_;()/ only.")
        )
    if SUGGESTED.fullmatch(suffix) and mod_97_10(suffix[:SUFFIX_LENGTH]) != suffix[SUFFIX_LENGTH:]:
        raise ValidationError(
            _("The last two figures of this DOI do not fit the others. Look for a slip of the pen.")
        )


def suggested_doi(uid: uuid.UUID, language: str) -> str:
    """The DOI that the site suggests for a text: the same each time, and no other's. "" without a prefix.

    Its signs say nothing about the text. There is no i, l, o or u among them, and no case to be mistaken.
    """
    if not settings.DOI_PREFIX:
        return ""
    number = int.from_bytes(hashlib.sha256(f"{uid} {language}".encode()).digest()[:5])
    suffix = "".join(CROCKFORD[number >> 5 * place & 31] for place in range(SUFFIX_LENGTH))
    return f"{settings.DOI_PREFIX}/{suffix}{mod_97_10(suffix)}"


def edn(text: str) -> str:
    """The EDN as it is stored, "ABCDEF", from any way of writing it; "" when it is none."""
    text = IGNORED.sub(" ", text).strip()
    before = BEFORE_EDN.match(text)
    bare = text[before.end() if before else 0 :].strip("/ ").upper()
    return bare if EDN.fullmatch(bare) else ""


def edn_address(edn: str) -> str:
    return ELIBRARY + edn if edn else ""


def validate_edn(text: str) -> None:
    if not edn(text):
        raise ValidationError(_("This is not an EDN. It has six capital Latin letters, such as ABCDEF."))


def copy_of(line: str) -> str:
    """A DOI, or a web address, as it is stored; "" when the line is neither."""
    address = web_address(line)
    return (doi(line) if _looks_like_a_doi(line) else "") or address or ""


def _looks_like_a_doi(line: str) -> bool:
    return bool(re.match(PREFIX, line.strip()) or BEFORE_DOI.match(line.strip()))


def copies_in(text: str) -> Iterator[str]:
    """The lines of the field as they are stored; empty ones left out."""
    return (copy_of(line) or line.strip() for line in text.splitlines() if line.strip())


def validate_copies(text: str) -> None:
    for line in copies_in(text):
        if not DOI.fullmatch(line):
            try:
                validate_web_address(line)
            except ValidationError:
                sentence = _("“%(line)s” is neither a DOI nor a web address.")
                raise ValidationError(sentence % {"line": line}) from None


def identifiers_in(words: Mapping[str, str]) -> dict[str, Any]:
    """What a content stores of the words in one language: DOI, EDN and the list of copies, those that there are."""
    found = {name: words.get(name, "") for name in IDENTIFIERS}
    return {name: text.splitlines() if name == "copies" else text for name, text in found.items() if text}


class DoiField(Line):
    """A DOI. Its address is accepted too, and stored without what is before the prefix."""

    default_validators = [*Line.default_validators, validate_doi]
    is_code = True

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return doi(value) or value.strip() if isinstance(value, str) else value


class EdnField(Line):
    """An EDN, with or without its address."""

    default_validators = [*Line.default_validators, validate_edn]
    is_code = True

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return edn(value) or value.strip() if isinstance(value, str) else value


class CopiesField(Lines):
    """DOIs and web addresses, one a line."""

    default_validators = [*Lines.default_validators, validate_copies]

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return "\n".join(copies_in(value)) if isinstance(value, str) else value
