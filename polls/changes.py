"""How cached pages hear of votes: a vote writes no invalidation, which would keep its time. Their number says enough."""

import datetime

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from polls.models import BallotInbox, Poll, PollTally
from thinktank.delivery.cache_tags import TAGGED_PAGE_LIFE, list_tag, subject_tag

# After a poll has closed: pages cached before learn of its last votes.
STILL_WATCHED = datetime.timedelta(seconds=2 * TAGGED_PAGE_LIFE)


def polls_tag(publication_id: int) -> str:
    """The tag of the counts of a publication's polls."""
    return f"polls-of:{publication_id}"


def numbers_of_votes() -> dict[str, frozenset[tuple[str, int]]]:
    """For `cache_tags.watch`: the number of ballots of every open poll, by the tags of the pages that show it."""
    at = timezone.now()
    pending = BallotInbox.objects.pending().filter(poll=OuterRef("pk")).order_by().values("poll")
    stored = PollTally.objects.filter(poll=OuterRef("pk")).values("ballots")
    polls = Poll.objects.filter(
        Q(closes_at=None) | Q(closes_at__gt=at - STILL_WATCHED), is_public=True, opens_at__lte=at
    ).annotate(
        n=Coalesce(Subquery(stored), 0) + Coalesce(Subquery(pending.annotate(n=Count("pk")).values("n")), 0)
    )
    found: dict[str, set[tuple[str, int]]] = {}
    for uid, publication_id, n in polls.order_by().values_list("uid", "publications", "n"):
        sign = str(uid), n
        for tag in (subject_tag(uid), list_tag("poll"), polls_tag(publication_id)):
            found.setdefault(tag, set()).add(sign)
    return {tag: frozenset(signs) for tag, signs in found.items()}
