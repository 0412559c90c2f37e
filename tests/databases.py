"""Which tests run on both databases, in one place.

`tests.database.test_same_pages` compares every page of readers and of the desk on both. What looks at pages therefore runs
on the first database only: the folders and files of ONCE, whatever needs a browser, and what carries the marker `once`.
On both run guards, races, kills, votes, ratings, addresses, prepared queries, cache tags, long lists, snapshots, bad input.
"""

from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent

# Folders and files of tests/ that look at pages, templates, the desk, files or the code itself.
ONCE = {
    "articles",
    "audit/test_desk.py",
    "database/test_sqlite.py",
    "delivery/test_errors.py",
    "delivery/test_origin.py",
    "delivery/test_decorators.py",
    "delivery/test_paging.py",
    "delivery/test_security_headers.py",
    "desk",
    "edge",  # what stands in front of the application asks no database
    "events/test_admin.py",
    "events/test_views.py",
    "experts",
    "library",
    "metadata",
    "operations/server",
    "operations/test_static_files.py",
    "pages",
    "polls/test_admin.py",
    "polls/test_beside.py",
    "polls/test_views.py",
    "printing",
    "readers/test_peppers.py",
    "readership/test_admin.py",
    "readership/test_views.py",
    "reports",
    "syndication",
    "test_canary.py",
    "test_catalogues.py",
    "test_documents.py",
    "test_house.py",
    "test_import_order.py",
    "test_language_links.py",
}
# Files within them that ask what a database may answer in its own way.
BOTH = {
    "desk/test_acts.py",
    "desk/test_at_once.py",
    "desk/test_calendar.py",
    "desk/test_odd_fields.py",
    "desk/test_search.py",
    "desk/test_together.py",
    "library/test_intake_of_images.py",
    "library/test_views.py",
    "pages/test_archive.py",
    "pages/test_pictures.py",
    "pages/test_places.py",
    "printing/test_downloads.py",
    "syndication/test_oai.py",
}
FOR_ALL = {"_clean_start", "_templates_are_not_watched", "_real_child"}


def runs_on_second(item: pytest.Item) -> bool:
    """Whether a test has something to show on the second database of a run."""
    return (
        _asks_a_database(item)
        and not any(map(item.get_closest_marker, ("once", "browser")))
        and not _looks_at_pages(item)
    )


def _looks_at_pages(item: pytest.Item) -> bool:
    path = item.path.relative_to(TESTS)
    within = {path, *path.parents}
    return path.as_posix() not in BOTH and any(each.as_posix() in ONCE for each in within)


def _asks_a_database(item: pytest.Item) -> bool:
    """By its marker, or perhaps by a fixture of ours."""
    ours = {
        name
        for name, found in item._fixtureinfo.name2fixturedefs.items()
        for definition in found
        if definition.func.__module__.startswith("tests.") and name not in FOR_ALL
    }
    return bool(item.get_closest_marker("django_db") or ours)
