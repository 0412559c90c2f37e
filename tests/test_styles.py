"""Style sheets are whole: a rule that is not closed swallows all that follow, and nothing complains."""

import re
from pathlib import Path

import pytest

SHEETS = sorted((Path(__file__).resolve().parents[1] / "static" / "css").rglob("*.css"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_block_is_closed(sheet):
    text = re.sub(r'/\*.*?\*/|"[^"\n]*"', "", sheet.read_text(), flags=re.DOTALL)
    depth = 0
    for sign in re.findall("[{}]", text):
        depth += 1 if sign == "{" else -1
        assert depth >= 0
    assert depth == 0
