"""Identifiers of people (ORCID) and institutions (ROR): their one written form, and their check characters."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from thinktank.language.fields import Line

ORCID = re.compile(r"(?:https?://orcid\.org/)?(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dX])/?", re.IGNORECASE)
ROR = re.compile(r"(?:(?:https?://)?ror\.org/)?(0[a-hj-km-np-tv-z0-9]{6}\d\d)/?", re.IGNORECASE)
CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"  # base 32 without i, l, o and u


def orcid(text: str) -> str:
    """The identifier as it is stored, "0000-0002-1825-0097", from any way of writing it; "" when it is none."""
    found = ORCID.fullmatch(text.strip())
    if not found:
        return ""
    written = "-".join(found.groups()).upper()
    digits = written.replace("-", "")
    return written if _mod_11_2(digits[:-1]) == digits[-1] else ""


def _mod_11_2(digits: str) -> str:
    """The check character of ISO/IEC 7064, MOD 11-2."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return "X" if check == 10 else str(check)


def ror(text: str) -> str:
    """The identifier as it is stored, "05dxps055", from any way of writing it; "" when it is none."""
    found = ROR.fullmatch(text.strip())
    if not found:
        return ""
    written = found[1].lower()
    return written if mod_97_10(written[:-2]) == written[-2:] else ""


def mod_97_10(signs: str) -> str:
    """The two check figures of ISO/IEC 7064, MOD 97-10, for a number in base 32 (`CROCKFORD`)."""
    number = 0
    for sign in signs:
        number = 32 * number + CROCKFORD.index(sign)
    return f"{98 - number * 100 % 97:02}"


def validate_orcid(text: str) -> None:
    if not orcid(text):
        raise ValidationError(
            _("This is not an ORCID. It has sixteen figures, the last of which checks the others.")
        )


def validate_ror(text: str) -> None:
    if not ror(text):
        raise ValidationError(
            _("This is not a ROR identifier. It looks like 05dxps055; its last two figures check the others.")
        )


class OrcidField(Line):
    """An ORCID. Its address is accepted too, and stored without what is before the figures."""

    default_validators = [*Line.default_validators, validate_orcid]

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return orcid(value) or value.strip() if isinstance(value, str) else value


class RorField(Line):
    """A ROR identifier, with or without its address."""

    default_validators = [*Line.default_validators, validate_ror]

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return ror(value) or value.strip() if isinstance(value, str) else value
