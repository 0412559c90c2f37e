"""The list of what runs on one database only names what there is."""

from pathlib import Path

import pytest

from tests.databases import BOTH, ONCE, TESTS


@pytest.mark.parametrize("name", sorted(ONCE | BOTH))
def test_every_name_in_the_list_is_a_file_or_a_folder(name):
    assert (TESTS / name).exists()


@pytest.mark.parametrize("name", sorted(BOTH))
def test_what_is_taken_out_of_the_list_would_be_in_it(name):
    assert any(parent.as_posix() in ONCE for parent in Path(name).parents)
