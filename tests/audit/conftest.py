import pytest

from tests.publishing.conftest import other_site  # noqa: F401
from thinktank.audit.models import AuditEntry


@pytest.fixture
def recorded(db):
    """recorded() -> [(act, who, key, details)] of what was done since the last call, the oldest first."""
    seen = AuditEntry.objects.count()

    def told():
        nonlocal seen
        entries = AuditEntry.objects.filter(number__gt=seen).order_by("number")
        found = [(each.act, each.who, each.key, each.details) for each in entries]
        seen += len(found)
        return found

    return told
