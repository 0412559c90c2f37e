"""Random acts of editors, in any order and at any time, against the promises of editions and a simple model.

SOAK=2000 in the environment runs that many longer examples.
"""

import os

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test

from tests.publishing.editors import Editors
from tests.publishing.editors_at_the_desk import EditorsAtTheDesk

SOAK = int(os.environ.get("SOAK") or 0)


def run(machine, examples, steps):
    size = {"max_examples": SOAK or examples, "stateful_step_count": 60 if SOAK else steps}
    run_state_machine_as_test(machine, settings=hypothesis_settings(**size, print_blob=True))


@pytest.mark.long
@pytest.mark.django_db
def test_the_promises_of_editions_hold_whatever_editors_do(settings, tmp_path):
    settings.ERASURES_LIST = tmp_path / "erasures.jsonl"
    run(Editors, examples=25, steps=20)


@pytest.mark.django_db
def test_the_promises_of_editions_hold_whatever_editors_do_at_the_desk(settings, tmp_path):
    settings.ERASURES_LIST = tmp_path / "erasures.jsonl"
    run(EditorsAtTheDesk, examples=8, steps=15)
