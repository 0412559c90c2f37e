"""A site on SQLite with a few texts, one server process, and its files in an object store."""

from tests.live_site import LiveSite
from tests.object_store import open_object_store
from tests.rehearsal import acts
from tests.rehearsal.outcome import expect
from tests.rehearsal.place import UNBOUNDED
from tests.rehearsal.requests import ask, crawl, paths_of_sitemap, statuses
from tests.rehearsal.voters import JSON, Voters


class SmallSite(LiveSite):
    """A site with a few texts, on SQLite unless a database is named, and an open poll for each fault."""

    def __init__(self, folder, *, database_url="", **options):
        (folder / "database").mkdir(exist_ok=True)
        self.file = folder / "database" / "thinktank.sqlite3"
        super().__init__(
            folder,
            database_url=database_url or f"sqlite:///{self.file}",
            workers=1,
            FREE_SPACE_FLOOR="0",
            **options,
            **UNBOUNDED,
        )

    def prepare(self):
        self.voters = Voters(self, 200)
        self.paths = paths_of_sitemap(self.url)
        expect(self.see_every_page() == {200: len(self.paths)}, "pages before the fault")
        return self

    def vote(self):
        return ask(self.url, f"{self.voters.path}ticket/", "POST", "{}", **JSON)

    def see_every_page(self):
        return statuses(crawl(self.url, self.paths, threads=4).values())


def small_site(rehearsal):
    """One for all faults that need no more, which leave it whole. Its pictures are in the object store."""
    if rehearsal.small_site is None:
        rehearsal.store = rehearsal.stack.enter_context(open_object_store())
        rehearsal.small_site = rehearsal.stack.enter_context(
            SmallSite(rehearsal.new_folder("small"), FILES_URL=rehearsal.store.url)
        )
        rehearsal.small_site.call(acts.load_few)
    return rehearsal.small_site.prepare()
