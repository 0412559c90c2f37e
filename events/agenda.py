"""The agenda of an event as its page shows it: grouped by day, with links from speakers to their pages."""

import datetime
import itertools
import zoneinfo
from collections.abc import Iterable, Mapping
from typing import Any, TypedDict


class Speaker(TypedDict):
    role: str
    name: str
    affiliation: str
    path: str  # of the speaker's page; empty without one
    uid: str  # of the expert; empty for somebody who is none


def agenda(
    sessions: Iterable[dict[str, Any]], zone: zoneinfo.ZoneInfo, people: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """[{"day": date or None, "sessions": [...]}] of the record's sessions, in their order.

    `people` are those of the page, with "name", "path" and "uid". A session without a time has the day of the one before it.
    """
    known = {person["name"]: person for person in people}
    shown: list[dict[str, Any]] = []
    day: datetime.date | None = None
    for session in sessions:
        starts = session["starts_at"] and datetime.datetime.fromisoformat(session["starts_at"])
        starts = starts and starts.astimezone(zone)
        day = starts.date() if starts else day
        speakers = [_speaker(line, known) for line in session["speakers"].splitlines() if line.strip()]
        shown.append(session | {"starts": starts, "day": day, "speakers": speakers})
    return [
        {"day": day, "sessions": list(group)}
        for day, group in itertools.groupby(shown, lambda row: row["day"])
    ]


def _speaker(line: str, known: Mapping[str, Mapping[str, Any]]) -> Speaker:
    """Parse a line such as "Moderator: Anna Orlova, Institute of Water"."""
    role, colon, rest = line.partition(":")
    role, rest = (role.strip(), rest) if colon else ("", line)
    name, _comma, affiliation = (piece.strip() for piece in rest.partition(","))
    person = known.get(name, {})
    return {
        "role": role,
        "name": name,
        "affiliation": affiliation,
        "path": person.get("path", ""),
        "uid": person.get("uid", ""),
    }
