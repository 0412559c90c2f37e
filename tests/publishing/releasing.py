"""Releases in processes that die. Called through `other_site.call`: all arguments and results are JSON."""

import os
from datetime import timedelta

from django.utils import timezone

from tests.factories import make_article, make_event, make_report
from tests.publishing import racing
from thinktank.publishing.editions import publish as publishing
from thinktank.publishing.editions import release as releasing
from thinktank.publishing.editions.release import cancel_release, plan_release, schedule_release
from thinktank.publishing.models import Edition, Release
from thinktank.publishing.revisions.save import save_revision

HOUR = timedelta(hours=1)


def make_release(*publications, languages=("en", "ru"), at=None, name="Launch"):
    """A release of these drafts, which have a revision then; in an hour unless told otherwise."""
    release = Release.objects.create(name=name, moment=at or timezone.now() + HOUR)
    for position, publication in enumerate(publications):
        save_revision(publication, by=None)
        release.items.create(publication=publication, languages=list(languages), position=position)
    return release


def race_to_schedule(rounds):
    """Two releases with the same drafts in opposite order are scheduled at once. Returns each outcome, by round."""
    met = []
    for _round in range(rounds):
        drafts = [make_article(), make_report()]
        releases = [make_release(*drafts), make_release(*reversed(drafts))]
        plans = [plan_release(release, now=timezone.now()) for release in releases]
        outcomes = racing.at_once(
            *[lambda plan=plan: schedule_release(plan, by=None) and "scheduled" for plan in plans]
        )
        starts = Edition.objects.filter(publication__in=drafts).values_list("live_from", flat=True)
        met.append(
            [outcomes, len(starts), len(set(starts)), Release.objects.scheduled(timezone.now()).count()]
        )
    return met


def _standing():
    releases = [f"Release {row}" for row in Release.objects.order_by("pk").values_list("pk", "scheduled_for")]
    return racing.what_stands()["rows"] + releases


def _die_at_call(module, name, number):
    """Make the process end when it returns from this call of a step."""
    whole, calls = getattr(module, name), []

    def dying(*args, **kwargs):
        answer = whole(*args, **kwargs)
        calls.append(name)
        if len(calls) == number:
            os._exit(9)
        return answer

    setattr(module, name, dying)


def _survey(pk, act, module, step, number):
    """Run the act and die there. Returns the exit status, and whether everything stands as before."""

    def acting():
        release = Release.objects.get(pk=pk)
        if step == "commit":
            racing._die_in("commit")
        elif step:
            _die_at_call(module, step, number)
        act(release)

    before = _standing()
    status = racing._in_a_child(acting)
    return [status, before == _standing()]


def _schedule(release):
    schedule_release(plan_release(release, now=timezone.now()), by=None)


def _cancel(release):
    cancel_release(release, now=timezone.now())


def die_while_scheduling_and_cancelling():
    """A release of three texts in two languages. Returns what became of it after dying at every step, then living."""
    drafts = [make_report(), make_article(), make_event()]
    pk = make_release(*drafts).pk
    steps = [
        (publishing, "lock_publication", 3),
        (publishing, "claim_address", 3),
        (publishing, "_make_all", 2),
    ]
    died = [_survey(pk, _schedule, *where) for where in [*steps, (None, "commit", 1)]]
    lived = _survey(pk, _schedule, None, None, 0)
    own = Edition.objects.filter(publication__in=drafts)
    starts = set(own.values_list("live_from", flat=True))
    steps = [(releasing, "remove_scheduled", number) for number in (1, 4)]
    died += [_survey(pk, _cancel, *where) for where in [*steps, (None, "commit", 1)]]
    made = own.count()
    cancelled = _survey(pk, _cancel, None, None, 0)
    return {
        "died": died,
        "lived": lived,
        "made": made,
        "starts": len(starts),
        "cancelled": cancelled,
        "left": own.count(),
    }
