import pytest
from django.conf import settings

from tests.live_site import LiveSite, database_of_its_own


@pytest.fixture(scope="module")
def other_site(tmp_path_factory):
    """A site with a migrated database of its own and no server: for real commands, and for processes that race or die."""
    folder = tmp_path_factory.mktemp("site")
    url, remove = database_of_its_own(settings.DATABASES["default"], folder)
    site = LiveSite(folder, database_url=url)
    site.manage("migrate", verbosity=0)
    yield site
    remove()
