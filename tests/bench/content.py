"""What the benchmark serves: the demo, then as many copies of one article as are asked for."""

import datetime
import uuid

from django.contrib.auth import get_user_model
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from tests.factories import make_article, publish_now
from thinktank.addresses.directory import directory
from thinktank.operations.demo.load import load_demo
from thinktank.publishing.models import Edition, Listing, Publication

BATCH = 2_000
ROUND_TABLE = "round-table-russia-nato-joint-report"


def load():
    """The demo's publications; the paths that are measured, by name."""
    user = get_user_model().objects.create_superuser("admin", "admin@example.org", uuid.uuid4().hex)
    load_demo(user)
    gather_statistics()
    article = Edition.objects.live(timezone.now()).get(language="en", slug=ROUND_TABLE)
    return {
        "article": article.get_absolute_url(),
        "article list": "/en/articles/",
        "topic": _path_under("topics"),
        "expert": _path_under("experts"),
        "home": "/en/",
    }


def articles(number):
    """Paths of so many live articles in English, the newest editions first."""
    live = Edition.objects.live(timezone.now()).in_language("en").of_type("article")
    return [edition.get_absolute_url() for edition in live.for_lists().order_by("-pk")[:number]]


def _path_under(prefix):
    listed = [
        entry for entry in directory().all("en", prefix) if Listing.objects.filter(subject_uid=entry.uid)
    ]
    return listed[0].path


def grow_to(number):
    """Copies of a published article until there are so many publications; returns how many there are.

    Written past the act of publishing, which would take an hour: for a benchmark only. All stand under one topic
    and one expert, half of them in Russian too, a day apart.
    """
    wait_for_long_statements()
    wanted = number - Publication.objects.count()
    if wanted <= 0:
        return Publication.objects.count()
    publish_now(model := make_article(), "en", "ru")
    patterns = list(Edition.objects.filter(publication_id=model.pk).order_by("language"))
    subjects = [uid for prefix in ("topics", "experts") for uid in [_uid_of(_path_under(prefix))]]
    first = Publication.objects.aggregate(last=Max("pk"))["last"] + 1
    for start in range(first, first + wanted, BATCH):
        _copy(model, patterns, subjects, range(start, min(start + BATCH, first + wanted)))
    let_ids_go_on()
    gather_statistics()
    return Publication.objects.count()


def _uid_of(path):
    prefix = path.strip("/").split("/")[1]
    return next(entry.uid for entry in directory().all("en", prefix) if entry.path == path)


def _copy(model, patterns, subjects, keys):
    publications = [
        Publication(
            pk=pk, uid=uuid.uuid4(), type="article", kind=model.kind, title_en=f"Copy {pk}", title_ru=f"Копия {pk}",
            slug_en=f"copy-{pk}", slug_ru=f"kopiya-{pk}", original_language="en",
        )
        for pk in keys
    ]  # fmt: skip
    Publication.objects.bulk_create(publications)
    editions = [
        copied(pattern, publication)
        for publication in publications
        for pattern in patterns
        if pattern.language == "en" or publication.pk % 2
    ]
    Edition.objects.bulk_create(editions)
    Listing.objects.bulk_create(
        Listing(
            edition=edition, subject_uid=uid, language=edition.language, dated=edition.dated,
            live_from=edition.live_from, first_live_from=edition.first_live_from, live_until=None,
        )
        for edition in editions
        for uid in subjects
    )  # fmt: skip


def copied(pattern, publication):
    values = {field.attname: getattr(pattern, field.attname) for field in Edition._meta.concrete_fields}
    return Edition(
        **values
        | {
            "id": None,
            "uid": uuid.uuid4(),
            "publication_id": publication.pk,
            "publication_uid": publication.uid,
            "slug": f"copy-{publication.pk}-{pattern.language}",
            "title": f"Copy {publication.pk} of an article about what was said",
            "dated": datetime.date(2024, 1, 1) - datetime.timedelta(days=publication.pk % 9000),
        }
    )


def wait_for_long_statements():
    """Not only as long as a page may take."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
        connection.connection.patience = 3600


def gather_statistics():
    """As PostgreSQL does by itself a minute later. On SQLite a site has those that migrate wrote (decision 0118)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def let_ids_go_on():
    """After those that were given."""
    with connection.cursor() as cursor:
        for line in connection.ops.sequence_reset_sql(no_style(), [Publication]):
            cursor.execute(line)
