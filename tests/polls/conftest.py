import pytest

from polls import tally


@pytest.fixture(autouse=True)
def _no_held_tally():
    tally._held.clear()
