"""Joins a position and its institution as a language requires."""

from typing import NamedTuple

from thinktank.language.data import data_for


class Institution(NamedTuple):
    """An institution's name after a position, with what to write before and after it."""

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
