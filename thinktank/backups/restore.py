"""Restoring a backup into an empty place: everything is checked before anything is written, and again afterwards."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from pyrage import x25519

from thinktank.audit.chain import record
from thinktank.audit.heads import Head, read_heads, replace_heads
from thinktank.audit.verify import verify_audit
from thinktank.backups.contents import Contents, differences
from thinktank.backups.database import contents_here, is_empty, put_in_place
from thinktank.backups.fault import BackupFault
from thinktank.backups.files import are_there_files, put_back
from thinktank.backups.keys import restore_keys
from thinktank.backups.make import working_folder
from thinktank.backups.manifest import Manifest, read_manifest
from thinktank.backups.sealing import sha256_of_file, unseal
from thinktank.backups.store import DATABASE, Store, find_backup
from thinktank.publishing.editions.erase import apply_erasures
from thinktank.publishing.editions.verify import verify_editions
from thinktank.readers.invariants import broken_invariants

IN_WORDS = "replace the site that is here"


@dataclass(frozen=True)
class Restoring:
    """What to restore, with which private keys; `say` is told of each step."""

    backup: Path
    identities: Sequence[x25519.Identity]
    say: Callable[[str], object]
    in_words: str = ""
    keys: Path | None = None
    with_files: bool = True


def restore(order: Restoring) -> list[str]:
    """Restore a backup; return a sentence for each thing that is wrong with the restored site. Raises BackupFault.

    Until every byte of the backup has been checked, nothing is written.
    """
    store, name = find_backup(order.backup)
    manifest = read_manifest(store.folder(name))
    refuse_damaged(store, manifest)
    _refuse_foreign(manifest)
    if not (is_empty() and not are_there_files()) and order.in_words != IN_WORDS:
        raise BackupFault(
            f"There is a site here already. Restore into an empty place, or say --force “{IN_WORDS}”."
        )
    if order.keys:
        order.say(f"{restore_keys(order.keys, order.identities)} keys and peppers are back.")
    _restore_database(order, store, manifest)
    if order.with_files:
        _restore_files(order, store, manifest)
    return _bring_up_to_date(order, store, manifest)


def refuse_damaged(store: Store, manifest: Manifest) -> None:
    if damage := list(store.damage(manifest)):
        more = f", and {len(damage) - 5} more" if len(damage) > 5 else ""
        raise BackupFault(f"Backup {manifest.name} is not as it was made: {'; '.join(damage[:5])}{more}.")


def _refuse_foreign(manifest: Manifest) -> None:
    if manifest.vendor != connection.vendor:
        raise BackupFault(f"The backup is of {manifest.vendor}, and DATABASE_URL names {connection.vendor}.")
    known = {".".join(key) for key in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known):
        raise BackupFault(
            f"The backup is of a newer release ({manifest.release or 'unknown'}): this one does not know {unknown[0]}."
        )


def _restore_database(order: Restoring, store: Store, manifest: Manifest) -> None:
    with working_folder() as work:
        plain = work / "database"
        unseal(store.folder(manifest.name) / DATABASE, plain, order.identities)
        if sha256_of_file(plain) != manifest.database.plain:
            raise BackupFault("The copy of the database is not the one that was backed up.")
        put_in_place(plain)
    noted = Contents(manifest.migrations, manifest.counts, manifest.digests, manifest.audit_head)
    if differing := differences(noted, contents_here()):
        raise BackupFault(f"The restored database differs from the backup: {'; '.join(differing[:5])}.")
    order.say(f"The database is back: {sum(manifest.counts.values())} rows in {len(manifest.counts)} tables.")


def _restore_files(order: Restoring, store: Store, manifest: Manifest) -> None:
    with working_folder() as work:
        for each in manifest.files:
            with put_back(each.name, work) as draft:
                unseal(store.file(each.plain), draft, order.identities)
                if sha256_of_file(draft) != each.plain:
                    raise BackupFault(f"{each.name} is not the file that was backed up.")
    order.say(f"{len(manifest.files)} files are back.")


def _bring_up_to_date(order: Restoring, store: Store, manifest: Manifest) -> list[str]:
    """What follows from the backup being of an earlier time: migrations, erasures, caches, the end of the audit log."""
    _restore_erasures(order, store)
    heads = _heads_until(manifest, store)
    call_command("migrate", verbosity=0)
    if contents_here().migrations != manifest.migrations:
        call_command("rebuild_search", verbosity=0)
        order.say("The tables are those of this release, and the search index is made anew.")
    order.say(f"{apply_erasures()} editions erased again.")
    shutil.rmtree(Path(settings.VAR_DIR) / "snapshots", ignore_errors=True)
    caches["pages"].clear()
    faults = list(_faults(heads))
    replace_heads(heads)
    record("backup_restored", name=manifest.name)
    return faults


def _restore_erasures(order: Restoring, store: Store) -> None:
    """Add the erasures that the store knows to the list here, which may know later ones."""
    if not store.erasures.exists():
        return
    with working_folder() as work:
        unseal(store.erasures, work / "erasures", order.identities)
        known = (work / "erasures").read_text(encoding="utf-8").splitlines()
    path = settings.ERASURES_LIST
    here = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in dict.fromkeys([*known, *here])), encoding="utf-8")


def _heads_until(manifest: Manifest, store: Store) -> list[Head]:
    """The heads of the audit log that the backup must contain. Later ones tell of acts that are lost with the server."""
    number, digest = manifest.audit_head
    try:
        noted = [*read_heads(store.audit_heads), *read_heads(settings.AUDIT_HEAD_FILE)]
    except (ValueError, TypeError) as error:
        raise BackupFault(f"The heads of the audit log cannot be read: {error}.") from error
    earlier = sorted(
        {head for head in noted if head.number <= number}, key=lambda head: (head.at, head.number)
    )
    return [*earlier, *([Head(manifest.made_at, number, digest)] if number else [])]


def _faults(heads: Sequence[Head]) -> Iterator[str]:
    """What manage.py check_polls, verify_editions and verify_audit find."""
    yield from (f"{name}: {sentence}" for name, sentence in broken_invariants())
    yield from verify_editions().differing
    if fault := verify_audit(heads).fault:
        yield f"audit log: {fault}"
