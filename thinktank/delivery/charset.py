"""Text that is not UTF-8 stops before Django, which cannot even build a request from some of it."""

import codecs

from django.utils.http import parse_header_parameters

UNREADABLE = "application/x-unreadable"


def utf8_only(application):
    """A WSGI application whose requests with another charset arrive with the content type UNREADABLE."""

    def guarded(environ, start_response):
        if not _is_readable(environ.get("CONTENT_TYPE", "")):
            environ["CONTENT_TYPE"] = UNREADABLE
        return application(environ, start_response)

    return guarded


def _is_readable(content_type: str) -> bool:
    try:
        _media_type, parameters = parse_header_parameters(content_type)
        charsets = [value for name, value in parameters.items() if name.lower() == "charset"]
        return all(codecs.lookup(charset).name == "utf-8" for charset in charsets)
    except (LookupError, ValueError):
        return False
