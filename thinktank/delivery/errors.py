"""What a reader sees when something is wrong: one page, one sentence, in the reader's language."""

import errno
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from thinktank.delivery.anonymity import forget_the_reader
from thinktank.delivery.areas import is_desk
from thinktank.monitoring import request_ids

TITLES_AND_SENTENCES = {
    400: (
        _("Bad request"),
        _("We could not read the request. Check the address or the form and try again."),
    ),
    403: (_("Not allowed"), _("You are not allowed to do this here.")),
    404: (_("Page not found"), _("There is no page at this address.")),
    405: (_("Not possible here"), _("This page can only be read; it does not accept any input.")),
    408: (
        _("Timed out"),
        _("What you sent did not arrive in time. Check your connection and send it again."),
    ),
    410: (_("No longer here"), _("This page has been withdrawn.")),
    413: (_("Too large"), _("You sent more data than this page accepts.")),
    414: (_("Address too long"), _("The address is too long. Shorten the search or the list of filters.")),
    415: (_("Unknown format"), _("This page does not accept data in this format.")),
    429: (
        _("Too many requests"),
        _("Too many requests came from your network. The limit keeps the site open for everybody."),
    ),
    500: (
        _("Something went wrong"),
        _("The error is on our side and has been logged. Try again shortly."),
    ),
    503: (_("Back in a moment"), _("The site is unavailable at the moment.")),
    507: (_("No space left"), _("There is no space left for the file. Nothing was stored.")),
}
ON_DESK = {
    403: _("Your account may not do this. An administrator can give it the right."),
    404: _("There is nothing at this address. It may have been deleted, or the address may be incomplete."),
    413: _(
        "The form is too large, so nothing is saved. Go back, shorten the longest text or remove some rows, then save again."
    ),
}
RETRY_AFTER = {429: 60, 503: 10}  # seconds
# Statuses whose page must not query the database: it may be the cause, or the page must not wait
FROM_MEMORY = {408, 413, 500, 503, 507}
WITH_ID = {500, 503, 507}  # what somebody may tell us about, and the log knows more of
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
DATABASE_AWAY = (OperationalError, InterfaceError)
DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FOLDER_AWAY = {
    errno.ENOENT, errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO, errno.ENOTDIR, errno.ESTALE, errno.EMFILE,
}  # fmt: skip


def error_page(
    request: HttpRequest,
    status: int,
    *,
    sentence: str = "",
    retry_after: int | None = None,
    near: Callable[[], Iterable[tuple[str, str]]] = list,
    typed: str = "",
) -> HttpResponse:
    """The page for a status of TITLES_AND_SENTENCES. It needs neither database nor session, so that it works without them.

    `typed` is put into a search box on the page, if there is something to search for.

    `near()` returns suggestions as (title, path). It may query the database; its errors are ignored.
    """
    wait = retry_after or RETRY_AFTER.get(status)
    with translation.override(translation.get_language_from_request(request, check_path=True)):
        if not is_desk(request):
            forget_the_reader(request)
        title, usual_sentence = TITLES_AND_SENTENCES[status]
        if is_desk(request):
            usual_sentence = ON_DESK.get(status, usual_sentence)
        context = {"status": status, "title": str(title), "sentence": str(sentence or usual_sentence)}
        context |= {
            "is_desk": is_desk(request),
            "list_path": _list_path(request) if is_desk(request) else "",
            "wait": _in_words(wait),
            "may_retry": request.method == "GET",
            "request_id": request_ids.current() if status in WITH_ID else "",
            "typed": typed,
            "has_own_search": bool(typed),
        }
        html = _html(context, near)
        language = translation.get_language()
    response = HttpResponse(html, status=status, headers={"Content-Language": language})
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _list_path(request: HttpRequest) -> str:
    """The desk's list that the path is below; "" when there is none or the path is that of the list."""
    list_path = "/".join(request.path.split("/")[:4]) + "/"
    try:
        name = resolve(list_path).url_name or ""
    except Resolver404:
        return ""
    return list_path if name.endswith("_changelist") and list_path != request.path else ""


def _in_words(seconds: int | None) -> str:
    if not seconds:
        return ""
    if seconds < 60:
        return ngettext("Try again in %(n)d second.", "Try again in %(n)d seconds.", seconds) % {"n": seconds}
    minutes = -(-seconds // 60)
    return ngettext("Try again in %(n)d minute.", "Try again in %(n)d minutes.", minutes) % {"n": minutes}


def _html(context: dict[str, Any], near: Callable[[], Iterable[tuple[str, str]]]) -> str:
    """With the site's current menus; if that fails, or for a status of FROM_MEMORY, with those in memory."""
    attempts: list[dict[str, Any]] = [{"at_hand": True}]
    if context["status"] not in FROM_MEMORY:
        attempts.insert(0, {"near": near})
    for attempt in attempts:
        with suppress(Exception):  # the error page must not fail for the same reason
            template = "admin/error.html" if context["is_desk"] else "errors/error.html"
            return render_to_string(template, context | attempt)
    return format_html(
        '<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{title}</title>'
        "<main><h1>{title}</h1><p>{sentence}</p></main></html>",
        language=translation.get_language(),
        **context,
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 413 if isinstance(exception, TOO_LARGE) else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    sentence = _(
        "The form was open for too long, or was sent from another site. Reload the page and send it again."
    )
    return error_page(request, 403, sentence=str(sentence))


def method_not_allowed(request: HttpRequest, allowed: list[str]) -> HttpResponse:
    response = error_page(request, 405)
    response.headers["Allow"] = ", ".join(allowed)
    return response


def unavailable(request: HttpRequest) -> HttpResponse:
    return error_page(request, 503)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 when the database or a folder is away, 507 when the disk is full, else 500. Django calls it in `except`."""
    error = sys.exception()
    if isinstance(error, OSError) and error.errno in DISK_FULL:
        return error_page(request, 507)
    if isinstance(error, DATABASE_AWAY) or (isinstance(error, OSError) and error.errno in FOLDER_AWAY):
        return unavailable(request)
    return error_page(request, 500)
