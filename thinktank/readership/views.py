import datetime
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from thinktank.readers.decorators import for_readers
from thinktank.readership.counter import count_read
from thinktank.readership.flood import is_admitted
from thinktank.readership.models import Readership


@for_readers
@require_POST
def publication_read(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Count a read that a page reports: a number and a day. Reads by staff are not counted.

    A beacon carries no token and needs none. Fetch metadata must say that our own page sent it; it acts in no user's
    name, and forging one adds no more than opening the page would.
    """
    at = timezone.now()
    if not _may_be_live(uid, request.LANGUAGE_CODE, at):
        raise Http404
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and is_admitted(request, uid, at):
        count_read(uid, request.LANGUAGE_CODE, timezone.localdate(at))
    return HttpResponse(status=204)


def _may_be_live(uid: UUID, language: str, at: datetime.datetime) -> bool:
    try:
        return Readership.objects.counted(at).filter(publication_uid=uid, language=language).exists()
    except (DatabaseError, InterfaceError):
        return True  # the counter checks again when it writes
