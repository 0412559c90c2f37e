"""A reader's report comes in."""

from django.http import HttpRequest

from thinktank.error_reports.models import ErrorReport
from thinktank.readers.throttle import admit

MOST = (10, 100)  # in ten minutes, from one subscriber and from one network


def receive(request: HttpRequest, edition, words: dict, at) -> None:
    """Store what was typed. Raises Refusal when too many reports came from there."""
    admit(request, "error report", at, limits=MOST)
    store(edition, words, request.LANGUAGE_CODE, at)


def store(edition, words: dict, language: str, at) -> None:
    """What was typed, and the hour; sent twice within the hour it is stored once."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    told = words | {"edition_id": edition.pk, "language": language, "received_at": hour}
    if not ErrorReport.objects.filter(**told).exists():
        ErrorReport.objects.create(**told)
