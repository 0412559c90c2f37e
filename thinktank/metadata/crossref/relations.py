"""How a text is related to others, in Crossref's words (its schema relations.xsd)."""

from collections.abc import Iterator
from dataclasses import dataclass

from thinktank.metadata.description import Description
from thinktank.publishing.models import Relation
from thinktank.publishing.public.surroundings import Surroundings

# What editors relate; the other words of theirs have no counterpart.
BETWEEN_WORKS: dict[tuple[str, bool], str] = {  # (role, whether the relation is that of the other one)
    (Relation.Role.PART_OF, False): "isPartOf",
    (Relation.Role.PART_OF, True): "hasPart",
    (Relation.Role.RESULT_OF, False): "isBasedOn",
    (Relation.Role.RESULT_OF, True): "isBasisFor",
    (Relation.Role.FOLLOWS, False): "continues",
    (Relation.Role.FOLLOWS, True): "isContinuedBy",
}


@dataclass(frozen=True)
class Relationship:
    """A relation to another text; `kind` is a relationship-type of Crossref."""

    kind: str
    identifier: str  # a DOI, or an address
    is_same_work: bool  # a version, translation or copy, not another work

    @property
    def is_doi(self) -> bool:
        return "://" not in self.identifier


def relationships_of(of: Description, around: Surroundings) -> tuple[Relationship, ...]:
    """Each once, and none to itself."""
    found = [*_translations(of, around), *_earlier(around), *_copies(of), *_works(around)]
    return tuple(each for each in dict.fromkeys(found) if each.identifier != of.doi)


def _translations(of: Description, around: Surroundings) -> Iterator[Relationship]:
    """The original and its translations, as far as they have DOIs of their own."""
    for row in around.translations:
        if doi := row.content.get("doi"):
            if of.original and row.language == of.original.language:
                yield Relationship("isTranslationOf", doi, True)
            elif row.translates_id and not of.original:
                yield Relationship("hasTranslation", doi, True)


def _earlier(around: Surroundings) -> Iterator[Relationship]:
    """Earlier editions of the text that had another DOI, as an editor may give a thorough revision a new one."""
    for row in around.history:
        if doi := row.content.get("doi"):
            yield Relationship("replaces", doi, True)


def _copies(of: Description) -> Iterator[Relationship]:
    for copy in of.copies:
        yield Relationship("isIdenticalTo", copy, True)


def _works(around: Surroundings) -> Iterator[Relationship]:
    """Other publications with a DOI that editors related to this one."""
    for row, role, is_inward in around.related:
        kind = BETWEEN_WORKS.get((role, is_inward))
        if kind and (doi := row.content.get("doi")):
            yield Relationship(kind, doi, False)
