"""Sharing a page: its short address, and a mailto link that writes a letter to a colleague."""

from urllib.parse import quote
from uuid import UUID

from django.utils.translation import gettext as _

LETTERS = "abcdefghijklmnopqrstuvwxyz234567"  # base32, RFC 4648 section 6, in lower case
LENGTH = 10
BITS = 5 * LENGTH  # of the 128 of a uid: two of 100,000 publications share them on one of 200,000 sites


def short_path(uid: UUID, language: str) -> str:
    """The short address of a publication in a language: /en/s/mfrggzdfmz/."""
    first = uid.int >> (128 - BITS)
    code = "".join(LETTERS[first >> 5 * place & 31] for place in reversed(range(LENGTH)))
    return f"/{language}/s/{code}/"


def uids_of(code: str) -> tuple[UUID, UUID] | None:
    """The first and the last uid that have this short address; None when the code is malformed."""
    if len(code) != LENGTH or not set(code) <= set(LETTERS):
        return None
    first = sum(LETTERS.index(letter) << 128 - 5 * place for place, letter in enumerate(code, 1))
    return UUID(int=first), UUID(int=first + (1 << 128 - BITS) - 1)


def letter_to_a_colleague(title: str, address: str) -> str:
    """A mailto address (RFC 6068) with the title as subject and, in the active language, a sentence and the address."""
    text = "\r\n\r\n".join([_("I thought this might interest you:"), address])
    return f"mailto:?subject={_encoded(title)}&body={_encoded(text)}"


def _encoded(text: str) -> str:
    """Percent-encode the text. No-break spaces become spaces, because some mail programs show them as signs."""
    return quote(text.replace("\u00a0", " "), safe="")
