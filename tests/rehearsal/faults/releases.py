"""The code before the newest migration serves on the newest tables."""

import shutil
import subprocess
import threading
import time
from pathlib import Path

import psycopg

from tests.rehearsal.outcome import NotRun, expect, fault
from tests.rehearsal.place import manage_in, run
from tests.rehearsal.requests import ask, crawl, statuses
from tests.rehearsal.voters import Voters

ROOT = Path(__file__).resolve().parents[3]
OURS = ":(exclude)tests"
PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"  # hashing and compressing take a minute


@fault(
    "The release before the newest migration serves on the newest tables",
    holds="every page 200, a vote counted",
)
def old_code(rehearsal):
    commit = _commit_before_the_newest_migration()
    folder = rehearsal.folder / "old-code"
    run("git", "worktree", "add", "--detach", "--force", str(folder), commit, cwd=ROOT)
    try:
        static = rehearsal.new_folder("old-static")
        of_old = {"VAR_DIR": str(static), "STATICFILES_STORAGE": PLAIN, "PYTHONWARNINGS": "ignore"}
        environment = rehearsal.site.environment | of_old
        for kept in ("keys", "peppers", "private", "media"):
            if (source := rehearsal.site.folder / kept).exists():
                (static / kept).symlink_to(source)
        manage_in(folder, environment, "compile_catalogues")
        manage_in(folder, environment, "collectstatic", "--noinput", "-v", "0")
        with rehearsal.another_server(folder=folder, **of_old) as old:
            seen = crawl(old, rehearsal.paths, threads=4)
            desk = ask(old, "/admin/login/").status
            with Voters(rehearsal.site, 10, urls=[old]) as voters:
                pass
        found = statuses(seen.values())
        wrong = [path for path, answer in seen.items() if answer.status != 200]
        expect(not wrong, f"{found}; first: {wrong[:5]}")
        expect(desk == 200, f"the desk: {desk}")
        return f"{commit[:8]}: {found[200]} of {len(seen)} pages 200, the desk {desk}; {voters.recount()}"
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", str(folder)], cwd=ROOT, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


@fault(
    "A table is migrated while a reader holds it for ten seconds and voters write",
    holds="votes are counted, none waits longer than the lock timeout and a turn",
)
def migrate_under_load(rehearsal):
    site = rehearsal.site
    environment = site.environment | {"DJANGO_SETTINGS_MODULE": "tests.rehearsal.settings"}
    with Voters(site, 600, pace=0.3) as voters, psycopg.connect(rehearsal.primary.url) as reader:
        reader.execute("SELECT count(*) FROM polls_pollvoter")
        release = threading.Timer(10, reader.rollback)
        release.start()
        began = time.monotonic()
        said = manage_in(ROOT, environment, "migrate", "expanding", "-v", "1")
        seconds = time.monotonic() - began
        release.join()
    manage_in(ROOT, environment, "migrate", "expanding", "zero", "-v", "0")
    expect("OK" in said, said)
    sentence = voters.recount()
    expect(voters.slowest < 2.5, f"a vote took {voters.slowest:.1f} s")
    return f"migrated after {seconds:.0f} s; the slowest answer to a vote {voters.slowest:.2f} s; {sentence}"


def _commit_before_the_newest_migration():
    """Its tables differ from today's. Where tags name releases, the last of them would be the one to take."""
    try:
        added = run(
            "git", "log", "-1", "--diff-filter=A", "--format=%H", "--", "*/migrations/0*.py", OURS, cwd=ROOT
        ).strip()
        return run("git", "rev-parse", f"{added}^", cwd=ROOT).strip()
    except (subprocess.CalledProcessError, FileNotFoundError) as error:
        raise NotRun("this is no git repository with the history of the code") from error
