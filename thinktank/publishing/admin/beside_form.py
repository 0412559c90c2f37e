"""What rooms above this one show on a publication's form, above its fields, and in the plan before it is published.

They register functions in `AppConfig.ready`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.http import HttpRequest

from thinktank.publishing.models import Publication
from thinktank.richtext.problems import Problem

if TYPE_CHECKING:
    from thinktank.publishing.admin.publication import PublicationAdmin

panels: list[Callable[[HttpRequest, PublicationAdmin, Publication], str]] = []
"""Each returns HTML of its own, with its own forms; empty when it has nothing to show to this person."""

worth_checking: list[Callable[[Publication, Iterable[str]], list[Problem]]] = []
"""Each returns what should be checked before the publication goes live in these languages."""


def panels_of(request: HttpRequest, admin: PublicationAdmin, publication: Publication) -> list[str]:
    return [html for panel in panels if (html := panel(request, admin, publication))]


def found_worth_checking(publication: Publication, codes: Iterable[str]) -> list[Problem]:
    codes = list(codes)
    return [problem for look in worth_checking for problem in look(publication, codes)]
