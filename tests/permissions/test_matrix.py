"""Who is answered what, at every address (docs/security.md, T1 and T5): docs/permissions.md is the table.

`make permissions` asks everything and writes the table anew. A run of the tests asks a part, which is every address and
role, and the states and methods that can differ, and compares.
"""

import logging
import os
from binascii import crc32
from pathlib import Path

import pytest

from tests.permissions.matrix import Matrix, Question, ask_everything
from tests.permissions.roles import LESSER
from tests.permissions.table import Cells, cells_of, page
from tests.routes import routes

pytestmark = [pytest.mark.django_db, pytest.mark.long]
TABLE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
WRITES_IT = os.environ.get("PERMISSIONS") == "write"
ASKS_ALL = WRITES_IT or os.environ.get("PERMISSIONS") == "all"
AT_THE_DOOR = {"password only", "inactive", "no staff", "no role"}  # stopped before any object is loaded
ON_SECOND = 8  # one route in so many, on the second database of a run


def is_asked(question: Question) -> bool:
    """Which questions a run of the tests asks."""
    is_desk = question.route.path.startswith("/admin/")
    if os.environ.get("IS_SECOND_DATABASE") and crc32(question.route.path.encode()) % ON_SECOND:
        return False
    if question.method in ("HEAD", "DELETE"):
        return question.is_first and question.is_usual and question.role in ("anonymous", "administrator")
    if question.role in AT_THE_DOOR:
        is_desk_page = is_desk and question.method == "GET"
        is_first = question.is_first and (is_desk or question.method == "GET")
        return question.is_usual and (is_desk_page or is_first)
    if question.role in LESSER:
        return is_desk and question.is_first and question.is_usual
    if question.is_usual:
        return is_desk or question.role == "anonymous" or question.method == "GET"
    return question.is_first and (is_desk or (question.role, question.method) == ("anonymous", "GET"))


@pytest.fixture
def matrix():
    logging.disable(logging.CRITICAL)  # a line for every refusal would take half of the time
    yield ask_everything((lambda question: True) if ASKS_ALL else is_asked)
    logging.disable(logging.NOTSET)


def test_every_address_answers_every_role_as_the_table_says_and_reading_changes_nothing(matrix):
    """One test, for asking takes a minute."""
    if WRITES_IT:
        TABLE.write_text(
            page(
                cells(matrix),
                list(dict.fromkeys(role for rows in matrix.rows.values() for _state, role in rows)),
            ),
            encoding="utf-8",
        )
    expected = cells_of(TABLE.read_text(encoding="utf-8"))
    assert differences(cells(matrix), expected) == []
    assert {route for route, *_rest in expected} == {route.path for route in routes()}
    assert not matrix.writes, "GET and HEAD write nothing"
    assert not matrix.changed
    assert not [cell for cell in cells(matrix).items() if cell[1] >= "500" and cell[1].isdigit()]
    assert_only_administrators_touch_accounts(matrix)


def cells(matrix: Matrix) -> Cells:
    return {
        (route.path, state, role, method): outcome
        for route, rows in matrix.rows.items()
        for (state, role), outcomes in rows.items()
        for method, outcome in outcomes.items()
    }


def differences(found: Cells, expected: Cells) -> list[str]:
    """A line for each cell that is not as in the table."""
    return [
        f"{method} {route} as {role}, {state}: {outcome}, in the table {expected.get(key, 'missing')}"
        for key, outcome in found.items()
        for route, state, role, method in [key]
        if expected.get(key) != outcome
    ]


def assert_only_administrators_touch_accounts(matrix: Matrix) -> None:
    """T5: an editor is refused at every address of accounts and groups, in every state."""
    of_accounts = {
        route: rows
        for route, rows in matrix.rows.items()
        if route.path.startswith(("/admin/auth/", "/admin/audit/"))
    }
    assert of_accounts
    for route, rows in of_accounts.items():
        for (state, role), outcomes in rows.items():
            if role != "administrator":
                assert set(outcomes.values()) <= {"403", "405", "sign in", "302"}, (
                    route.path,
                    state,
                    role,
                    outcomes,
                )
