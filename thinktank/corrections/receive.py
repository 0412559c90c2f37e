"""A reader's report comes in."""

from django.http import HttpRequest

from thinktank.corrections.models import ErrorReport
from thinktank.readers.throttle import admit

MOST = (10, 100)  # in ten minutes, from one subscriber and from one network


def receive(request: HttpRequest, edition, words: dict, at) -> None:
    """Store what was typed; sent twice within the hour it is stored once. Raises Refusal: too many came from there."""
    admit(request, "error report", at, limits=MOST)
    hour = at.replace(minute=0, second=0, microsecond=0)
    told = words | {"edition_id": edition.pk, "language": request.LANGUAGE_CODE, "received_at": hour}
    if not ErrorReport.objects.filter(**told).exists():
        ErrorReport.objects.create(**told)
