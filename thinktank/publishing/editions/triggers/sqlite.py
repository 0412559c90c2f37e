"""The triggers that protect editions on SQLite. Times are stored as text in UTC, so they compare as text."""

from collections.abc import Collection

from thinktank.publishing.models import Edition

TABLE = "publishing_edition"
NAMES = [
    "edition_is_never_replaced",
    "edition_intervals_never_overlap",
    "edition_intervals_never_overlap_later",
    "edition_is_immutable",
    "edition_end_is_final",
    "edition_erasure_only_blanks",
    "edition_is_never_deleted",
]
PRESENT = f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{TABLE}'"

_NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
_A_MINUTE_AGO = "strftime('%Y-%m-%d %H:%M:%f', 'now', '-1 minute')"
_ITS_END = {"live_until", "ended_as", "public_note"}
_WHILE_IT_WAITS = {"translates_id"}
_ITS_TEXTS = {
    "title", "standfirst", "content", "card", "plain_text", "note", "correction", "public_note",
    "erased_at", "erasure_reason",
}  # fmt: skip


def _changed(columns_left_out: Collection[str | None]) -> str:
    columns = [str(f.column) for f in Edition._meta.concrete_fields if f.column not in columns_left_out]
    return " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in columns)


def _trigger(name: str, event: str, condition: str, sentence: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    )


_OVERLAPS = f"""EXISTS (SELECT 1 FROM {TABLE} AS other
    WHERE other.publication_id = NEW.publication_id AND other.language = NEW.language AND other.id IS NOT NEW.id
    AND (other.live_until IS NULL OR other.live_until > NEW.live_from)
    AND (NEW.live_until IS NULL OR NEW.live_until > other.live_from))"""

_EXISTS_ALREADY = f"""EXISTS (SELECT 1 FROM {TABLE} AS other WHERE other.id = NEW.id OR other.uid = NEW.uid
    OR (other.publication_id = NEW.publication_id AND other.language = NEW.language AND other.number = NEW.number))"""

_END_REFUSED = f"""OLD.erased_at IS NULL AND NEW.erased_at IS NULL
    AND NOT (OLD.ended_as = 'expired' AND NEW.ended_as = 'withdrawn' AND OLD.live_until IS NEW.live_until)
    AND (OLD.live_until <= {_NOW} OR (NEW.live_until < {_A_MINUTE_AGO} AND NOT OLD.taken_over))"""

_BLANKED = (
    "NEW.title = '' AND NEW.standfirst = '' AND NEW.plain_text = '' AND NEW.note = '' AND NEW.correction = '' "
    "AND NEW.public_note = '' AND NEW.content = '{}' AND NEW.card = '{}' AND NEW.erasure_reason <> ''"
)


def create_statements() -> list[str]:
    return [
        _trigger("edition_is_never_replaced", "INSERT", _EXISTS_ALREADY, "a stored edition is never replaced"),
        _trigger("edition_intervals_never_overlap", "INSERT", _OVERLAPS, "two live editions"),
        _trigger("edition_intervals_never_overlap_later", "UPDATE", _OVERLAPS, "two live editions"),
        _trigger(
            "edition_is_immutable", "UPDATE",
            f"OLD.erased_at IS NOT NULL OR (NEW.erased_at IS NULL AND ({_changed(_ITS_END | _WHILE_IT_WAITS)}"
            f" OR (OLD.live_from <= {_NOW} AND OLD.translates_id IS NOT NEW.translates_id)))",
            "a stored edition is never changed",
        ),
        _trigger("edition_end_is_final", "UPDATE", _END_REFUSED, "an end that has come is never changed"),
        _trigger(
            "edition_erasure_only_blanks", "UPDATE",
            f"OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND (NOT ({_BLANKED}) OR {_changed(_ITS_TEXTS)})",
            "erasing blanks the texts and nothing else",
        ),
        _trigger(
            "edition_is_never_deleted", "DELETE", f"OLD.live_from <= {_NOW}",
            "an edition that was live is never deleted",
        ),
    ]  # fmt: skip


def drop_statements() -> list[str]:
    return [f"DROP TRIGGER IF EXISTS {name}" for name in NAMES]
