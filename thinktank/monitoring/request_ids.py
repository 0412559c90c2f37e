"""An id for each request, and for each task of the worker: log lines, error pages and X-Request-ID show it.

With it, those who run the site find what the log says of an error that somebody tells them about.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")

_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """The id of the request or task that this thread works on; "" outside of one."""
    return _current.get()


@contextmanager
def working_on(request_id: str) -> Iterator[None]:
    token = _current.set(request_id)
    try:
        yield
    finally:
        _current.reset(token)


def id_of(request: HttpRequest) -> str:
    """The id that the server in front has given, if there is a trusted one; else a new one."""
    given = request.META.get("HTTP_X_REQUEST_ID", "") if settings.TRUSTED_PROXIES else ""
    return given if WELL_FORMED.fullmatch(given) else os.urandom(8).hex()
