import pytest

from thinktank.readership import counter, flood


@pytest.fixture(autouse=True)
def _a_process_that_has_just_begun(monkeypatch):
    counter._gathered.clear()
    flood._counts.clear()
    monkeypatch.setattr(counter, "_written_at", float("-inf"))
    yield
    counter._gathered.clear()
