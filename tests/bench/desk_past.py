"""What editors have done at a large site: drafts, corrections, withdrawals, newer drafts, outdated translations."""

import datetime
import itertools
import uuid
from importlib import import_module

from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Max
from django.utils import timezone

from articles.models import Article
from tests.bench.content import BATCH, copied, gather_statistics, let_ids_go_on, wait_for_long_statements
from thinktank.publishing.models import Edition, NewerDraft, Publication, Revision

list_newer_drafts = import_module("thinktank.publishing.migrations.0020_newer_drafts").fill

OLD_DIGEST = "0" * 64
DAY = datetime.timedelta(days=1)
ACTS_OF_EACH = 3  # entries of the log of one editor


def grow_to(number):
    """Publications with a past until there are so many; returns how many were added. Of twenty, one is a draft, one
    withdrawn, two have a newer draft, six were corrected, one of these has a translation that is outdated."""
    wait_for_long_statements()
    wanted = max(0, number - Publication.objects.count())
    patterns = _patterns()
    first = Publication.objects.aggregate(last=Max("pk"))["last"] + 1
    for some in itertools.batched(range(first, first + wanted), BATCH):
        _add(some, patterns)
    let_ids_go_on()
    NewerDraft.objects.all().delete()
    list_newer_drafts(apps, None)
    _add_acts()
    gather_statistics()
    return wanted


def _patterns():
    """{language: edition} of what all copies are copies of."""
    last = Edition.objects.filter(language="ru").order_by("-pk").first()
    return {edition.language: edition for edition in Edition.objects.filter(revision=last.revision_id)[:2]}


def _add(keys, patterns):
    saved = patterns["en"].revision
    publications = [
        Publication(
            pk=pk, uid=uuid.uuid4(), type="article", kind=patterns["en"].kind, title_en=f"Copy {pk}",
            title_ru=f"Копия {pk}", slug_en=f"copy-{pk}-en", slug_ru=f"copy-{pk}-ru", original_language="en",
        )
        for pk in keys
    ]  # fmt: skip
    Publication.objects.bulk_create(publications)
    revisions = [
        Revision(
            publication=publication, number=number, packed=saved.packed, digest=saved.digest,
            saved_at=saved.saved_at, saved_by_id=saved.saved_by_id,
        )
        for publication in publications
        for number in ((1, 2) if publication.pk % 20 in (2, 3) else (1,))
    ]  # fmt: skip
    first = {
        revision.publication_id: revision
        for revision in Revision.objects.bulk_create(revisions)
        if revision.number == 1
    }
    public = [publication for publication in publications if publication.pk % 20]
    old = {edition.publication_id: edition for edition in _originals(public, patterns, first, is_old=True)}
    new = {edition.publication_id: edition for edition in _originals(public, patterns, first)}
    scheduled = [each for each in publications if each.pk % 200 == 0]
    Edition.objects.bulk_create(
        _edition(patterns["en"], each, first[each.pk], live_from=timezone.now() + 9 * DAY)
        for each in scheduled
    )
    Edition.objects.bulk_create(
        _edition(patterns["ru"], each, first[each.pk], translates=_source(each.pk, old, new))
        for each in public
        if each.pk % 2 or each.pk % 20 == 4
    )


def _source(pk, old, new):
    return old[pk] if pk % 20 == 4 else new[pk]


def _originals(publications, patterns, revisions, is_old=False):
    wanted = [each for each in publications if not is_old or 4 <= each.pk % 20 <= 9]
    at = patterns["en"].live_from
    return Edition.objects.bulk_create(
        _edition(
            patterns["en"], each, revisions[each.pk],
            number=1 if is_old else 2,
            live_from=at - 2 * DAY if is_old else at,
            live_until=at if is_old else at + DAY / 9_999 if each.pk % 20 == 1 else None,
            ended_as=Edition.End.REPLACED if is_old else Edition.End.WITHDRAWN if each.pk % 20 == 1 else "",
            **({"text_digest": OLD_DIGEST} if is_old else {}),
        )
        for each in wanted
    )  # fmt: skip


def _edition(pattern, publication, revision, **values):
    edition = copied(pattern, publication)
    edition.revision = edition.words_from = revision
    edition.taken_over = True
    for name, value in values.items():
        setattr(edition, name, value)
    return edition


def _add_acts():
    """The log of one editor, who saved everything a few times."""
    editor, content_type = (
        get_user_model().objects.get(username="admin"),
        ContentType.objects.get_for_model(Article),
    )
    keys, now = Publication.objects.values_list("pk", flat=True), timezone.now()
    for turn in range(ACTS_OF_EACH):
        for some in itertools.batched(list(keys), BATCH):
            LogEntry.objects.bulk_create(
                LogEntry(
                    action_time=now - datetime.timedelta(minutes=pk * ACTS_OF_EACH + turn), user=editor, action_flag=CHANGE,
                    content_type=content_type, object_id=str(pk), object_repr=f"Copy {pk}",
                    change_message='[{"changed": {"fields": ["title_en"]}}]',
                )
                for pk in some
            )  # fmt: skip
