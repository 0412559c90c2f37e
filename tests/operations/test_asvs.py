"""docs/asvs.md has every item of the standard once, with a verdict, and counts them as they are."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# {section: number of its items of level 1 and 2}. In every section of 5.0.0 they come first, so these are 1 to n.
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4, "3.4": 6,
    "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12,
    "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2,
    "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2,
    "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1,
    "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5,
    "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip
OF_LEVEL_3 = {
    "1.2.10",
    "2.4.2",
    "3.4.7",
    "3.4.8",
    "5.2.4",
    "5.2.6",
    "6.3.8",
    "8.4.2",
    "14.2.5",
    "14.2.8",
    "16.5.4",
}
ROW = re.compile(r"^\| (\d+\.\d+\.\d+)( L3)? \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
VERDICTS = ["tested", "done", "n/a", "open"]
A_TEST = re.compile(r"`(?:[\w/]+/)?(?:test_\w+|conftest|run)\.py|The same")


def test_every_item_is_there_once_with_a_verdict_and_what_it_rests_on():
    text = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
    rows = ROW.findall(text)
    wanted = {f"{section}.{n}" for section, count in SECTIONS.items() for n in range(1, count + 1)}
    assert len(wanted) == 253
    assert Counter(number for number, level, *_rest in rows if not level) == Counter(wanted)
    assert Counter(number for number, level, *_rest in rows if level) == Counter(OF_LEVEL_3)
    assert len(rows) == len(re.findall(r"^\| \d", text, re.MULTILINE))
    said = Counter(verdict for *_rest, verdict, _by in rows)
    assert list(said.keys() - set(VERDICTS)) == []
    assert [
        number for number, _level, _what, verdict, by in rows if verdict == "tested" and not A_TEST.search(by)
    ] == []
    counts = ", ".join(f"{verdict}: {said[verdict]}" for verdict in VERDICTS)
    assert f"**{counts}; together {len(rows)}.**" in text
