"""Ratings are pseudonymous while their pepper exists; thirteen months after the last one it is destroyed."""

import datetime

from django.db.models import Max
from django.utils import timezone

from thinktank.ratings.models import Rating
from thinktank.readers.peppers import has_pepper, make_pepper, shred_peppers
from thinktank.readers.secret_files import SecretUnavailable

PEPPERS = "ratings"
KEPT_FOR = datetime.timedelta(days=396)  # a year of the cookie's life, and a month


def pepper_of(publication_id, uid):
    """The publication's pepper, made for its first rating. One that is lost too early is not replaced."""
    if not has_pepper(PEPPERS, uid) and _rated_since(publication_id, timezone.localdate() - KEPT_FOR):
        raise SecretUnavailable(f"the pepper of publication {uid} is lost")
    return make_pepper(PEPPERS, uid)


def _rated_since(publication_id, day):
    return Rating.objects.filter(publication=publication_id, rated_on__gt=day).exists()


def shred_old_peppers(at: datetime.datetime) -> int:
    """Destroy the peppers of publications not rated for thirteen months; returns how many."""
    return shred_peppers(PEPPERS, _due(at))


def _due(at):
    last_rated = Rating.objects.values("publication__uid").annotate(last=Max("rated_on")).order_by()
    oldest = timezone.localdate(at) - KEPT_FOR
    return list(last_rated.filter(last__lte=oldest).values_list("publication__uid", flat=True))


def peppers_kept_too_long(at: datetime.datetime) -> list:
    return [uid for uid in _due(at - datetime.timedelta(days=2)) if has_pepper(PEPPERS, uid)]
