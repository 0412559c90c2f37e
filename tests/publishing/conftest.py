import pytest
from django.conf import settings

from tests.live_site import LiveSite, migrated_database


@pytest.fixture(scope="module")
def other_site(tmp_path_factory):
    """A separate site with a migrated database and no server, for real commands and for processes that race or die."""
    folder = tmp_path_factory.mktemp("site")
    url, remove = migrated_database(settings.DATABASES["default"], folder)
    site = LiveSite(folder, database_url=url, is_migrated=True)
    yield site
    site.end_calls()
    remove()
