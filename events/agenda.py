"""The agenda of an event as its page prints it: by day, with the people on it linked to their own pages."""

import datetime
import itertools


def agenda(sessions, zone, people):
    """[{"day": date or None, "sessions": [...]}] of the record's sessions, in their order.

    `people` are those of the page, with "name" and "path". A session without a time belongs to the one before it.
    """
    paths = {person["name"]: person["path"] for person in people}
    shown, day = [], None
    for session in sessions:
        starts = session["starts_at"] and datetime.datetime.fromisoformat(session["starts_at"])
        starts = starts and starts.astimezone(zone)
        day = starts.date() if starts else day
        speakers = [_speaker(line, paths) for line in session["speakers"].splitlines() if line.strip()]
        shown.append(session | {"starts": starts, "day": day, "speakers": speakers})
    return [
        {"day": day, "sessions": list(group)}
        for day, group in itertools.groupby(shown, lambda row: row["day"])
    ]


def _speaker(line, paths):
    """A line such as "Moderator: Anna Orlova, Institute of Water" in its pieces."""
    role, colon, rest = line.partition(":")
    role, rest = (role.strip(), rest) if colon else ("", line)
    name, _comma, affiliation = (piece.strip() for piece in rest.partition(","))
    return {"role": role, "name": name, "affiliation": affiliation, "path": paths.get(name, "")}
