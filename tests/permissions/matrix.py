"""Every route, asked by every role, for an object in every state, with every method: what is answered."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from itertools import product
from unittest.mock import patch

from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from tests.permissions.parameters import QUERIES, family_of, filling_of
from tests.permissions.roles import TOKEN, clients
from tests.permissions.states import DAY, Filling, make_everything
from tests.routes import Route, routes
from thinktank.accounts.second_factor import gate
from thinktank.delivery import cache_tags
from thinktank.delivery.rehearsal import is_rehearsal
from thinktank.delivery.shared_values import SharedValue

SAFE, UNSAFE = ("GET", "HEAD"), ("POST", "DELETE")  # nobody allows DELETE
SIGN_IN = ("/admin/login/", "/admin/second-step/", "/admin/security/app/")
READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "EXPLAIN", "PRAGMA", "SHOW", "WITH", "SET", "(SELECT")
# What GET and HEAD may write, by the beginning of the statement, and why
MAY_BE_WRITTEN = {
    'DELETE FROM "django_session"': "the session of an account that was switched off ends when it is used",
    'UPDATE "django_session" SET': "the page that adds an app keeps the secret that it shows",
    'INSERT INTO "readers_abusewindow"': "whoever tries unknown links is slowed down",
}

type Outcomes = dict[str, str]  # by method
type Rows = dict[tuple[str, str], Outcomes]  # by state and role


@dataclass(frozen=True)
class Question:
    """`is_first`: no route before has the same view for objects of the same family; `is_usual`: the state is the first one."""

    route: Route
    state: str
    role: str
    method: str
    path: str
    is_first: bool
    is_usual: bool


@dataclass
class Matrix:
    """`rows` by route; `writes`: what GET and HEAD wrote; `changed`: tables in which a row differs after all of them."""

    rows: dict[Route, Rows] = field(default_factory=dict)
    writes: Counter[str] = field(default_factory=Counter)
    changed: set[str] = field(default_factory=set)


def ask_everything(is_asked: Callable[[Question], bool] = lambda question: True) -> Matrix:
    """Ask within the transaction of a test. Objects are made once; what POST and DELETE write is rolled back each time."""
    who, matrix = clients(), Matrix()
    made = make_everything()
    questions = list(filter(is_asked, _questions(made, list(who))))
    with patch.object(gate, "PROOF_SERVES", DAY.total_seconds()):
        _ask_all(questions, who, matrix)
    return matrix


def _ask_all(questions: list[Question], who: dict[str, Client], matrix: Matrix) -> None:
    for methods in (SAFE, UNSAFE):
        before = digest_of_rows()
        for question in questions:
            if question.method in methods:
                cell = matrix.rows.setdefault(question.route, {}).setdefault(
                    (question.state, question.role), {}
                )
                written = matrix.writes if methods is SAFE else Counter()
                cell[question.method] = _ask(who[question.role], question.method, question.path, written)
        matrix.changed |= {table for table, digest in digest_of_rows().items() if digest != before[table]}


def _questions(made: dict[str, Filling], roles: list[str]) -> Iterator[Question]:
    known = set()
    for route in routes():
        shape = (route.view, tuple(route.parameters), family_of(route))
        is_first = shape not in known
        known.add(shape)
        for n, (state, values) in enumerate(filling_of(route, made).items()):
            for role, method in product(roles, SAFE + UNSAFE):
                yield Question(
                    route,
                    state,
                    role,
                    method,
                    route.filled(values) + QUERIES.get(route.path, ""),
                    is_first,
                    n == 0,
                )


def _ask(client: Client, method: str, path: str, writes: Counter[str]) -> str:
    """The status, or "sign in" for a redirect to it. What the request wrote is counted and rolled back."""
    kept, here = client.cookies, Counter()
    client.cookies = SimpleCookie({name: morsel.value for name, morsel in kept.items()})
    sent = {"POST": {"data": {"csrfmiddlewaretoken": TOKEN}}, "DELETE": {"headers": {"x-csrftoken": TOKEN}}}
    with noticed_writes(f"{method} {path}", here), transaction.atomic():
        response = getattr(client, method.lower())(path, **sent.get(method, {}))
        b"".join(response.streaming_content) if response.streaming else None
        transaction.set_rollback(bool(here) or method in ("POST", "DELETE"))
    client.cookies = kept
    if here:
        cache_tags.forget_state()
        SharedValue.forget_all()
    writes.update({what: n for what, n in here.items() if not what.endswith(tuple(MAY_BE_WRITTEN))})
    leads_to_sign_in = response.status_code == 302 and response.headers["Location"].startswith(SIGN_IN)
    return "sign in" if leads_to_sign_in else str(response.status_code)


@contextmanager
def noticed_writes(asked: str, writes: Counter[str]) -> Iterator[None]:
    """Counts statements that may write, each with the request and its first words. What a rehearsal writes it undoes."""

    def notice(execute, sql, params, many, context):
        if not is_rehearsal() and not sql.lstrip().upper().startswith(READS):
            writes[f"{asked}: {' '.join(sql.split()[:3])}"] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(notice):
        yield


def digest_of_rows() -> dict[str, str]:
    """Of all rows of each model's table."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        rows = sorted(map(repr, model._base_manager.order_by().values_list()))
        found[model._meta.db_table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found
