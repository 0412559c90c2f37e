"""Addresses on other sites: http and https only, whatever a form or an old row says."""

from django.core.validators import URLValidator

SCHEMES = ("http", "https")

validate_web_address = URLValidator(schemes=SCHEMES)


def is_web_address(text):
    """Whether a stored text may be printed as a link; a browser would drop tabs and line breaks inside it."""
    scheme, separator, _rest = text.partition("://")
    return (
        bool(separator) and scheme.lower() in SCHEMES and not any(character.isspace() for character in text)
    )
