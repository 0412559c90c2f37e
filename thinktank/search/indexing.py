"""Keeps the index: what publishing, ending, erasing and saving change, in their transaction; or all of it anew.

A document is deleted when its edition ends, and its words are forgotten with it, so that nothing of a withdrawn or
erased text is left. A document whose edition is scheduled is there before: queries compare its start with the clock.
"""

import datetime
import sys
from collections.abc import Iterable, Iterator
from itertools import batched
from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db import connections, transaction
from django.db.models import Q
from django.tasks import task
from django.utils import timezone

from thinktank.addresses.models import Addressed
from thinktank.language.analyser import stem
from thinktank.library.models import Document
from thinktank.library.sandbox import open_in_child
from thinktank.publishing.editions.content_format import upgraded
from thinktank.publishing.models import Edition, Publication
from thinktank.publishing.models.edition import EditionQuerySet
from thinktank.publishing.revisions.search_words import keep_all_search_texts
from thinktank.search import fulltext
from thinktank.search.documents import ADDRESSED, Made, attached_files, document_of, documents_of
from thinktank.search.models import AttachedText, SearchDocument, SearchTerm
from thinktank.search.tokens import stems_in

BATCH_OF_WORDS = 2_000
BATCH = 200  # editions that `rebuild` reads at once


@transaction.atomic
def index_publication(publication_id: int) -> None:
    """Make the documents of a publication agree with its editions. Call it in the transaction that changes these."""
    now = timezone.now()
    editions = {edition.pk: edition for edition in _current(now).filter(publication=publication_id)}
    stored = {
        row.edition_id: row for row in SearchDocument.objects.filter(edition__publication=publication_id)
    }
    new = [edition for key, edition in editions.items() if key not in stored]
    for key in editions.keys() & stored.keys():
        if stored[key].live_until != editions[key].live_until:
            SearchDocument.objects.filter(edition=key).update(live_until=editions[key].live_until)
    _exchange([row for key, row in stored.items() if key not in editions], map(document_of, new))
    for edition in new:
        _ask_for_attached(edition)


def _current(now: datetime.datetime) -> EditionQuerySet[Edition]:
    """Editions that are live or will be."""
    return Edition.objects.filter(Q(live_until=None) | Q(live_until__gt=now), erased_at=None)


@transaction.atomic
def index_addressed(found: Addressed) -> None:
    """Make the documents of a person, institution, term or poll anew."""
    if isinstance(found, ADDRESSED):
        _exchange(_of_addressed(found), documents_of(found))


@transaction.atomic
def forget_addressed(found: Addressed) -> None:
    _exchange(_of_addressed(found), [])


def _of_addressed(found: Addressed) -> list[SearchDocument]:
    return list(SearchDocument.objects.filter(owner_uid=found.uid, edition=None))


def _exchange(old: list[SearchDocument], new: Iterable[Made]) -> None:
    """Delete documents and add others; learn the words of those, and forget what is in no document any more."""
    new = list(new)
    if old:
        SearchDocument.objects.filter(pk__in=[document.pk for document in old]).delete()
    SearchDocument.objects.bulk_create(made.document for made in new)
    _learn({(term, made.document.language) for made in new for term in made.terms})
    kept = {stem for made in new for stem in stems_in(made.document.tokens)}
    _forget({stem for document in old for stem in stems_in(document.tokens)} - kept)


def _learn(terms: set[tuple[str, str]]) -> None:
    """Keep words, given with the language of their text, to suggest them."""
    words = dict(sorted(terms))
    for some in batched(words, BATCH_OF_WORDS):
        known = set(SearchTerm.objects.filter(word__in=some).values_list("word", flat=True))
        SearchTerm.objects.bulk_create(
            (_term(word, words[word]) for word in some if word not in known), ignore_conflicts=True
        )


def _term(word: str, language: str) -> SearchTerm:
    return SearchTerm(
        word=word, stem=stem(word, language), beginning=word[:3], ending=word[-3:], length=len(word)
    )


def _forget(stems: set[str]) -> None:
    gone = [stem for stem in sorted(stems) if not fulltext.exists(stem)]
    for some in batched(gone, 500):
        SearchTerm.objects.filter(stem__in=some).delete()


# Text of attached PDFs


def _ask_for_attached(edition: Edition) -> None:
    digests = attached_files(upgraded(edition.content))
    known = set(AttachedText.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
    for digest in digests:
        if digest not in known:
            read_attached.enqueue(digest)


@task
def read_attached(sha256: str) -> int:
    """Read the text of a PDF in the child process and index the editions with it again. Returns its length in signs."""
    document = Document.objects.filter(sha256=sha256).first()
    if document is None:
        return 0
    answer = open_in_child("pdf-text", document.file.path)
    text = str(answer.get("text", ""))
    with transaction.atomic():
        AttachedText.objects.update_or_create(sha256=sha256, defaults={"text": text})
        for edition in _with_attached(document):
            _exchange(list(SearchDocument.objects.filter(edition=edition)), [document_of(edition)])
    return len(text)


def _with_attached(document: Document) -> Iterator[Edition]:
    found = _current(timezone.now()).filter(
        references__target_type="document", references__target_uid=document.uid
    )
    return found.distinct().iterator(chunk_size=BATCH)


# All of it


def rebuild() -> Iterator[tuple[int, int]]:
    """Empty the index and make it anew; yields (documents made, all to be made) after each batch.

    Readers find nothing that is not made yet: a site that must not be without search for minutes keeps serving its pages,
    and searches answer from what is there.
    """
    now = timezone.now()
    keys = list(_current(now).order_by("pk").values_list("pk", flat=True))
    total, done = len(keys), 0
    SearchDocument.objects.all().delete()
    SearchTerm.objects.all().delete()
    for some in batched(keys, BATCH):
        with transaction.atomic():
            editions = list(_current(now).filter(pk__in=some).order_by("pk"))
            _exchange([], map(document_of, editions))
            for edition in editions:
                _ask_for_attached(edition)
        done += len(some)
        yield done, total
    for model in ADDRESSED:
        for found in model._default_manager.order_by("pk"):
            index_addressed(found)
    yield total, total


def rebuild_for_the_desk() -> Iterator[tuple[int, int]]:
    """Index the words of all working copies anew; yields (done, all)."""
    total = Publication.objects.count()
    for done in keep_all_search_texts():
        yield done, total


def fill_after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Fill an empty index, as it is after an upgrade from a release without one. It takes minutes on a large site."""
    tables = connections[using].introspection.table_names()
    if {SearchDocument._meta.db_table, Edition._meta.db_table} <= set(tables):
        if Edition.objects.exists() and not SearchDocument.objects.exists():
            call_command("rebuild_search", stdout=sys.stderr)
