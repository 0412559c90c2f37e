"""Planning several publications that are published in one act: each with its plan, or with the reasons why there is none.

planned = plan_each([(article, ["en", "ru"]), (event, ["en"])], now=timezone.now(), at=moment)
carry_out_all([each.plan for each in planned], by=user)

This module writes nothing. Its problems are those of the plan, and those that only the whole set shows.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from thinktank.addresses.models import Address, AddressTaken
from thinktank.publishing.editions.generated_files import foreseen_in_files
from thinktank.publishing.editions.plan import CannotPublish, Plan, plan_publishing
from thinktank.publishing.models import Publication, Revision
from thinktank.richtext.problems import Problem

type Asked = tuple[Publication, Sequence[str]]  # a working copy and the languages to publish
type Path = tuple[str, str, str]  # language, prefix and slug of an address


@dataclass(frozen=True)
class Planned:
    """One publication of the act. `plan` is None when no plan is possible; `problems` says why."""

    publication: Publication
    languages: Sequence[str]
    plan: Plan | None
    problems: list[Problem]

    @property
    def blocking(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.is_blocking]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.is_blocking]


def plan_each(
    asked: Sequence[Asked],
    *,
    now: datetime.datetime,
    at: datetime.datetime | None = None,
    revisions: Mapping[int, Revision] | None = None,
    **options: Any,
) -> list[Planned]:
    """Plan every publication for the same moment, now or later. Options as for `plan_publishing`.

    `revisions`: what to publish instead of the newest revision, by the id of the publication.
    """
    claimed: set[Path] = set()
    options |= {"now": now, "at": at}
    return [
        _plan(publication, codes, claimed, revision=(revisions or {}).get(publication.pk), **options)
        for publication, codes in asked
    ]


def _plan(publication: Publication, codes: Sequence[str], claimed: set[Path], **options: Any) -> Planned:
    try:
        plan = plan_publishing(publication, codes, **options)
    except CannotPublish as error:
        return Planned(publication, codes, None, error.problems)
    problems = [*plan.problems, *_taken_addresses(plan, claimed), *_foreseen(plan)]
    return Planned(publication, codes, plan, problems)


def _taken_addresses(plan: Plan, claimed: set[Path]) -> Iterator[Problem]:
    """Addresses of other texts, and of others in the same act. Adds those of this plan to `claimed`."""
    uid, own = plan.publication.uid, set()
    for planned in plan.planned:
        compiled, language = planned.compiled, planned.language
        path = (language, compiled.prefix, compiled.slug)
        is_taken = Address.objects.is_taken(language, compiled.prefix, compiled.slug, other_than=uid)
        if path not in own and (is_taken or path in claimed):
            yield Problem(" ".join(AddressTaken(language, compiled.slug).messages), is_blocking=True)
        own.add(path)
    claimed |= own


def _foreseen(plan: Plan) -> list[Problem]:
    """Problems foreseen in files such as the PDF."""
    found = [problem for planned in plan.planned for problem in foreseen_in_files(planned.compiled)]
    return list(dict.fromkeys(found))
