"""A third language needs a setting, migrations and a catalogue, and nothing else."""

import pytest
from django.conf import settings

from tests.language.speaking_german import columns, publish_in_german, state_of_publications
from tests.live_site import LiveSite, database_of_its_own

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def german_site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("german")
    url, remove = database_of_its_own(settings.DATABASES["default"], folder)
    site = LiveSite(
        folder,
        database_url=url,
        LANGUAGES_EXTRA="de",
        DJANGO_SETTINGS_MODULE="tests.language.three_languages",
        STATICFILES_STORAGE="django.contrib.staticfiles.storage.StaticFilesStorage",
        ERASURES_LIST=str(folder / "erasures.jsonl"),
        ALLOWED_HOSTS="testserver",
    )
    site.manage("migrate", "--run-syncdb", verbosity=0)
    yield site
    site.end_calls()
    remove()


def test_the_checks_pass(german_site):
    german_site.manage("check", "--database", "default", "--fail-level", "WARNING")


def test_every_translated_text_has_a_column_of_its_own(german_site):
    found = german_site.call(columns, "publishing_publication")
    for field in ("title", "standfirst", "body", "slug", "cover_caption"):
        assert {f"{field}_en", f"{field}_ru", f"{field}_de"} <= set(found)
    assert "place_de" in german_site.call(columns, "events_event")
    assert "family_name_de" in german_site.call(columns, "experts_expert")


def test_texts_published_in_the_third_language_are_read_in_it(german_site):
    statuses = german_site.call(publish_in_german)
    assert {path: found for path, found in statuses.items() if found != [200, True]} == {}
    assert len(statuses) > 15
    assert german_site.call(state_of_publications) == {
        "languages": ["en", "ru", "de"],
        "titles": ["Über Brücken"] * 4,
        "slugs": ["bruecken", "bruecken-articles", "bruecken-events", "bruecken-reports"],
        "differing": [],
        "missing_triggers": [],
    }
