"""The site as it will be when a release has gone live: its editions are made, pages are rendered, all of it is undone.

with release_rehearsed(release) as left_out:
    html = render(...)

Pages show what is live now and the release, and no other draft. Of a scheduled release they show what was scheduled.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.utils import timezone

from thinktank.delivery.rehearsal import rehearsal
from thinktank.publishing.editions.plan import Plan, PlannedEdition
from thinktank.publishing.editions.plan_each import Planned, plan_each
from thinktank.publishing.editions.publish import lock_publications, make_editions
from thinktank.publishing.editions.release import asked_of, scheduled_editions
from thinktank.publishing.models import Edition, Release


@contextmanager
def release_rehearsed(release: Release) -> Iterator[list[Planned]]:
    """Yields the texts that are left out because something prevents their publishing.

    Compiling comes before the transaction, which keeps locks until the page is rendered. Raises AddressTaken and
    IntegrityError when somebody publishes one of the texts at the same time.
    """
    now = timezone.now()
    texts = _planned(release, now)
    plans = [_dated(text.plan, release, now) for text in texts if text.plan and not text.blocking]
    with rehearsal():
        lock_publications(plans)
        for plan in plans:
            make_editions(plan, by=None)
        yield [text for text in texts if text.blocking]


def _planned(release: Release, now: datetime.datetime) -> list[Planned]:
    """As if the release went live now: then no other text that is scheduled before it is shown."""
    revisions = {}
    if release.is_scheduled(now):
        made = scheduled_editions(release).select_related("revision")
        revisions = {edition.publication_id: edition.revision for edition in made}
    asked = asked_of(list(release.items.select_related("publication")))
    return plan_each(asked, now=now, revisions=revisions, rebuild_scheduled=False)


def _dated(plan: Plan, release: Release, now: datetime.datetime) -> Plan:
    """A text without a date of its own will have that of the day on which it goes live."""
    if release.moment is None or release.moment <= now:
        return plan
    day = timezone.localdate(release.moment)
    return replace(plan, planned=[_dated_edition(plan, planned, day) for planned in plan.planned])


def _dated_edition(plan: Plan, planned: PlannedEdition, day: datetime.date) -> PlannedEdition:
    own = Edition.objects.filter(publication_id=plan.publication.pk, language=planned.language)
    if planned.compiled.dated or own.filter(live_from__lte=plan.now).exists():
        return planned
    return replace(planned, compiled=replace(planned.compiled, dated=day))
