"""Plans and what was made of them, in sentences for editors."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from thinktank.language import languages
from thinktank.publishing.admin.states import moment_in_words
from thinktank.publishing.editions.kinds import name_after, named
from thinktank.publishing.editions.plan import Plan, PlannedEdition
from thinktank.publishing.models import Edition


@dataclass(frozen=True)
class PlannedInWords:
    """One planned edition, in sentences for the editor."""

    language: str
    what: str
    why: str
    words_from: str
    replaces: str


def planned_in_words(planned: PlannedEdition, plan: Plan) -> PlannedInWords:
    """Say what will be made and when, why, from which text, and what it replaces."""
    return PlannedInWords(
        language=planned.language,
        what=_what(planned, plan),
        why=_why(planned, plan),
        words_from=_words_from(planned, plan),
        replaces=_replaces(planned, plan),
    )


def _what(planned: PlannedEdition, plan: Plan) -> str:
    own = Edition.objects.filter(publication_id=plan.publication.pk, language=planned.language)
    gone = {edition.pk for edition in plan.cancelled}
    name = named(own.exclude(pk__in=gone).order_by("-number").first())
    in_order = [other for other in plan.in_order() if other.language == planned.language]
    for other in in_order[: in_order.index(planned) + 1]:
        name = name_after(name, other)
    words = {
        "language": languages.name_of(planned.language),
        "number": name.printed if name else "",
        "kind": Edition.Made(name.made_as).label if name else "",
        "moment": moment_in_words(planned.at),
    }
    if planned.at <= plan.now:
        return _("%(language)s, edition %(number)s (%(kind)s): goes live now.") % words
    return _("%(language)s, edition %(number)s (%(kind)s): goes live on %(moment)s.") % words


def _why(planned: PlannedEdition, plan: Plan) -> str:
    asked = [other for other in plan.planned if other.why == PlannedEdition.Why.ASKED]
    return {
        PlannedEdition.Why.ASKED: _("This is the language you chose.") if len(asked) == 1 else "",
        PlannedEdition.Why.FACTS: _(
            "Details shared by all languages have changed: this edition gets them, and its text stays the same."
        ),
        PlannedEdition.Why.REBUILT: _("It is scheduled already and will be made again for the same time."),
    }[planned.why]


def _words_from(planned: PlannedEdition, plan: Plan) -> str:
    words = {"number": planned.words_from.number, "moment": moment_in_words(planned.words_from.saved_at)}
    if planned.words_from == plan.revision:
        return _("Text of revision %(number)s, the newest, saved on %(moment)s.") % words
    return _("Text of revision %(number)s, saved on %(moment)s.") % words


def _replaces(planned: PlannedEdition, plan: Plan) -> str:
    own = Edition.objects.filter(publication_id=plan.publication.pk, language=planned.language)
    current = own.live(planned.at).exclude(pk__in=[edition.pk for edition in plan.cancelled]).first()
    if current is None:
        return ""
    return _("It replaces edition %(number)s, which stays readable at its own address.") % {
        "number": current.printed
    }


def cancelled_in_words(edition: Edition) -> str:
    words = {
        "language": languages.name_of(edition.language),
        "number": edition.printed,
        "moment": moment_in_words(edition.live_from),
    }
    return _("%(language)s, edition %(number)s, scheduled for %(moment)s, is cancelled.") % words


def made_in_words(editions: Sequence[Edition], now: datetime.datetime) -> str:
    """What was made by an act that was planned at `now`."""
    return " ".join(_edition_in_words(edition, now) for edition in editions)


def _edition_in_words(edition: Edition, now: datetime.datetime) -> str:
    words = {"number": edition.printed, "language": languages.name_after_in(edition.language)}
    if edition.is_live(now) or edition.live_from <= timezone.now():
        return _("Edition %(number)s in %(language)s is live.") % words
    words["moment"] = moment_in_words(edition.live_from)
    return _("Edition %(number)s in %(language)s will go live on %(moment)s.") % words


def links_to(editions: Sequence[Edition]) -> list[tuple[str, str]]:
    """(path, text of the link) of those that readers see now."""
    return [
        (
            edition.get_absolute_url(),
            _("View in %(language)s") % {"language": languages.name_after_in(edition.language)},
        )
        for edition in editions
        if edition.is_live(timezone.now())
    ]
