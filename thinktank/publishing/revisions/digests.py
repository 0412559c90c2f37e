"""Canonical JSON and its digests: the same data gives the same digest on every machine, for ever."""

import hashlib
import json

RECORD_FORMAT = "edition-1"


def canonical_json(value):
    """UTF-8 JSON with sorted keys, no spaces and no escapes but the necessary ones."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def sha256_of(value):
    """Hexadecimal SHA-256 of the canonical JSON of a value."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def without_resolutions(value):
    """The value without keys that begin with "_": where files lie and where links lead today is not on record."""
    if isinstance(value, dict):
        return {key: without_resolutions(item) for key, item in value.items() if not key.startswith("_")}
    if isinstance(value, list):
        return [without_resolutions(item) for item in value]
    return value


def record_of(edition):
    """What the digest of an edition vouches for: all it says, and neither its interval nor database ids nor hosts."""
    return {
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


def digest_of(edition):
    """Format name and SHA-256 of an edition's record, such as "edition-1:9f86d0..."."""
    return f"{RECORD_FORMAT}:{sha256_of(record_of(edition))}"
