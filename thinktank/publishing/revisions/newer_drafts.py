"""Whether working copies differ from their newest editions, and the list of those that do (NewerDraft).

Only comparing two snapshots tells, and for the desk's filter they would be too many. Time changes nothing in the answer: the
newest edition stays the newest when it goes live or ends.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Max

from thinktank.publishing.models import Edition, NewerDraft, Revision
from thinktank.publishing.models.revision import Snapshot, unpacked
from thinktank.publishing.revisions.snapshot import facts_of, identifiers_of, slug_of, words_of

type Key = tuple[int, str]  # id of a publication, language
COLUMNS = ("publication_id", "language", "number", "slug", "revision_id", "words_from_id")


class Drafts:
    """The newest revisions of publications, and whether these editions differ from them."""

    def __init__(
        self, ids: list[int], editions: list[Edition], revision_model: type[Revision] = Revision
    ) -> None:
        revisions = revision_model.objects.order_by()
        newest = revisions.filter(publication__in=ids).values("publication").annotate(newest=Max("pk"))
        self._newest = {row["publication"]: row["newest"] for row in newest}
        doubtful = [edition for edition in editions if not self._is_of_newest(edition)]
        needed = {pk for edition in doubtful for pk in (edition.revision_id, edition.words_from_id)}
        needed |= {self._newest[edition.publication_id] for edition in doubtful}
        packed = revisions.filter(pk__in=needed).values_list("pk", "packed")
        self._snapshots: dict[int, Snapshot] = {pk: unpacked(data) for pk, data in packed}

    def _is_of_newest(self, edition: Edition) -> bool:
        newest_id = self._newest.get(edition.publication_id)
        return newest_id is None or newest_id == edition.revision_id == edition.words_from_id

    def differ_from(self, edition: Edition) -> bool:
        if self._is_of_newest(edition):
            return False
        newest, language = self._snapshots[self._newest[edition.publication_id]], edition.language
        before = self._snapshots[edition.words_from_id]
        return (
            words_of(newest, language) != words_of(before, language)
            or identifiers_of(newest, language) != identifiers_of(before, language)
            or slug_of(newest, language) != edition.slug
            or facts_of(newest) != facts_of(self._snapshots[edition.revision_id])
        )


def keep_newer_drafts(publication_id: int) -> None:
    """List the languages of a publication that have a newer draft. Call it in the transaction that writes a revision,
    or makes, deletes or blanks an edition."""
    listed = NewerDraft.objects.filter(publication=publication_id)
    found = {language for _pk, language in newer_drafts([publication_id])}
    before = set(listed.values_list("language", flat=True))
    if before - found:
        listed.exclude(language__in=found).delete()
    NewerDraft.objects.bulk_create(
        NewerDraft(publication_id=publication_id, language=language) for language in sorted(found - before)
    )


def newer_drafts(
    ids: list[int], edition_model: type[Edition] = Edition, revision_model: type[Revision] = Revision
) -> Iterable[Key]:
    """The publications among these, and their languages, that have a newer draft. Migrations pass their own models."""
    newest: dict[Key, Any] = {}
    for edition in edition_model.objects.filter(publication__in=ids).only(*COLUMNS).order_by("number"):
        newest[edition.publication_id, edition.language] = edition
    drafts = Drafts(ids, list(newest.values()), revision_model)
    return [key for key, edition in newest.items() if drafts.differ_from(edition)]
