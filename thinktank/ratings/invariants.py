from collections.abc import Iterator
from uuid import UUID

from django.db.models import Count, Max, Min
from django.utils import timezone

from thinktank.ratings.models import STARS, Rating
from thinktank.ratings.retention import peppers_kept_too_long
from thinktank.readers.invariants import invariant


@invariant("I12")
def peppers_of_old_ratings_are_gone() -> Iterator[str]:
    for uid in peppers_kept_too_long(timezone.now()):
        yield f"publication {uid} was last rated over thirteen months ago and its pepper still exists"


@invariant("I13")
def stars_are_in_range_and_versions_without_gaps() -> Iterator[str]:
    outside = Rating.objects.exclude(stars__in=STARS).count()
    if outside:
        yield f"{outside} ratings are not of one to five stars"
    readers = Rating.objects.values("publication__uid", "voter_key").order_by()
    for row in readers.annotate(first=Min("version"), last=Max("version"), n=Count("pk")):
        if (row["first"], row["last"]) != (1, row["n"]):
            yield f"a reader of publication {row['publication__uid']} has {row['n']} ratings numbered {row['first']} to {row['last']}"


@invariant("I13")
def summary_is_the_recount() -> Iterator[str]:
    """The recount goes through every row in plain Python."""
    latest: dict[tuple[UUID, int], dict[bytes, int]] = {}
    rows = Rating.objects.order_by("version").values_list(
        "publication__uid", "publication", "voter_key", "stars"
    )
    for uid, publication_id, voter_key, stars in rows:
        latest.setdefault((uid, publication_id), {})[bytes(voter_key)] = stars
    for (uid, publication_id), by_reader in latest.items():
        counted = {
            row["stars"]: row["n"]
            for row in Rating.objects.filter(publication=publication_id)
            .latest_of_each()
            .values("stars")
            .annotate(n=Count("pk"))
            .order_by()
        }
        recount = {stars: list(by_reader.values()).count(stars) for stars in set(by_reader.values())}
        if counted != recount:
            yield f"publication {uid}: counted {counted}, recount {recount}"
