"""Relations in JSON-LD: a property stands only where schema.org 30 has it, and with what it may lead to."""

import datetime

import pytest

from events.happening import Happening
from events.publication_type import EVENTS
from tests.metadata.describing import described
from thinktank.metadata.description import Related
from thinktank.metadata.json_ld import EVENT_RELATIONS, RELATIONS, of_edition

WORKS = {"Report", "NewsArticle", "CreativeWorkSeries"}
MAY_BE_OF = {  # property: (of what it may be said, to what it may lead)
    "isBasedOn": ({"work"}, {"work"}), "isPartOf": ({"work"}, {"work"}), "mentions": ({"work"}, {"work", "event"}),
    "about": ({"work", "event"}, {"work", "event"}), "workFeatured": ({"event"}, {"work"}),
    "superEvent": ({"event"}, {"event"}),
}  # fmt: skip
HAPPENING = Happening(
    {
        "starts_at": "2030-03-01T12:00:00+00:00", "ends_at": None, "is_all_day": False, "time_zone": "Europe/Moscow",
        "format": "in_person", "status": "scheduled",
    },
    datetime.datetime(2029, 1, 1, tzinfo=datetime.UTC),
)  # fmt: skip


@pytest.mark.parametrize(
    ("sort", "source", "roles"),
    [
        ("work", {"kind": "news"}, RELATIONS),
        ("work", {"kind": "joint_report"}, RELATIONS),
        ("event", {"type": EVENTS, "kind": "lecture", "event": HAPPENING}, EVENT_RELATIONS),
    ],
)
def test_no_event_stands_where_a_work_belongs_and_nothing_related_is_lost(sort, source, roles):
    pairs = [(role, kind) for role in roles for kind in ("Event", "Report", "NewsArticle")]
    related = tuple(Related(role, False, kind, f"/{role}/{kind}/") for role, kind in pairs)
    data = of_edition(described(**source, related=related, series=("Bees", "/series/")))
    named = {name: value if isinstance(value, list) else [value] for name, value in data.items()}
    found = [(name, value) for name in MAY_BE_OF for value in named.get(name, [])]
    for name, value in found:
        of_what, to_what = MAY_BE_OF[name]
        assert sort in of_what, name
        assert ("work" if value["@type"] in WORKS else "event") in to_what, (name, value)
    addresses = [value.get("@id") or value["url"] for _name, value in found]
    series = ["/series/"] if sort == "work" else []
    assert sorted(addresses) == sorted([each.address for each in related] + series)
