"""An existing database is migrated across the renaming of a model: its permissions are renamed, not made twice."""

import pytest
from django.conf import settings

from tests.live_site import LiveSite, migrated_database


def codenames():
    """For `site.call`."""
    from django.contrib.auth.models import Permission

    return sorted(Permission.objects.filter(codename__contains="_expiry").values_list("codename", flat=True))


@pytest.mark.once
def test_models_are_renamed_in_an_existing_database(tmp_path):
    url, remove = migrated_database(settings.DATABASES["default"], tmp_path)
    site = LiveSite(tmp_path, database_url=url, is_migrated=True)
    try:
        site.manage("migrate", "delivery", "0001")
        site.manage("migrate")
        assert site.call(codenames) == ["add_expiry", "change_expiry", "delete_expiry", "view_expiry"]
    finally:
        site.end_calls()
        remove()
