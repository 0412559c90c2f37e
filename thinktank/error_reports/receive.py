"""Receives a reader's report."""

import datetime
from typing import Any

from django.http import HttpRequest

from thinktank.error_reports.models import ErrorReport
from thinktank.publishing.models import Edition
from thinktank.readers.throttle import admit

MAX_REPORTS = (10, 100)  # in ten minutes, from one subscriber and from one network


def receive(request: HttpRequest, edition: Edition, words: dict[str, Any], at: datetime.datetime) -> None:
    """Store the fields of the form. Raises Refusal when too many reports came from the network."""
    admit(request, "error report", at, limits=MAX_REPORTS)
    store(edition, words, request.LANGUAGE_CODE, at)


def store(edition: Edition, words: dict[str, Any], language: str, at: datetime.datetime) -> None:
    """Store the fields and the hour. The same report is stored once in an hour."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    values = words | {"edition_id": edition.pk, "language": language, "received_at": hour}
    if not ErrorReport.objects.filter(**values).exists():
        ErrorReport.objects.create(**values)
