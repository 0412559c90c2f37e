"""Input that no page of the site accepts. It is found here, so that views do not have to check for it."""

import logging
import re
from contextlib import suppress

from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from thinktank.delivery.areas import is_desk
from thinktank.delivery.charset import UNREADABLE
from thinktank.delivery.errors import DISK_FULL, TOO_LARGE

logger = logging.getLogger(__name__)

FORBIDDEN_CHARACTERS = re.compile(
    "[\x00\ud800-\udfff]"
)  # NUL and half surrogate pairs, which PostgreSQL does not store
LONGEST_QUERY = {False: 2048, True: 8192}  # bytes; True: on the desk, whose lists remember their filters
LARGEST_BODY = {False: 1024 * 1024, True: 60 * 1024 * 1024}  # bytes; True: on the desk, where files arrive
# Key in the environ: the status with which the server has already refused the request
REFUSED = "thinktank.refused"
MOST_FIELDS_OF_A_READER = 2000  # on the desk: DATA_UPLOAD_MAX_NUMBER_FIELDS


def status_of_bad_input(request: HttpRequest) -> int | None:
    """The status to refuse the request with, or None when it is acceptable."""
    if REFUSED in request.META:
        return request.META[REFUSED]
    on_desk = is_desk(request)
    if max(len(request.META.get("QUERY_STRING", "")), len(request.path)) > LONGEST_QUERY[on_desk]:
        return 414
    if _content_length(request) > LARGEST_BODY[on_desk]:
        return 413
    if request.content_type == UNREADABLE:
        return 415
    if FORBIDDEN_CHARACTERS.search("".join([request.path_info, *request.COOKIES.values()])):
        return 400
    return _status_of_fields(request)


def _content_length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if re.fullmatch(r"[0-9]{1,18}", length) else 0


def _status_of_fields(request: HttpRequest) -> int | None:
    try:
        if is_desk(request):
            _remove_forbidden_characters(request)
        elif sum(map(len, dict(request.POST).values())) > MOST_FIELDS_OF_A_READER:
            return 413
        bad = any(_is_bad(fields) for fields in (request.GET, request.POST))
    except TOO_LARGE:
        return 413
    except (MultiPartParserError, BadRequest, UnreadablePostError):
        return 400
    except OSError as error:
        logger.error("What was sent cannot be kept while it is read: %s", error)
        _drop_uploads(request)
        return 507 if error.errno in DISK_FULL else 503
    return 400 if bad else None


def _drop_uploads(request: HttpRequest) -> None:
    for handler in request.upload_handlers:
        with suppress(OSError):  # closing the file writes its buffer
            handler.upload_interrupted()


def _remove_forbidden_characters(request: HttpRequest) -> None:
    """On the desk, a form loses such characters instead of being refused."""
    if any(FORBIDDEN_CHARACTERS.search(text) for _name, values in request.POST.lists() for text in values):
        cleaned = request.POST.copy()
        for name, values in request.POST.lists():
            cleaned.setlist(name, [FORBIDDEN_CHARACTERS.sub("", text) for text in values])
        request.POST = cleaned  # type: ignore[assignment]  # the stubs want one that cannot change


def _is_bad(fields: QueryDict) -> bool:
    return any(
        FORBIDDEN_CHARACTERS.search(text) for name, values in fields.lists() for text in [name, *values]
    )
