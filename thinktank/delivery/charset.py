"""Requests whose text is not UTF-8 are marked before Django reads them: it fails on some of them."""

import codecs
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.http import parse_header_parameters

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication

UNREADABLE = "application/x-unreadable"


def utf8_only(application: "WSGIApplication") -> "WSGIApplication":
    """The application, which gets requests in any other charset with the content type UNREADABLE."""

    def checked(environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        if not _is_readable(environ.get("CONTENT_TYPE", "")):
            environ["CONTENT_TYPE"] = UNREADABLE
        return application(environ, start_response)

    return checked


def _is_readable(content_type: str) -> bool:
    try:
        _media_type, parameters = parse_header_parameters(content_type)
        charsets = [value for name, value in parameters.items() if name.lower() == "charset"]
        return all(codecs.lookup(charset).name == "utf-8" for charset in charsets)
    except (LookupError, ValueError):
        return False
