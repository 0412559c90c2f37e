"""Ratings are pseudonymous while their pepper exists. It is destroyed thirteen months after the last rating."""

import datetime
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from thinktank.ratings.models import Rating
from thinktank.readers.peppers import has_pepper, make_pepper, shred_peppers
from thinktank.readers.secret_files import SecretUnavailable

PEPPERS = "ratings"
KEPT_FOR = datetime.timedelta(days=396)  # a year of the cookie's life, and a month


def pepper_of(publication_id: int, uid: UUID) -> bytes:
    """The publication's pepper; the first rating makes it. Raises SecretUnavailable when it was lost before its time."""
    if not has_pepper(PEPPERS, uid) and _rated_since(publication_id, timezone.localdate() - KEPT_FOR):
        raise SecretUnavailable(f"the pepper of publication {uid} is lost")
    return make_pepper(PEPPERS, uid)


def _rated_since(publication_id: int, day: datetime.date) -> bool:
    return Rating.objects.filter(publication=publication_id, rated_on__gt=day).exists()


def shred_old_peppers(at: datetime.datetime) -> int:
    """Destroy the peppers of publications that were not rated for thirteen months; return how many."""
    return shred_peppers(PEPPERS, _due(at))


def _due(at: datetime.datetime) -> list[UUID]:
    last_rated = Rating.objects.values("publication__uid").annotate(last=Max("rated_on")).order_by()
    oldest = timezone.localdate(at) - KEPT_FOR
    return list(last_rated.filter(last__lte=oldest).values_list("publication__uid", flat=True))


def peppers_kept_too_long(at: datetime.datetime) -> list[UUID]:
    """Publications whose pepper is overdue by two days, which the task that destroys them may need."""
    return [uid for uid in _due(at - datetime.timedelta(days=2)) if has_pepper(PEPPERS, uid)]
