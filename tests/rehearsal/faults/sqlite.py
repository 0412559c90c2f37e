"""The small site on SQLite, whose file is locked, read-only or gone, and whose disk is full."""

import contextlib
import shutil
import subprocess
import time

from tests.library import uploads
from tests.rehearsal import acts
from tests.rehearsal.desk import Desk
from tests.rehearsal.disks import fill, mount
from tests.rehearsal.faults.clients import ADD_PICTURE
from tests.rehearsal.outcome import expect, fault, until
from tests.rehearsal.requests import crawl, statuses
from tests.rehearsal.small_site import SmallSite, small_site
from thinktank.database.sqlite3.driver import Database

RENEWED = 62  # seconds after which no connection is older than the fault (CONN_MAX_AGE)


@contextlib.contextmanager
def _on_a_small_disk(rehearsal, size):
    """A copy of that site on a file system of its own. Raises NotRun where mounting is not allowed."""
    folder = rehearsal.new_folder("full")
    with contextlib.ExitStack() as stack:
        mount(stack, folder, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
        site = SmallSite(folder, is_migrated=True)
        original = Database.connect(str(small_site(rehearsal).file))
        with contextlib.closing(original), contextlib.closing(Database.connect(str(site.file))) as copy:
            original.backup(copy)
        shutil.copytree(small_site(rehearsal).folder / "peppers", folder / "peppers")
        yield stack.enter_context(site).prepare()


@fault(
    "SQLite is locked for 20 s by another program",
    holds="pages 200; votes 503 with Retry-After within seconds, and counted afterwards",
)
def sqlite_locked(rehearsal):
    site = small_site(rehearsal)
    other = Database.connect(str(site.file), isolation_level=None)
    with contextlib.closing(other):
        other.execute("BEGIN IMMEDIATE")
        ended, votes, pages = time.monotonic() + 20, [], []
        while time.monotonic() < ended:
            votes.append(site.vote())
            pages.append(site.see_every_page())
        other.execute("ROLLBACK")
    expect(all(set(each) == {200} for each in pages), f"pages: {pages}")
    expect({vote.status for vote in votes} == {503}, f"votes: {statuses(votes)}")
    with site.voters:
        pass
    slowest = max(vote.seconds for vote in votes)
    return f"{sum(each[200] for each in pages)} pages 200; {len(votes)} votes 503 after {slowest:.1f} s at most; then {site.voters.recount()}"


@fault(
    "The file of SQLite becomes read-only",
    holds="pages 200; votes 503, never a bare error; whole again afterwards",
)
def sqlite_read_only(rehearsal):
    site = small_site(rehearsal)
    folder = str(site.file.parent)
    with contextlib.ExitStack() as mounted:
        mount(mounted, folder, "--bind", folder, folder)
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True, capture_output=True)
        sentence = _through_the_fault(site)
    return f"{sentence}; then {_whole_again(site)}"


@fault(
    "The file of SQLite is replaced by one that is no database",
    holds="pages seen before 200; votes 503, never a bare error; whole again afterwards",
)
def sqlite_unreadable(rehearsal):
    site = small_site(rehearsal)
    away = site.file.with_name("away")
    names = [site.file.name + ending for ending in ("", "-wal", "-shm")]
    away.mkdir()
    for name in names:
        if (site.file.parent / name).exists():
            (site.file.parent / name).rename(away / name)
    site.file.write_bytes(b"no database " * 1000)
    try:
        sentence = _through_the_fault(site)
    finally:
        for name in names:
            (site.file.parent / name).unlink(missing_ok=True)
            if (away / name).exists():
                (away / name).rename(site.file.parent / name)
    return f"{sentence}; then {_whole_again(site)}"


def _through_the_fault(site):
    """What readers and voters see until no connection is from before the fault, and for a while after."""
    began, pages, votes = time.monotonic(), [], []
    while time.monotonic() - began < RENEWED + 15:
        answers = crawl(site.url, site.paths, threads=4)
        vote = site.vote()
        if time.monotonic() - began > RENEWED:
            pages += answers.values()
            votes.append(vote)
        time.sleep(3)
    expect(set(statuses(pages)) == {200}, f"pages: {statuses(pages)}")
    expect({vote.status for vote in votes} == {503}, f"votes: {statuses(votes)}")
    return f"{len(pages)} pages 200, {len(votes)} votes 503"


def _whole_again(site):
    until(lambda: site.vote().status == 200, "votes are taken again", seconds=90, every=1)
    with site.voters:
        pass
    expect(set(site.see_every_page()) == {200}, "pages after the fault")
    return site.voters.recount()


@fault(
    "The disk is full while a picture is uploaded and while votes are written",
    holds="507 or 503, no half file, no row; votes 503; reading goes on; the database is sound",
)
def disk_full(rehearsal):
    with _on_a_small_disk(rehearsal, "96m") as site:
        desk, before, rows = Desk(site), _files(site), site.call(acts.pictures)
        filler = site.folder / "filler"
        fill(filler, leave=2 * 2**20)
        picture = desk.send_file(ADD_PICTURE, uploads.photo(3000, 2400, quality=100), "photo.jpg")
        expect(picture.status in (503, 507), f"the upload: {picture.status}")
        expect(_files(site) == before, f"left behind: {sorted(_files(site) - before)[:5]}")
        expect(site.call(acts.pictures) == rows, "a row without a file")
        fill(filler, leave=0)
        with site.voters:
            until(lambda: site.voters.statuses[503] >= 20, "votes are refused", seconds=30)
            acknowledged, pages = site.voters.done, site.see_every_page()
            filler.unlink()
        expect(set(pages) == {200}, f"pages: {pages}")
        with contextlib.closing(Database.connect(str(site.file))) as other:
            expect(other.execute("PRAGMA integrity_check").fetchone()[0] == "ok", "integrity_check")
        return f"upload {picture.status} and nothing left behind; {acknowledged} votes before the disk was full, pages 200; then {site.voters.recount()}; integrity ok"


def _files(site):
    """Whatever uploads leave behind, by path."""
    return {
        str(path)
        for name in ("media", "private")
        for path in (site.folder / name).rglob("*")
        if path.is_file()
    }
