"""Reports of errors to Sentry, or to a program that takes what Sentry takes. Off without SENTRY_DSN.

A report is made of what a line of the log says and of nothing else: the library collects nothing by itself here, so
that nothing has to be taken out again.
"""

import logging
from typing import TYPE_CHECKING, Any

import sentry_sdk

from thinktank.monitoring.logs import Described, described

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

KEPT = {
    "event_id",
    "timestamp",
    "platform",
    "level",
    "logger",
    "logentry",
    "tags",
    "exception",
    "release",
    "sdk",
}
OF_A_LINE = ("request_id", "route", "method", "status")


class ErrorReports(logging.Handler):
    """Sends each error that is logged, from a thread of the library; a receiver that is away delays no page."""

    def __init__(self, dsn: str, release: str, level: int | str = logging.ERROR) -> None:
        super().__init__(level)
        sentry_sdk.init(
            dsn,
            release=release or None,
            default_integrations=False,
            auto_enabling_integrations=False,
            include_local_variables=False,
            include_source_context=False,
            max_request_body_size="never",
            max_breadcrumbs=0,
            auto_session_tracking=False,
            send_client_reports=False,
            server_name="",
            before_send=only_what_is_kept,
        )

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith("sentry_sdk"):
            return
        try:
            sentry_sdk.capture_event(event_of(described(record)))
        except Exception:  # as handlers of the standard library do: an error in the log stops no page
            self.handleError(record)


def only_what_is_kept(event: "Event", hint: "Hint") -> "Event":
    """Last, what the library has added all the same: the name of the machine, versions of all packages."""
    found: Any = {name: value for name, value in event.items() if name in KEPT}
    return found


def event_of(line: Described) -> "Event":
    errors = [
        {
            "type": error["type"],
            "value": error["said"],
            "stacktrace": {"frames": [_frame(each) for each in error["at"]]},
        }
        for error in reversed(line.get("errors", []))  # Sentry wants the cause first
    ]
    event: Any = {
        "level": str(line["level"]).lower(),
        "logger": line["logger"],
        "logentry": {"formatted": line["message"]},
        "tags": {name: str(line[name]) for name in OF_A_LINE if line.get(name)},
        "exception": {"values": errors} if errors else None,
    }
    return event


def _frame(at: str) -> dict[str, Any]:
    """From "articles/views.py:21 article_detail"."""
    place, _space, function = at.partition(" ")
    filename, _colon, line = place.rpartition(":")
    return {"filename": filename, "lineno": int(line), "function": function}
