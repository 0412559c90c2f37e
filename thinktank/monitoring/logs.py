"""Lines of the log without personal data: no address, cookie, query, name or e-mail.

    LOG_FORMAT=text    WARNING thinktank.monitoring.queries [3f2a...] A query took 812 ms: SELECT ...
    LOG_FORMAT=json    {"time": "...", "level": "WARNING", "logger": "...", "request_id": "...", "message": "..."}

What an exception says may hold what somebody typed, so a line has its class and where it was raised. Its words are given
only where they are about the machine: of the disk, and of a database that is away.
"""

import datetime
import json
import logging
import re
import traceback
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError

from thinktank.monitoring import request_ids
from thinktank.monitoring.middleware import route_of

type Described = dict[str, Any]

EMAIL = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+")
ADDRESS = re.compile(
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)|(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){3,7}[0-9A-Fa-f]{0,4}"
    r"|(?<![\w:])[0-9A-Fa-f:]*::[0-9A-Fa-f:.]*(?!\w)"
)
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|“[^”]*”")
CODE = str(settings.BASE_DIR)


def described(record: logging.LogRecord) -> Described:
    """What a line says, by name. Reports of errors (sentry.py) say the same."""
    found: Described = {"level": record.levelname, "logger": record.name, "message": message_of(record)}
    if request_id := request_ids.current():
        found["request_id"] = request_id
    if (request := getattr(record, "request", None)) is not None:
        found["route"] = route_of(request) if hasattr(request, "path_info") else ""
        found["method"] = getattr(request, "method", "")
    if status := getattr(record, "status_code", None):
        found["status"] = status
    if record.exc_info and record.exc_info[1]:
        found["errors"] = [
            {"type": type(each).__qualname__, "said": words_of(each), "at": frames_of(each)}
            for each in chain_of(record.exc_info[1])
        ]
    return found


def message_of(record: logging.LogRecord) -> str:
    """The message. Those of Django hold the path, or what was wrong in a request: of them, only what kind it is."""
    if record.name == "django.request":
        return str(record.args[0]) if isinstance(record.args, tuple) and record.args else "Request"
    if record.name.startswith("django.security"):
        return record.name.rpartition(".")[2]
    if isinstance(record.msg, BaseException):
        return _named(record.msg)
    args = record.args
    if isinstance(args, tuple):
        args = tuple(_named(each) if isinstance(each, BaseException) else each for each in args)
    return masked(str(record.msg) % args if args else str(record.msg))


def _named(error: BaseException) -> str:
    words = words_of(error)
    return f"{type(error).__qualname__}: {words}" if words else type(error).__qualname__


def words_of(error: BaseException) -> str:
    """What an error says of the machine; "" for all others, which may repeat what somebody typed."""
    if isinstance(error, OSError):
        return error.strerror or ""
    if isinstance(error, (OperationalError, InterfaceError)):
        first = str(error).partition("\n")[0]
        return masked(QUOTED.sub("“…”", first))
    return masked(str(error)) if isinstance(error, ImproperlyConfigured) else ""


def masked(text: str) -> str:
    return ADDRESS.sub("<address>", EMAIL.sub("<e-mail>", text))


def chain_of(error: BaseException) -> list[BaseException]:
    """The error, and those that led to it."""
    found: list[BaseException] = []
    each: BaseException | None = error
    while each is not None and each not in found:
        found.append(each)
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return found


def frames_of(error: BaseException) -> list[str]:
    """ "articles/views.py:21 article_detail", the innermost last. Lines of source are left out, values are not known."""
    return [
        f"{_short(frame.filename)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]


def _short(filename: str) -> str:
    inside = filename.partition("site-packages/")[2]
    return inside or filename.removeprefix(f"{CODE}/") if Path(filename).is_absolute() else filename


class JsonLines(logging.Formatter):
    """One line for each event, in ASCII: no character of a message can begin another line."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        return json.dumps({"time": at.isoformat(timespec="milliseconds"), **described(record)}, default=str)


class TextLines(logging.Formatter):
    """For people: a line, and below it where an error was raised."""

    def format(self, record: logging.LogRecord) -> str:
        found = described(record)
        head = f"{found['level']} {found['logger']}"
        if request_id := found.get("request_id"):
            head += f" [{request_id}]"
        more = " ".join(f"{name}={found[name]}" for name in ("method", "route", "status") if found.get(name))
        line = f"{head} {found['message']}{f' ({more})' if more else ''}"
        lines = ["".join(each if each.isprintable() else repr(each)[1:-1] for each in line)]
        for error in found.get("errors", ()):
            lines += [f"  {error['type']}{f': {said}' if (said := error['said']) else ''}"]
            lines += [f"    {at}" for at in error["at"]]
        return "\n".join(lines)
