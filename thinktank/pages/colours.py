"""The accent colour of the site: check its contrast (WCAG 2.2, section 1.4.3), and give its style sheet an address."""

import re
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

# --paper and --sheet of static/css/tokens.css
LIGHT_GROUNDS = ("#ffffff", "#f3f1ea")
DARK_GROUNDS = ("#0f1828", "#182338")
LEAST_CONTRAST = 4.5
COLOUR = re.compile("#[0-9a-fA-F]{6}")


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours such as "#b8361b", from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def readable_on_light(colour: str) -> None:
    """Raise ValidationError when text in this colour is hard to read on a light background."""
    found = _least_contrast(colour, LIGHT_GROUNDS)
    if found < LEAST_CONTRAST:
        raise _too_weak(
            _(
                "On a light background this colour has a contrast of %(found)s; text needs %(needed)s. Choose a darker one."
            ),
            found,
        )


def readable_on_dark(colour: str) -> None:
    """Raise ValidationError when text in this colour is hard to read on a dark background."""
    found = _least_contrast(colour, DARK_GROUNDS)
    if found < LEAST_CONTRAST:
        raise _too_weak(
            _(
                "On a dark background this colour has a contrast of %(found)s; text needs %(needed)s. Choose a lighter one."
            ),
            found,
        )


def _least_contrast(colour: str, grounds: Sequence[str]) -> float:
    if not COLOUR.fullmatch(colour):
        raise ValidationError(
            _("Write the colour as # and six digits or letters from a to f: #b8361b."), code="colour"
        )
    return min(contrast(colour, ground) for ground in grounds)


def _too_weak(sentence: str, found: float) -> ValidationError:
    # Rounded down, so that a refused 4.49 is not shown as 4.5.
    ratios = {"found": int(found * 100) / 100, "needed": LEAST_CONTRAST}
    return ValidationError(
        sentence,
        params={name: f"{number_format(value)}:1" for name, value in ratios.items()},
        code="contrast",
    )


def theme_path(on_light: str, on_dark: str) -> str:
    """The path of the style sheet that sets these colours; empty when either is missing or malformed."""
    if not COLOUR.fullmatch(on_light) or not COLOUR.fullmatch(on_dark):
        return ""
    return f"/theme.{on_light[1:]}-{on_dark[1:]}.css".lower()
