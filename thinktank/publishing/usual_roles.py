"""The roles that new rows of a publication have at first, by its type and kind, and what becomes of roles taken over."""

from dataclasses import dataclass
from typing import Self

from thinktank.publishing.models import Contribution, Institution
from thinktank.publishing.publication_types import PublicationType, type_named

CONTRIBUTED = {Contribution.Role.AUTHOR, Contribution.Role.SPEAKER, Contribution.Role.INTERVIEWEE}
CARRIED_IT = {Institution.Role.PUBLISHER, Institution.Role.ORGANISER}


@dataclass(frozen=True)
class UsualRoles:
    """Of one kind of one type: interviews have interviewees, events have speakers and organisers."""

    type: PublicationType
    kind: str

    @classmethod
    def of(cls, type_name: str, kind: str) -> Self:
        """An unknown or empty kind counts as the first of the type. Raises KeyError for an unknown type."""
        described = type_named(type_name)
        return cls(described, kind if kind in described.kinds.values else described.kinds.values[0])

    @property
    def person(self) -> str:
        return self.type.new_people(self.kind)

    @property
    def institution(self) -> str:
        return self.type.new_institutions

    def of_person(self, role: str) -> str:
        """The role here of somebody who has `role` in a related publication: who wrote a report speaks at its launch."""
        return self.person if role in CONTRIBUTED and not self.type.keeps_roles else role

    def of_institution(self, role: str) -> str:
        return self.institution if role in CARRIED_IT and not self.type.keeps_roles else role
