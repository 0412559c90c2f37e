"""The texts of a publication as reviewing sees them: fields with words, and a digest of one language and the facts."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from thinktank.language import languages
from thinktank.publishing.field_words import label_of
from thinktank.publishing.identifiers import IDENTIFIERS
from thinktank.publishing.models import Publication
from thinktank.publishing.models.revision import Snapshot
from thinktank.publishing.revisions.digests import sha256_of
from thinktank.publishing.revisions.save import newest_revision
from thinktank.publishing.revisions.snapshot import facts_of, identifiers_of, slug_of, take_snapshot, words_of
from thinktank.publishing.working_copies import column_named, translated_fields

FIRST = ("title", "standfirst", "body")


@dataclass(frozen=True)
class Place:
    """A field in one language; without a field, the whole text in that language."""

    field: str
    language: str

    @property
    def value(self) -> str:
        return f"{self.field}:{self.language}"


def snapshot_of(publication: Publication) -> Snapshot:
    """What was saved last."""
    newest = newest_revision(publication)
    return newest.snapshot if newest else take_snapshot(publication)


def digest_of(snapshot: Snapshot, language: str) -> str:
    """Of the words of one language and the facts: it changes when that edition would."""
    return sha256_of(
        [
            facts_of(snapshot),
            words_of(snapshot, language),
            slug_of(snapshot, language),
            identifiers_of(snapshot, language),
        ]
    )


def commented_fields(model: type[Publication]) -> list[str]:
    """Names of the fields that people write, those of the text first."""
    own = {
        name
        for name in translated_fields(model) - {"slug", *IDENTIFIERS}
        if isinstance(column := column_named(model, name), (models.CharField, models.TextField))
        and not column.choices
    }
    return [*FIRST, *sorted(own - set(FIRST))]


def places_of(model: type[Publication], codes: list[str]) -> list[Place]:
    return [Place(field, code) for code in codes for field in ("", *commented_fields(model))]


def place_in_words(model: type[Publication], field: str, language: str) -> str:
    label = label_of(model, field) if field else _("The whole text")
    return f"{label} ({languages.name_within(language)})"


def text_at(publication: Publication, field: str, language: str) -> str:
    return languages.word(publication, field, language) if field else ""
