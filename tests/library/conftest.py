import pytest
from django.core.files.storage import storages

from thinktank.library import intake, sandbox


class Shelves:
    """The two storages of the library, in a directory of their own."""

    def __init__(self, root):
        self.public, self.private = root / "media", root / "private"

    def files(self):
        """Every file that lies there, under whatever name, and every directory left empty."""
        found = []
        for shelf in (self.public, self.private):
            for path in shelf.rglob("*") if shelf.exists() else []:
                if path.is_file() or not any(path.iterdir()):
                    found.append(str(path.relative_to(shelf)))
        return sorted(name for name in found if name != "images" and name != "r" and name != "documents")


@pytest.fixture(autouse=True)
def _real_child(monkeypatch):
    """Here files are opened as on the site, by a new Python for each."""
    monkeypatch.setattr(intake, "open_in_child", sandbox.open_in_child)


@pytest.fixture
def shelves(tmp_path, monkeypatch):
    shelves = Shelves(tmp_path)
    for alias, location in [("default", shelves.public), ("private", shelves.private)]:
        monkeypatch.setitem(storages[alias].__dict__, "base_location", str(location))
        monkeypatch.setitem(storages[alias].__dict__, "location", str(location))
    return shelves
