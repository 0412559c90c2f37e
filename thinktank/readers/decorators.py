"""Decorators of views that take a reader's POST. Readers have no account: fetch metadata and a ticket decide."""

import json
import logging
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, overload

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from thinktank.delivery.origin import SentFrom, sent_from
from thinktank.readers.refusal import FORM_TYPES, Refusal, answer_refusal, busy
from thinktank.readers.secret_files import SecretUnavailable

logger = logging.getLogger(__name__)

LARGEST_BODY = 4096  # bytes
SAFE_METHODS = ("GET", "HEAD")


View = Callable[..., HttpResponse]


@overload
def for_readers(view: View) -> View: ...
@overload
def for_readers(*, asks_to_confirm: bool = False) -> Callable[[View], View]: ...
def for_readers(view: View | None = None, *, asks_to_confirm: bool = False) -> View | Callable[[View], View]:
    """Guard a view: `@for_readers`, `@for_readers(asks_to_confirm=True)`.

    The middleware has refused what another site sent. When the browser does not say where a request comes from, a CSRF
    token decides. A view that `asks_to_confirm` counts nothing for a form without a ticket, so that such a form needs
    no token: the page it answers with carries both. A Refusal becomes its answer. When the database or a key does not
    answer, the reader gets 503 with Retry-After, and nothing is counted.
    """
    if view is None:
        return partial(for_readers, asks_to_confirm=asks_to_confirm)

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            is_safe = request.method in SAFE_METHODS or (asks_to_confirm and _only_begins(request))
            if is_safe or sent_from(request) is SentFrom.OWN_PAGE:
                return view(request, *args, **kwargs)
            return csrf_protect(view)(request, *args, **kwargs)
        except Refusal as refusal:
            return answer_refusal(request, refusal)
        except (OperationalError, InterfaceError, SecretUnavailable) as error:
            logger.error("A reader's post was answered 503: %s", error)
            return answer_refusal(request, busy())

    return guarded


def _only_begins(request: HttpRequest) -> bool:
    """Whether it is a form without a ticket."""
    return request.content_type in FORM_TYPES and "ticket" not in request.POST


def posted_json(request: HttpRequest) -> dict[str, Any]:
    """The JSON object in the body. Raises Refusal: 415, 413, 400."""
    if request.content_type != "application/json":
        raise Refusal(415, "format", _("This page does not accept data in this format."))
    if len(request.body) > LARGEST_BODY:
        raise Refusal(413, "size", _("You sent more data than this page accepts."))
    try:
        payload = json.loads(request.body)
    except (ValueError, RecursionError):
        payload = None
    if not isinstance(payload, dict):
        raise Refusal(400, "malformed", _("We could not read what you sent."))
    return payload
