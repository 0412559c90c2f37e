"""Store the tallies of polls that have many ballots already.

As polls/tally.py does from now on: all but a few ballots, chosen at random, so that votes counted while this runs stay
pending and are not recognisable among the others.
"""

import random
from collections import Counter
from itertools import batched

from django.db import migrations
from django.db.models import Count

PENDING_AT_MOST, PENDING_KEPT, BATCH = 500, 250, 5_000


def store_tallies(apps, schema_editor):
    ballot_model, tally_model = (apps.get_model("polls", name) for name in ("BallotInbox", "PollTally"))
    counted = ballot_model.objects.values("poll_id").annotate(n=Count("pk")).order_by()
    for poll_id in counted.filter(n__gt=PENDING_AT_MOST).values_list("poll_id", flat=True):
        ids = list(ballot_model.objects.filter(poll=poll_id).values_list("pk", flat=True))
        ballots, votes = 0, Counter()
        for batch in batched(random.SystemRandom().sample(ids, len(ids) - PENDING_KEPT), BATCH):
            tallied = ballot_model.objects.filter(pk__in=batch)
            for choices in tallied.values_list("choices", flat=True):
                votes.update(choices)
            ballots += tallied.update(is_tallied=True)
        stored = {str(number): votes[number] for number in sorted(votes)}
        tally_model.objects.create(poll_id=poll_id, ballots=ballots, votes=stored)


class Migration(migrations.Migration):
    dependencies = [
        ("polls", "0004_stored_tally"),
    ]

    operations = [
        migrations.RunPython(store_tallies, migrations.RunPython.noop),
    ]
