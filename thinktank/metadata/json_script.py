"""Data in a page: a script element that browsers do not run, so that the content security policy allows it."""

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

# Whatever could end the element, begin a comment in it, or be read as markup; and line ends that JavaScript knows
ESCAPES = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def json_ld_script(data: dict[str, Any]) -> SafeString:
    """The data as JSON-LD (https://www.w3.org/TR/json-ld11/#embedding-json-ld-in-html-documents); "" without data."""
    if not data:
        return SafeString("")
    text = json.dumps({"@context": "https://schema.org"} | data, ensure_ascii=False, separators=(",", ":"))
    for sign, escape in ESCAPES.items():
        text = text.replace(sign, escape)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308
