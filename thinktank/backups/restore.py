"""Restoring a backup into an empty place: everything is checked before anything is written, and again afterwards."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
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
from thinktank.backups.manifest import Manifest, StoredFile, read_manifest
from thinktank.backups.sealing import sha256_of_file, unseal
from thinktank.backups.store import DATABASE, Store, find_backup, first_few
from thinktank.publishing.editions.erase import apply_erasures
from thinktank.publishing.editions.verify import verify_editions
from thinktank.readers.invariants import broken_invariants

IN_WORDS = "replace the site that is here"
THE_REST = "To restore all the rest, add --despite-lost-files to manage.py restore."


@dataclass(frozen=True)
class Restoring:
    """What to restore, with which private keys; `say` is told of each step."""

    backup: Path
    identities: Sequence[x25519.Identity]
    say: Callable[[str], object]
    in_words: str = ""
    keys: Path | None = None
    with_files: bool = True
    despite_lost_files: bool = False


def restore(order: Restoring) -> list[str]:
    """Restore a backup; return a sentence for each thing that is wrong with the restored site. Raises BackupFault.

    Until every byte that is to be restored has been checked, nothing is written.
    """
    store, name = find_backup(order.backup)
    manifest = read_manifest(store.folder(name))
    lost = _refuse_damaged(order, store, manifest)
    _refuse_foreign(manifest)
    if not (is_empty() and not are_there_files()) and order.in_words != IN_WORDS:
        raise BackupFault(
            f"There is a site here already. Restore into an empty place, or say --force “{IN_WORDS}”."
        )
    faults: list[str] = []
    with working_folder() as work:
        copy = _open_database(order, store, manifest, work)
        erasures: list[str] = _or_lost(order, faults, lambda: _known_erasures(order, store, work), [])
        heads = _or_lost(order, faults, lambda: _heads_until(manifest, store), _head_of(manifest))
        if order.keys:
            order.say(f"{restore_keys(order.keys, order.identities)} keys and peppers are back.")
        put_in_place(copy)
    _refuse_other_contents(order, manifest)
    if order.with_files:
        faults += _restore_files(order, store, manifest, lost)
    return [*faults, *_bring_up_to_date(order, manifest, erasures, heads)]


def _refuse_damaged(order: Restoring, store: Store, manifest: Manifest) -> dict[str, str]:
    """By digest, a sentence for each file that cannot be restored. Raises BackupFault unless they may be lost."""
    if damage := store.damage_of_database(manifest):
        raise BackupFault(f"Backup {manifest.name} is not as it was made: {damage}.")
    lost = store.lost_files(manifest) if order.with_files else {}
    if lost and not order.despite_lost_files:
        few = first_few(list(lost.values()))
        raise BackupFault(f"Backup {manifest.name} is not as it was made: {few}. {THE_REST}")
    return lost


def _or_lost[T](order: Restoring, faults: list[str], read: Callable[[], T], otherwise: T) -> T:
    """What `read` returns. What it cannot read is a fault of the restored site, or ends the restore with BackupFault."""
    try:
        return read()
    except BackupFault as fault:
        if not order.despite_lost_files:
            raise BackupFault(f"{fault} {THE_REST}") from fault
        faults.append(str(fault))
        return otherwise


def _refuse_foreign(manifest: Manifest) -> None:
    if manifest.vendor != connection.vendor:
        raise BackupFault(f"The backup is of {manifest.vendor}, and DATABASE_URL names {connection.vendor}.")
    known = {".".join(key) for key in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known):
        raise BackupFault(
            f"The backup is of a newer release ({manifest.release or 'unknown'}): this one does not know {unknown[0]}."
        )


def _open_database(order: Restoring, store: Store, manifest: Manifest, work: Path) -> Path:
    plain = work / "database"
    unseal(store.folder(manifest.name) / DATABASE, plain, order.identities)
    if sha256_of_file(plain) != manifest.database.plain:
        raise BackupFault("The copy of the database is not the one that was backed up.")
    return plain


def _refuse_other_contents(order: Restoring, manifest: Manifest) -> None:
    noted = Contents(manifest.migrations, manifest.counts, manifest.digests, manifest.audit_head)
    if differing := differences(noted, contents_here()):
        raise BackupFault(f"The restored database differs from the backup: {'; '.join(differing[:5])}.")
    order.say(f"The database is back: {sum(manifest.counts.values())} rows in {len(manifest.counts)} tables.")


def _restore_files(order: Restoring, store: Store, manifest: Manifest, lost: Mapping[str, str]) -> list[str]:
    """A sentence for each file that is not restored."""
    faults: list[str] = []
    with working_folder() as work:
        for each in manifest.files:
            if each.plain in lost:
                faults.append(f"{each.name} is lost: {lost[each.plain]}")
            else:
                _or_lost(order, faults, partial(_restore_file, order, store, each, work), None)
    order.say(f"{len(manifest.files) - len(faults)} files are back.")
    return faults


def _restore_file(order: Restoring, store: Store, file: StoredFile, work: Path) -> None:
    with put_back(file.name, work) as draft:
        unseal(store.file(file.plain), draft, order.identities)
        if sha256_of_file(draft) != file.plain:
            raise BackupFault(f"{file.name} is not the file that was backed up.")


def _bring_up_to_date(
    order: Restoring, manifest: Manifest, erasures: Sequence[str], heads: Sequence[Head]
) -> list[str]:
    """What follows from the backup being of an earlier time: migrations, erasures, caches, the end of the audit log."""
    _add_erasures(erasures)
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


def _known_erasures(order: Restoring, store: Store, work: Path) -> list[str]:
    """The lines of the list of erasures in the store."""
    if not store.erasures.exists():
        return []
    unseal(store.erasures, work / "erasures", order.identities)
    return (work / "erasures").read_text(encoding="utf-8").splitlines()


def _add_erasures(known: Sequence[str]) -> None:
    """To the list here, which may know later ones."""
    path = settings.ERASURES_LIST
    here = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in dict.fromkeys([*known, *here])), encoding="utf-8")


def _heads_until(manifest: Manifest, store: Store) -> list[Head]:
    """The heads of the audit log that the backup must contain. Later ones tell of acts that are lost with the server."""
    try:
        noted = [*read_heads(store.audit_heads), *read_heads(settings.AUDIT_HEAD_FILE)]
    except (ValueError, TypeError) as error:
        raise BackupFault(f"The heads of the audit log cannot be read: {error}.") from error
    earlier = sorted(
        {head for head in noted if head.number <= manifest.audit_head[0]},
        key=lambda head: (head.at, head.number),
    )
    return [*earlier, *_head_of(manifest)]


def _head_of(manifest: Manifest) -> list[Head]:
    """The head that the log had in the backup itself; [] when nothing had been recorded."""
    number, digest = manifest.audit_head
    return [Head(manifest.made_at, number, digest)] if number else []


def _faults(heads: Sequence[Head]) -> Iterator[str]:
    """What manage.py check_polls, verify_editions and verify_audit find."""
    yield from (f"{name}: {sentence}" for name, sentence in broken_invariants())
    yield from verify_editions().differing
    if fault := verify_audit(heads).fault:
        yield f"audit log: {fault}"
