from tests import seconds


def test_a_test_belongs_to_the_folder_below_tests():
    assert seconds.folder_of("tests/operations/server/test_lanes.py::test_a[x/y]") == "operations"
    assert seconds.folder_of("tests/test_canary.py::test_b") == "tests"


def test_what_took_more_processor_time_than_its_budget_says_so(monkeypatch):
    monkeypatch.setattr(seconds, "BUDGET", {"polls": 10})
    processor = {"polls": 9.6, "desk": seconds.USUAL + 1, "pages": 1}
    lines = seconds.table({"polls": 99, "desk": 50, "pages": 1}, processor)
    assert [line.split() for line in lines[1:]] == [
        ["polls", "99", "10", "10"],
        ["desk", "50", "11", "10", "OVER", "ITS", "BUDGET"],
        ["pages", "1", "1", "10"],
    ]
