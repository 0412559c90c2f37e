"""Checking the audit log: every digest, the chain, and the ends of it that were written down outside the database."""

from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass

from thinktank.audit.chain import digest_of
from thinktank.audit.heads import Head
from thinktank.audit.models import AuditEntry


@dataclass
class Verification:
    """How many entries were read, and what is wrong with the first bad one; empty when nothing is."""

    checked: int
    fault: str


def verify_audit(heads: Iterable[Head] = ()) -> Verification:
    """Read the log once, to the first entry that is not what was written. Writes nothing."""
    noted: dict[int, set[str]] = defaultdict(set)
    for head in heads:
        noted[head.number].add(head.digest)
    number, previous = 0, ""
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=2000):
        if fault := _fault(entry, number, previous, noted.get(entry.number, set())):
            return Verification(number, fault)
        number, previous = entry.number, entry.digest
    if missing := sorted(each for each in noted if each > number):
        return Verification(
            number, f"entry {number + 1} was deleted: the log once went to entry {missing[-1]}"
        )
    return Verification(number, "")


def _fault(entry: AuditEntry, last: int, previous: str, noted: Set[str]) -> str:
    if entry.number != last + 1:
        return f"entry {last + 1} was deleted: entry {entry.number} follows {last}"
    if entry.previous != previous:
        return f"entry {entry.number} does not follow the entry before it"
    if digest_of(entry) != entry.digest:
        return f"entry {entry.number} was changed: {entry.act} of {entry.at:%Y-%m-%d %H:%M:%S} UTC"
    if noted - {entry.digest}:
        return f"entry {entry.number} or one before it was rewritten: its digest is not the one noted outside"
    return ""
