"""Drafts that a text links to and that readers never had: they can be published in the same act."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from django.http import HttpRequest

from thinktank.accounts.permissions import can, visible
from thinktank.publishing.admin.permissions import PUBLISH
from thinktank.publishing.admin.states import LanguageState, states_of
from thinktank.publishing.editions.plan_each import Asked
from thinktank.publishing.models import Publication
from thinktank.publishing.working_copies import model_of


def linked_drafts(
    request: HttpRequest, publication: Publication, codes: Sequence[str], now: datetime.datetime
) -> list[Asked]:
    """The drafts that the publication refers to, each with those of the languages in which it has words.

    Only those that this person may publish, in the order of the references.
    """
    order = list(dict.fromkeys(publication.relations_out.values_list("target", flat=True)))
    targets = visible(request.user, Publication.objects.filter(pk__in=order)).in_bulk()
    states = states_of(list(targets.values()), now)
    found: list[Asked] = []
    for text in (targets[pk] for pk in order if pk in targets):
        waiting = _waiting(states[text.pk], codes)
        if waiting and can(request.user, PUBLISH, text):
            found.append((model_of(text).objects.get(pk=text.pk), waiting))
    return found


def _waiting(states: Mapping[str, LanguageState], codes: Sequence[str]) -> list[str]:
    if any(state.was_published or state.scheduled for state in states.values()):
        return []  # what it lacks in a language is for those who translate it
    return [code for code in codes if states[code].has_words]
