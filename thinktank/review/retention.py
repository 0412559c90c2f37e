"""What reviewing deletes in time."""

import datetime

from thinktank.review.models import LinkOpening, Notice

KEPT_FOR = datetime.timedelta(days=90)


def forget_old_notices(at: datetime.datetime) -> int:
    """Delete notices, and openings of links, that are older than KEPT_FOR; return how many.

    Openings of links that still count them are younger: no link works for so long.
    """
    openings = LinkOpening.objects.filter(opened_at__lt=at - KEPT_FOR).delete()[0]
    return openings + Notice.objects.filter(made_at__lt=at - KEPT_FOR).delete()[0]
