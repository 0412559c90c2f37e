from tests import seconds


def test_a_test_belongs_to_the_folder_below_tests():
    assert seconds.folder_of("tests/operations/server/test_lanes.py::test_a[x/y]") == "operations"
    assert seconds.folder_of("tests/test_canary.py::test_b") == "tests"


def test_what_is_over_its_budget_says_so(monkeypatch):
    monkeypatch.setattr(seconds, "BUDGET", {"polls": 10})
    lines = seconds.table({"polls": 9.6, "desk": seconds.USUAL + 1, "pages": 1})
    assert [line.split() for line in lines[1:]] == [
        ["polls", "10", "(10)"],
        ["desk", "6", "(5)", "OVER", "ITS", "BUDGET"],
        ["pages", "1", "(5)"],
    ]
