"""How long backups and restores take, and how large they are: `python -m tests.bench.backups VAR_DIR --publications 10000`.

Works on a copy of a site on SQLite, such as the folder of the demo, which it grows with copies of an article, each with
a file of its own. On PostgreSQL, where DATABASE_URL names it, the database itself grows, and RESTORED_URL names an empty
one for the restore. Prints seconds and bytes; beside each command its processor time.
"""

import argparse
import os
import resource
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE_SIZE = 50_000  # bytes; a page or two as PDF


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("site", type=Path)
    options.add_argument("--publications", type=int, default=0, help="grow the copy to so many first")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="thinktank-bench-") as folder:
        measure(Path(folder), chosen.site, chosen.publications)


def measure(folder: Path, site: Path, publications: int) -> None:
    from pyrage import x25519

    identity = x25519.Identity.generate()
    (folder / "identity").write_text(str(identity))
    shutil.copytree(site, folder / "site")
    here = {"VAR_DIR": str(folder / "site"), "BACKUP_RECIPIENTS": str(identity.to_public())}
    if publications:
        _run("grow", here, "-m", "tests.bench.backups_grow", str(publications))
    store = str(folder / "store")
    Path(store).mkdir()
    _run("first backup", here, "manage.py", "backup", store, "--no-test")
    _run("next backup", here, "manage.py", "backup", store, "--no-test")
    _run("next, tested", here, "manage.py", "backup", store, "--test")
    there = {"VAR_DIR": str(folder / "restored")}
    if restored := os.environ.get("RESTORED_URL"):
        there["DATABASE_URL"] = restored
    _run("restore", there, "manage.py", "restore", store, "--identity", str(folder / "identity"))
    for name in ("site", "store", "store/backups", "store/files"):
        size = sum(path.stat().st_size for path in (folder / name).rglob("*") if path.is_file())
        print(f"{name}: {size / 2**20:.1f} MB")


def _run(what: str, environment: dict[str, str], *arguments: str) -> None:
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{what}: {time.monotonic() - began:.1f} s, {processor:.1f} s of processor time", flush=True)
    print("   ", " ".join((done.stdout + done.stderr).split())[:600], flush=True)


def grow(number: int) -> None:
    """In a process of the site: copies of an article with digests of their own, and a file for each."""
    from django.conf import settings

    from tests.bench import content
    from thinktank.publishing.revisions.digests import digest_of

    plain_copy = content.copied

    def copied(pattern, publication):
        edition = plain_copy(pattern, publication)
        edition.digest = digest_of(edition)
        return edition

    content.copied = copied
    content.grow_to(number)
    folder = Path(settings.PRIVATE_ROOT) / "copies"
    folder.mkdir(parents=True)
    for index in range(number):
        (folder / f"{index}.pdf").write_bytes(secrets.token_bytes(FILE_SIZE))


if __name__ == "__main__":
    main()
