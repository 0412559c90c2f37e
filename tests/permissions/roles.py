"""Who asks: a client for each role, signed in once. The weak ones have all rights but for what makes them weak."""

from django.contrib.auth import get_user_model
from django.test import Client

from tests.factories import PASSWORD, make_editor, make_staff, make_superuser
from tests.session import PROVED_AT
from thinktank.accounts.roles import AUTHORS, PUBLISHERS, STATISTICS, TRANSLATORS

# Those with fewer rights than an editor, and the group of each. All objects are made by nobody: an author's own texts are
# in tests/desk/test_roles.py.
LESSER = {
    "statistics": STATISTICS, "author": AUTHORS, "translator": f"{TRANSLATORS}ru", "publisher": PUBLISHERS,
}  # fmt: skip

TOKEN = "a" * 32  # of CSRF, as cookie and in the form: any that are equal are valid


def clients() -> dict[str, Client]:
    """A client by the name of its role, from the weakest to the strongest."""
    users = get_user_model().objects
    half, ended = make_superuser("half"), make_superuser("ended")
    made = {
        "anonymous": _client(None),
        "password only": _client(half),
        "inactive": _client(ended),
        "no staff": _client(users.create_user("reader", password=PASSWORD)),
        "no role": _client(users.create_user("nobody", password=PASSWORD, is_staff=True)),
        **{name: _client(make_staff(group, username=name)) for name, group in LESSER.items()},
        "editor": _client(make_editor("editor")),
        "administrator": _client(make_superuser("administrator")),
    }
    session = made["password only"].session
    del session[PROVED_AT]
    session.save()
    users.filter(pk=ended.pk).update(
        is_active=False
    )  # as a hand in the database would, so that the session stays
    return made


def _client(user):
    client = Client(
        enforce_csrf_checks=True, raise_request_exception=False, headers={"sec-fetch-site": "same-origin"}
    )
    if user:
        client.force_login(user)
    client.cookies["csrftoken"] = TOKEN
    return client
