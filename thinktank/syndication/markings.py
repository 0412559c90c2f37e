"""Markings where a text is read away from the site: each in full, after the name that it is about."""

from collections.abc import Mapping
from typing import Any

from thinktank.markings.in_force import SITE, Shown, markings_of
from thinktank.publishing.models import Edition

type Named = list[tuple[str, Shown]]  # the name, empty for the site


def markings_of_site(language: str) -> Named:
    return [("", shown) for shown in markings_of(SITE, language)]


def markings_of_text(edition: Edition, content: Mapping[str, Any]) -> Named:
    """Of the site, then of the people and organisations in the order in which the text names them."""
    names = {entry["uid"]: entry["name"] for entry in [*content["people"], *content["institutions"]]}
    return markings_of_site(edition.language) + [
        (name, shown) for uid, name in names.items() for shown in markings_of(uid, edition.language)
    ]
