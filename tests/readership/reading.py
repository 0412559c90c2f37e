"""Sending reads as browsers and workers do, and reading their counts."""

import datetime
import random
import uuid

from django.db.models import Sum
from django.test import Client

from tests.factories import make_article, publish_now
from thinktank.publishing.models import Publication
from thinktank.readership import counter
from thinktank.readership.invariants import sums_of_reads_are_those_of_the_days
from thinktank.readership.models import ReadingDay
from thinktank.readership.sums import add_reads

OWN_PAGE = {"sec-fetch-site": "same-origin"}


def address_of(edition):
    return f"/{edition.language}/read/{edition.publication_uid}/"


def say_read(edition, *, network="192.0.2.1", headers=OWN_PAGE, client=None, method="post"):
    """Report a read of this edition. Returns the status."""
    client = client or Client(enforce_csrf_checks=True)
    return getattr(client, method)(address_of(edition), headers=headers, REMOTE_ADDR=network).status_code


def reads():
    """Write all reads in memory. Returns {(uid, language): reads} of the database."""
    counter.write_reads()
    rows = ReadingDay.objects.values("publication__uid", "language").annotate(total=Sum("n"))
    return {(row["publication__uid"], row["language"]): row["total"] for row in rows}


# For `live_site.call`: every value is JSON


def new_texts(n):
    """[[uid, path in English, path in Russian], ...]"""
    return [
        [str(text.uid), *(edition.get_absolute_url() for edition in publish_now(text, "en", "ru"))]
        for text in (make_article() for _n in range(n))
    ]


def read_often(uids, times, seed):
    """Read these texts the given numbers of times, in some order, in a worker that writes every read at once."""
    counter.WRITE_EVERY = 0
    order = [uuid.UUID(uid) for uid in uids] * times
    random.Random(seed).shuffle(order)
    for uid in order:
        counter.count_read(uid, "en", datetime.date(2026, 3, 1))


def written():
    rows = ReadingDay.objects.values("publication__uid", "language").annotate(total=Sum("n"))
    return sorted([str(row["publication__uid"]), row["language"], row["total"]] for row in rows)


def add_reads_of_days(uids, times, seed):
    """Add one read per act, of following days and of some long before."""
    chance = random.Random(seed)
    keys = list(Publication.objects.filter(uid__in=uids).order_by("pk").values_list("pk", flat=True))
    for number in range(times):
        day = datetime.date(2026, 3, 1) + datetime.timedelta(days=number + chance.randint(-35, 2))
        add_reads([(pk, "en", day, 1) for pk in chance.sample(keys, 2)])


def differing_sums():
    return list(sums_of_reads_are_those_of_the_days())
