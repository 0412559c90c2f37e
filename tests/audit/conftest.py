import pytest
from django.contrib.auth.models import User

from tests.publishing.conftest import other_site  # noqa: F401
from thinktank.audit.models import AuditEntry


@pytest.fixture
def recorded(db):
    """recorded() -> [(act, who, key, details)] of what was done since the last call, the oldest first."""
    seen = AuditEntry.objects.count()

    def told():
        nonlocal seen
        names = dict(User.objects.values_list("pk", "username"))
        entries = AuditEntry.objects.filter(number__gt=seen).order_by("number")
        found = [(each.act, names.get(each.who_id, ""), each.key, each.details) for each in entries]
        seen += len(found)
        return found

    return told
