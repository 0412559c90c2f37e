"""A position and the institution it is held at, as one language puts them together."""

from typing import NamedTuple

from thinktank.language.data import data_for


class Institution(NamedTuple):
    """An institution's name after a position, with what stands before and after it."""

    before: str
    name: str
    after: str


def after_position(name: str, inflected: str, language: str) -> Institution:
    """The institution as it follows a position.

    `inflected` is the name as the editors wrote it for this place, or empty: the language then says how the plain
    name is joined.
    """
    if inflected:
        return Institution(" ", inflected, "")
    before, after = data_for(language).joins_institution(name)
    return Institution(before, name, after)
