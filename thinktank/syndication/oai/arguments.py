"""Reading the arguments of a harvester: which verb has which (OAI-PMH 2.0, section 4), dates, and tokens."""

import base64
import datetime
import json
import re
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.http import QueryDict

from thinktank.language import languages
from thinktank.syndication.oai.errors import OaiError, bad_argument

REQUIRED = {
    "Identify": set[str](),
    "ListMetadataFormats": set[str](),
    "ListSets": set[str](),
    "GetRecord": {"identifier", "metadataPrefix"},
    "ListIdentifiers": {"metadataPrefix"},
    "ListRecords": {"metadataPrefix"},
}
SELECTIVE = {"from", "until", "set"}
OPTIONAL = {
    "ListMetadataFormats": {"identifier"},
    "ListIdentifiers": SELECTIVE,
    "ListRecords": SELECTIVE,
}
RESUMED = {"ListSets", "ListIdentifiers", "ListRecords"}
DAY = re.compile(r"\d{4}-\d\d-\d\d")
SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
COUNTABLE = range(10**9)  # records that a token may speak of


@dataclass(frozen=True)
class Place:
    """How far a harvest has come: behind the record with this datestamp (microseconds count), uid and language."""

    datestamp: str
    uid: str
    language: str


@dataclass(frozen=True)
class Selection:
    """Which records are harvested. `size`: how many there were at the beginning; `cursor`: how many have been sent."""

    prefix: str
    since: datetime.datetime | None = None
    before: datetime.datetime | None = None  # the first moment that is too late
    set_spec: str = ""
    behind: Place | None = None
    cursor: int = 0
    size: int = 0


def arguments_of(query: QueryDict) -> dict[str, str]:
    """The arguments, with `verb`, each of which may stand once. Raises OaiError."""
    verbs = query.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in REQUIRED:
        raise OaiError("badVerb", "The argument verb is missing, repeated or unknown.")
    verb = verbs[0]
    found = {name: str(query.get(name, "")) for name in query}
    if repeated := [name for name, values in query.lists() if len(values) > 1]:
        raise bad_argument(f"Repeated: {', '.join(sorted(repeated))}.")
    given = set(found) - {"verb"}
    if "resumptionToken" in given and verb in RESUMED:
        if given != {"resumptionToken"}:
            raise bad_argument("resumptionToken is an exclusive argument.")
        return found
    allowed = REQUIRED[verb] | OPTIONAL.get(verb, set())
    if wrong := (given - allowed) | (REQUIRED[verb] - given):
        raise bad_argument(f"Missing or not known to {verb}: {', '.join(sorted(wrong))}.")
    return found


def selection_of(arguments: dict[str, str]) -> Selection:
    """The records that ListIdentifiers or ListRecords asks for. Raises OaiError."""
    if token := arguments.get("resumptionToken"):
        return read_token(token)
    since, until = arguments.get("from", ""), arguments.get("until", "")
    if since and until and len(since) != len(until):
        raise bad_argument("from and until must have the same granularity.")
    selection = Selection(
        prefix=arguments["metadataPrefix"],
        since=_moment(since) if since else None,
        before=_end_of(until) if until else None,
        set_spec=arguments.get("set", ""),
    )
    if selection.since and selection.before and selection.since >= selection.before:
        raise bad_argument("from is later than until.")
    return selection


def _moment(value: str) -> datetime.datetime:
    try:
        if DAY.fullmatch(value):
            return datetime.datetime.fromisoformat(f"{value}T00:00:00+00:00")
        if SECOND.fullmatch(value):
            return datetime.datetime.fromisoformat(value)
    except ValueError:
        pass
    raise bad_argument(f"{value[:40]!r} is no date such as 2026-01-31 or 2026-01-31T12:00:00Z.")


def _end_of(until: str) -> datetime.datetime | None:
    """`until` includes the whole day or second that it names; None when nothing can be later."""
    granule = datetime.timedelta(days=1) if DAY.fullmatch(until) else datetime.timedelta(seconds=1)
    try:
        return _moment(until) + granule
    except OverflowError:
        return None


def write_token(selection: Selection) -> str:
    written: dict[str, Any] = asdict(selection)
    for name in ("since", "before"):
        written[name] = written[name].isoformat() if written[name] else None
    return base64.urlsafe_b64encode(json.dumps(written).encode()).decode()


def read_token(token: str) -> Selection:
    """The selection that `write_token` wrote. Raises OaiError for anything else."""
    try:
        return _read(json.loads(base64.urlsafe_b64decode(token)))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise OaiError("badResumptionToken", "This token was not given out here.") from error


def _read(written: dict[str, Any]) -> Selection:
    """Every value is checked, so that nothing odd goes on to the database or into the answer."""
    behind = written["behind"]
    if behind["language"] not in languages.codes():
        raise ValueError
    return Selection(
        prefix=_text(written["prefix"]),
        since=written["since"] and _read_moment(written["since"]),
        before=written["before"] and _read_moment(written["before"]),
        set_spec=_text(written["set_spec"]),
        behind=Place(
            _read_moment(behind["datestamp"]).isoformat(), str(UUID(behind["uid"])), behind["language"]
        ),
        cursor=_number(written["cursor"]),
        size=_number(written["size"]),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: Any) -> int:
    if type(value) is not int or value not in COUNTABLE:
        raise ValueError
    return value


def _read_moment(value: str) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(datetime.UTC)
