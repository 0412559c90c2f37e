"""Facets: what results are counted and narrowed by. A document has a token for each value, such as "year:2019"."""

import uuid
from collections.abc import Iterable

# The name in the address of a search -> the prefix of the pages of its values, for those that are subjects
SUBJECTS = {
    "topic": "topics",
    "region": "regions",
    "project": "projects",
    "person": "experts",
    "institution": "organizations",
}
NAMES = ("kind", *SUBJECTS, "year", "language")  # in the order in which they are shown


def facet(name: str, value: str | int | uuid.UUID) -> str:
    """The token of a value: "topic:9f2c…". The value has no spaces."""
    return f"{name}:{value.hex if isinstance(value, uuid.UUID) else value}"


def parts_of(token: str) -> tuple[str, str]:
    name, _colon, value = token.partition(":")
    return name, value


def subjects(name: str, uids: Iterable[str]) -> list[str]:
    return [facet(name, uid.replace("-", "")) for uid in dict.fromkeys(uids) if uid]
