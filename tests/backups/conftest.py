"""A small site with a poll, votes, a picture and an erasure, and a store for its backups. Made once for a file of tests."""

import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from pyrage import x25519

from tests.backups.site import command, fill
from tests.live_site import LiveSite, database_of_its_own, migrated_database
from thinktank.backups.rotation import is_name


class Place(LiveSite):
    """A site without a server, whose commands run in processes forked from one that has loaded everything."""

    def run(self, name, *arguments, **changed):
        """(exit code, everything that the command said), with these settings changed."""
        return tuple(self.call(command, name, list(map(str, arguments)), changed))


class Backups:
    """A site, its store of backups, and places to restore them to."""

    def __init__(self, folder, stack):
        self.folder, self.stack, self.database = folder, stack, settings.DATABASES["default"]
        self.store, self.keys, self.key_file = (
            folder / "store",
            folder / "keys-elsewhere",
            folder / "identity",
        )
        self.store.mkdir()
        identity = x25519.Identity.generate()
        self.key_file.write_text(f"# a comment\n{identity}\n")
        self.recipient = str(identity.to_public())
        self.site = self._place(folder / "site", migrated_database)

    def _place(self, folder, make_database):
        folder.mkdir()
        url, remove = make_database(self.database, folder)
        self.stack.callback(remove)
        place = Place(
            folder, database_url=url, is_migrated=True,
            BACKUP_TARGET=str(self.store), BACKUP_RECIPIENTS=self.recipient, BACKUP_KEYS_DIR=str(self.keys),
            FREE_SPACE_FLOOR="1",
            STATICFILES_STORAGE="django.contrib.staticfiles.storage.StaticFilesStorage",
        )  # fmt: skip
        self.stack.callback(place.end_calls)
        return place

    def empty_place(self, name):
        return self._place(self.folder / name, database_of_its_own)

    def names(self):
        return sorted(each.name for each in (self.store / "backups").iterdir() if is_name(each.name))

    def path(self, index):
        return self.store / "backups" / self.names()[index]


@pytest.fixture(scope="module")
def backups(tmp_path_factory):
    with ExitStack() as stack:
        made = Backups(tmp_path_factory.mktemp("backups"), stack)
        made.uids = made.site.call(fill)
        made.said = made.site.run("backup", made.store, "--test")
        yield made


@pytest.fixture(scope="module")
def nowhere(backups):
    """An empty place, for restores that are refused."""
    return backups.empty_place("nowhere")


@pytest.fixture
def copied_store(backups, tmp_path):
    """A copy of the store, to be damaged."""
    return Path(shutil.copytree(backups.store, tmp_path / "store"))
