"""Input that no page of the site can mean: found here once, so that no view has to think of it."""

import logging
import re
from contextlib import suppress

from django.core.exceptions import BadRequest
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from thinktank.delivery.areas import is_desk
from thinktank.delivery.charset import UNREADABLE
from thinktank.delivery.errors import DISK_FULL, TOO_MUCH

logger = logging.getLogger(__name__)

NEVER_MEANT = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL stores neither NUL nor half a surrogate pair
LONGEST_QUERY = {False: 2048, True: 8192}  # bytes; True: on the desk, whose lists remember their filters
LARGEST_BODY = {False: 1024 * 1024, True: 60 * 1024 * 1024}  # bytes; True: on the desk, where files arrive
# In the environ: the status with which the server has refused the request already
REFUSED = "thinktank.refused"
MOST_FIELDS_OF_A_READER = 2000  # on the desk: DATA_UPLOAD_MAX_NUMBER_FIELDS


def status_of_bad_input(request: HttpRequest) -> int | None:
    """The status to refuse the request with, or None when there is nothing wrong with it."""
    if REFUSED in request.META:
        return request.META[REFUSED]
    on_desk = is_desk(request)
    if max(len(request.META.get("QUERY_STRING", "")), len(request.path)) > LONGEST_QUERY[on_desk]:
        return 414
    if _content_length(request) > LARGEST_BODY[on_desk]:
        return 413
    if request.content_type == UNREADABLE:
        return 415
    if NEVER_MEANT.search("".join([request.path_info, *request.COOKIES.values()])):
        return 400
    return _status_of_fields(request)


def _content_length(request):
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if re.fullmatch(r"[0-9]{1,18}", length) else 0


def _status_of_fields(request):
    try:
        if is_desk(request):
            _take_out(request)
        elif sum(map(len, dict(request.POST).values())) > MOST_FIELDS_OF_A_READER:
            return 413
        bad = any(_is_bad(fields) for fields in (request.GET, request.POST))
    except TOO_MUCH:
        return 413
    except (MultiPartParserError, BadRequest, UnreadablePostError):
        return 400
    except OSError as error:
        logger.error("What was sent to %s cannot be kept while it is read: %s", request.path, error)
        _drop_uploads(request)
        return 507 if error.errno in DISK_FULL else 503
    return 400 if bad else None


def _drop_uploads(request):
    for handler in request.upload_handlers:
        with suppress(OSError):  # closing writes what is left
            handler.upload_interrupted()


def _take_out(request):
    """Whoever writes on the desk loses such characters, not the form."""
    if any(NEVER_MEANT.search(text) for _name, values in request.POST.lists() for text in values):
        cleaned = request.POST.copy()
        for name, values in request.POST.lists():
            cleaned.setlist(name, [NEVER_MEANT.sub("", text) for text in values])
        request.POST = cleaned


def _is_bad(fields):
    return any(NEVER_MEANT.search(text) for name, values in fields.lists() for text in [name, *values])
