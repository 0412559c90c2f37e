"""What `make soak` calls in processes of the site: content and sessions before, checks of the database after."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone

from tests.permissions import roles
from tests.permissions.states import Filling, make_everything
from tests.session import session_of
from thinktank.accounts.roles import ensure_roles
from thinktank.publishing.models import Edition, EditionFile, Listing, Publication, Revision
from thinktank.search.models import SearchDocument

ASK = ("editor", "administrator")


def fill() -> dict[str, Filling]:
    """Make objects in every state; return what addresses name them by."""
    roles.clients()
    return make_everything()


def new_sessions() -> dict[str, str]:
    """The cookie of a new session of each account that asks, which is put right first: requests may have changed it."""
    users, found = get_user_model().objects, {}
    for name in ASK:
        user = users.filter(username=name).first() or users.create_user(name)
        users.filter(pk=user.pk).update(is_active=True, is_staff=True, is_superuser=name == "administrator")
        user.refresh_from_db()
        if name == "editor":
            user.groups.set([ensure_roles()])  # an administrator may have deleted the group
        found[name] = session_of(user)[1]
    return found


def half_written() -> list[str]:
    """What no act leaves behind, in sentences; empty when every row is whole."""
    now, said = timezone.now(), []
    live = Edition.objects.live(now)
    indexed = SearchDocument.objects.values_list("owner_uid", "language")
    lacking = {(uid, language) for uid, language in live.values_list("publication_uid", "language")} - set(
        indexed
    )
    said += [f"live and not in the search index: {each}" for each in sorted(map(str, lacking))]
    for row in Listing.objects.select_related("edition"):
        edition = row.edition
        if edition.erased_at or (row.live_from, row.live_until) != (edition.live_from, edition.live_until):
            said.append(f"a row of a list that differs from its edition: {row.pk}")
    said += [
        f"a publication without a revision: {each.pk}" for each in Publication.objects.filter(revisions=None)
    ]
    said += [f"an edition without content: {each.uid}" for each in live.filter(content={}, erased_at=None)]
    numbers: dict[Any, list[int]] = {}
    for key, number in Revision.objects.order_by("number").values_list("publication_id", "number"):
        numbers.setdefault(key, []).append(number)
    said += [
        f"revisions of {key}: {found}"
        for key, found in numbers.items()
        if found != list(range(1, len(found) + 1))
    ]
    said += [
        f"a row for a file that is gone: {row.pk}"
        for row in EditionFile.objects.all()
        if not row.file.storage.exists(row.file.name)
    ]
    return said


def check_storage() -> list[str]:
    """What the database itself says of its file and its foreign keys; empty when both are whole."""
    if connection.vendor != "sqlite":
        connection.check_constraints()
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        said = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        return said + [f"a foreign key leads nowhere: {row}" for row in cursor.fetchall()]
