"""The kind of an edition and its printed number: "2" for a revision, "2.1" for what leaves the text as a whole as it was.

Addresses go by the running number, which every edition has. Editions from before there were kinds have neither; their
running number is printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from thinktank.language import languages
from thinktank.publishing.models import Edition
from thinktank.richtext.problems import Problem

if TYPE_CHECKING:
    from thinktank.publishing.editions.plan import PlannedEdition

FIRST, REVISION, CORRECTION, FACTS = Edition.Made


@dataclass(frozen=True)
class Named:
    """Kind and printed number of an edition, and the digest of its text."""

    made_as: str
    printed: str
    text_digest: str


def named(edition: Edition | None) -> Named | None:
    return Named(edition.made_as, edition.printed, edition.text_digest) if edition else None


def name_after(before: Named | None, planned: PlannedEdition) -> Named:
    """Kind and printed number of the edition that follows `before` in its language."""
    made_as = _kind_after(before, planned)
    is_small = planned.is_minor or made_as in (CORRECTION, FACTS)
    return Named(made_as, _number_after(before, is_small), planned.text_digest)


def _kind_after(before: Named | None, planned: PlannedEdition) -> str:
    """The kind the editor chose, or else what the edition is by itself."""
    if before is None:
        return FIRST
    if planned.correction:
        return CORRECTION
    if planned.made_as and planned.made_as != FIRST:
        return planned.made_as
    return FACTS if planned.text_digest == before.text_digest else REVISION


def _number_after(before: Named | None, is_small: bool) -> str:
    if before is None:
        return "1"
    whole, _dot, part = before.printed.partition(".")
    return f"{whole}.{int(part or 0) + 1}" if is_small else str(int(whole) + 1)


def problems_of_kind(planned: PlannedEdition, before: Named | None) -> Iterator[Problem]:
    """What prevents an edition of the kind that was chosen."""
    if before is None:
        return
    words = {"language": languages.name_of(planned.language)}
    if planned.made_as == CORRECTION and not planned.correction:
        sentence = _(
            "%(language)s: a correction needs a sentence for readers: what was wrong and is now right."
        )
        yield Problem(sentence % words, is_blocking=True)
    if planned.correction and planned.made_as in (REVISION, FACTS):
        sentence = _(
            "%(language)s: an edition with a sentence under “Correction” is a correction. Choose that kind, or clear the sentence."
        )
        yield Problem(sentence % words, is_blocking=True)
    if planned.made_as == FACTS and planned.text_digest != before.text_digest:
        sentence = _("%(language)s: not only facts have changed, the text has too. Choose another kind.")
        yield Problem(sentence % words, is_blocking=True)
