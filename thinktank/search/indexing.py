"""Keeps the index: what publishing, ending, erasing and saving change, in their transaction; or all of it anew.

A document is deleted by the act that ends its edition, and its words are forgotten with it, so that nothing of a withdrawn
or erased text is left. One whose edition ends or begins by the clock is there before or afterwards: queries compare both
with the clock.
"""

import datetime
import shutil
import sys
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from itertools import batched
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, Warning, register
from django.core.management import call_command
from django.db import connections, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.tasks import task
from django.utils import timezone

from thinktank.addresses.models import Addressed
from thinktank.language.analyser import stem
from thinktank.library.models import Document, EarlierFile
from thinktank.library.sandbox import open_in_child
from thinktank.publishing.editions.content_format import upgraded
from thinktank.publishing.models import Edition, Listing, Publication, Reference
from thinktank.publishing.models.edition import EditionQuerySet
from thinktank.publishing.revisions.search_words import keep_all_search_texts
from thinktank.search import fulltext
from thinktank.search.documents import ADDRESSED, Made, attached_files, document_of, documents_of
from thinktank.search.models import AttachedText, SearchDocument, SearchTerm
from thinktank.search.tokens import stems_in

BATCH_OF_WORDS = 2_000
BATCH = 50  # publications that are made anew at once, while editors wait for them


@transaction.atomic
def index_publication(publication_id: int) -> None:
    """Make the documents of a publication agree with its editions. Call it in the transaction that changes these, which
    holds the lock of the publication.
    """
    now = timezone.now()
    editions = {edition.pk: edition for edition in _current(now).filter(publication=publication_id)}
    stored = {row.edition_id: row for row in _of_publications([publication_id])}
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


def _of_publications(keys: Iterable[int]) -> QuerySet[SearchDocument]:
    """Their documents, also of editions that exist no more."""
    uids = Publication.objects.filter(pk__in=list(keys)).values_list("uid", flat=True)
    return SearchDocument.objects.filter(owner_uid__in=list(uids)).filter(edition__isnull=False)


def _make_anew(keys: Iterable[int]) -> set[str]:
    """Make all documents of these publications anew; returns their stems."""
    with transaction.atomic():
        locked = Publication.objects.select_for_update().filter(pk__in=list(keys)).order_by("pk")
        keys = list(locked.values_list("pk", flat=True))
        editions = list(_current(timezone.now()).filter(publication__in=keys).order_by("pk"))
        made = list(map(document_of, editions))
        _exchange(list(_of_publications(keys)), made)
        for edition in editions:
            _ask_for_attached(edition)
    return {stem for each in made for stem in stems_in(each.document.tokens)}


# What has no editions


@transaction.atomic
def index_addressed(found: Addressed) -> None:
    """Make the documents of a person, institution, term or poll anew, and those of its texts if it is renamed."""
    if not isinstance(found, ADDRESSED):
        return
    type(found)._default_manager.select_for_update().filter(pk=found.pk).order_by().first()
    old, new = _of_addressed(found), documents_of(found)
    _exchange(old, new)
    if _names(old) != _names([made.document for made in new]):
        index_texts_about.enqueue(str(found.uid))


@transaction.atomic
def forget_addressed(found: Addressed) -> None:
    _exchange(_of_addressed(found), [])


def _of_addressed(found: Addressed) -> list[SearchDocument]:
    return list(SearchDocument.objects.filter(owner_uid=found.uid, edition__isnull=True))


def _names(documents: Iterable[SearchDocument]) -> set[tuple[str, str]]:
    return {(document.language, document.title) for document in documents}


@task
def index_texts_about(uid: str) -> int:
    """Index again the texts by or about a person, institution or term whose names changed. Returns their number."""
    listed = Listing.objects.filter(subject_uid=uid).order_by().values_list("edition__publication", flat=True)
    keys = sorted(set(listed))
    for some in batched(keys, BATCH):
        _make_anew(some)
    return len(keys)


# Documents and words


def _exchange(old: list[SearchDocument], new: Iterable[Made]) -> None:
    """Delete documents and add others; learn the words of those, and forget what is in no document any more."""
    new = list(new)
    if old:
        SearchDocument.objects.filter(pk__in=[document.pk for document in old]).delete()
    SearchDocument.objects.bulk_create(made.document for made in new)
    _learn({(term, made.document.language) for made in new for term in made.terms})
    kept = {stem for made in new for stem in stems_in(made.document.tokens)}
    _forget({stem for document in old for stem in stems_in(document.tokens)} - kept)
    if old:
        _forget_attached()


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
    """Read the text of a PDF in the child process and index the texts with it again. Returns its length in signs."""
    found = list(_documents_with([sha256]))
    if not found:
        return 0
    uids, document = {uid for uid, _document in found}, found[0][1]
    with tempfile.NamedTemporaryFile() as copy, document.file.open() as file:
        shutil.copyfileobj(file, copy)
        copy.flush()
        text = str(open_in_child("pdf-text", copy.name).get("text", ""))
    with transaction.atomic():
        if keys := sorted(set(_texts_with(uids).values_list("publication", flat=True))):
            AttachedText.objects.update_or_create(sha256=sha256, defaults={"text": text})
            _make_anew(keys)
    return len(text)


def _documents_with(digests: Iterable[str]) -> Iterator[tuple[uuid.UUID, Document | EarlierFile]]:
    """(uid of the document, what holds the file) of each file with one of these digests, also of replaced ones."""
    digests = list(digests)
    for document in Document.objects.filter(sha256__in=digests):
        yield document.uid, document
    for earlier in EarlierFile.objects.filter(sha256__in=digests):
        yield earlier.owner_uid, earlier


def _texts_with(uids: Iterable[uuid.UUID]) -> QuerySet[Reference]:
    """The references of current editions to these documents."""
    current = _current(timezone.now()).values("pk")
    return Reference.objects.filter(
        target_type="document", target_uid__in=list(uids), edition__in=current
    ).order_by()


def _forget_attached() -> None:
    """Delete the texts of files that no current edition has any more."""
    digests = list(AttachedText.objects.values_list("sha256", flat=True))
    if digests:
        documents = list(_documents_with(digests))
        uids = set(_texts_with(uid for uid, _file in documents).values_list("target_uid", flat=True))
        used = {document.sha256 for uid, document in documents if uid in uids}
        AttachedText.objects.exclude(sha256__in=used).delete()


# All of it


def rebuild() -> Iterator[tuple[int, int]]:
    """Make every document anew, each in the place of its old one; yields (publications done, all).

    Readers always find the old document or the new one. What is killed half-way leaves the rest as it was.
    """
    keys = list(
        Publication.objects.filter(editions__in=_current(timezone.now()))
        .distinct()
        .values_list("pk", flat=True)
    )
    done, stems = 0, set()
    for some in batched(sorted(keys), BATCH):
        stems |= _make_anew(some)
        done += len(some)
        yield done, len(keys)
    owners = []
    for model in ADDRESSED:
        for found in model._default_manager.order_by("pk"):
            index_addressed(found)
            owners.append(found.uid)
    _forget_strangers(set(keys), owners)
    _forget_words_without(stems)
    yield len(keys), len(keys)


def _forget_strangers(publications: set[int], owners: list[uuid.UUID]) -> None:
    """Delete the documents of what exists no more, or is no longer current."""
    known = {*owners, *Publication.objects.filter(pk__in=publications).values_list("uid", flat=True)}
    rows = SearchDocument.objects.values_list("pk", "owner_uid", "edition_id")
    current = set(_current(timezone.now()).values_list("pk", flat=True))
    gone = [
        pk
        for pk, owner, edition in rows
        if (edition or 0) not in (current | {0}) or (not edition and owner not in known)
    ]
    for some in batched(gone, BATCH):
        with transaction.atomic():
            _exchange(list(SearchDocument.objects.filter(pk__in=some)), [])


def _forget_words_without(stems: set[str]) -> None:
    """Forget the words to suggest whose stem no document has: another analyser may have learned them."""
    _forget({stem for stem in SearchTerm.objects.values_list("stem", flat=True) if stem not in stems})


def rebuild_for_the_desk() -> Iterator[tuple[int, int]]:
    """Index the words of all working copies anew; yields (done, all)."""
    total = Publication.objects.count()
    for done in keep_all_search_texts():
        yield done, total


def fill_after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Fill the index after an upgrade from a release without one. It takes minutes on a large site."""
    tables = connections[using].introspection.table_names()
    if {SearchDocument._meta.db_table, Edition._meta.db_table} <= set(tables) and lacks_documents():
        call_command("rebuild_search", stdout=sys.stderr)


def lacks_documents() -> bool:
    """Whether a current edition is not in the index, as when filling it was interrupted."""
    has_one = SearchDocument.objects.filter(edition=OuterRef("pk"))
    return _current(timezone.now()).filter(~Exists(has_one)).exists()


@register(Tags.database)
def check_documents(
    app_configs: Iterable[AppConfig] | None, databases: Iterable[str] | None, **kwargs: Any
) -> list[CheckMessage]:
    for alias in databases or []:
        tables = connections[alias].introspection.table_names()
        if SearchDocument._meta.db_table in tables and lacks_documents():
            sentence = "Live texts are missing from the search of readers."
            return [Warning(sentence, hint="Run manage.py rebuild_search.", id="search.W001")]
    return []
