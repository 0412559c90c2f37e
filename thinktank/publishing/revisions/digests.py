"""Canonical JSON and its digests. The same data has the same digest on every machine."""

import hashlib
import json
from typing import Any

from thinktank.publishing.models import Edition

RECORD_FORMAT = "edition-1"


def canonical_json(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys, without spaces, with the necessary escapes only."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def sha256_of(value: Any) -> str:
    """Hexadecimal SHA-256 of the canonical JSON of a value."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def without_resolutions(value: Any) -> Any:
    """The value without keys that begin with "_", which say where files and link targets are today."""
    if isinstance(value, dict):
        return {key: without_resolutions(item) for key, item in value.items() if not key.startswith("_")}
    if isinstance(value, list):
        return [without_resolutions(item) for item in value]
    return value


def record_of(edition: Edition) -> dict[str, Any]:
    """What the digest of an edition covers: all it says, but not when it is live, database ids or host names."""
    added_later = {"made_as": edition.made_as, "printed_number": edition.printed_number}
    return {name: value for name, value in added_later.items() if value} | {
        "format": RECORD_FORMAT,
        "publication": str(edition.publication_uid),
        "language": edition.language,
        "number": edition.number,
        "type": edition.type,
        "kind": edition.kind,
        "title": edition.title,
        "standfirst": edition.standfirst,
        "dated": edition.dated.isoformat(),
        "is_minor": edition.is_minor,
        "note": edition.note,
        "correction": edition.correction,
        "plain_text": edition.plain_text,
        "content": without_resolutions(edition.content),
    }


def digest_of(edition: Edition) -> str:
    """Format name and SHA-256 of an edition's record, such as "edition-1:9f86d0..."."""
    return f"{RECORD_FORMAT}:{sha256_of(record_of(edition))}"
