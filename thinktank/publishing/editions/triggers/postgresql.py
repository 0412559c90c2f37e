"""The exclusion constraint and the two triggers that protect editions on PostgreSQL."""

NAMES = ["edition_intervals_never_overlap", "edition_is_immutable", "edition_is_never_truncated"]

PRESENT = """
    SELECT conname FROM pg_constraint WHERE conrelid = 'publishing_edition'::regclass AND contype = 'x'
    UNION ALL
    SELECT tgname FROM pg_trigger WHERE tgrelid = 'publishing_edition'::regclass AND tgenabled = 'O'
"""

_FUNCTION = """
CREATE OR REPLACE FUNCTION publishing_edition_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moment timestamptz := clock_timestamp();
    its_end text[] := ARRAY['live_until', 'ended_as', 'public_note'];
    its_texts text[] := ARRAY['title', 'standfirst', 'content', 'card', 'plain_text', 'note', 'correction',
                              'public_note', 'erased_at', 'erasure_reason'];
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        RAISE EXCEPTION 'editions are never truncated' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF OLD.live_from <= moment THEN
            RAISE EXCEPTION 'an edition that was live is never deleted' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.erased_at IS NOT NULL THEN
        RAISE EXCEPTION 'a tombstone is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.erased_at IS NOT NULL THEN
        IF to_jsonb(OLD) - its_texts IS DISTINCT FROM to_jsonb(NEW) - its_texts
            OR (NEW.title, NEW.standfirst, NEW.plain_text, NEW.note, NEW.correction, NEW.public_note) <> ('', '', '', '', '', '')
            OR NEW.content <> '{}'::jsonb OR NEW.card <> '{}'::jsonb OR NEW.erasure_reason = '' THEN
            RAISE EXCEPTION 'erasing blanks the texts and nothing else' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.live_from > moment THEN
        its_end := its_end || 'translates_id'::text;
    END IF;
    IF to_jsonb(OLD) - its_end IS DISTINCT FROM to_jsonb(NEW) - its_end THEN
        RAISE EXCEPTION 'a stored edition is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.ended_as = 'expired' AND NEW.ended_as = 'withdrawn' AND OLD.live_until = NEW.live_until THEN
        RETURN NEW;
    END IF;
    IF OLD.live_until <= moment THEN
        RAISE EXCEPTION 'an end that has come is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.live_until < moment - interval '1 minute' AND NOT OLD.taken_over THEN
        RAISE EXCEPTION 'an end is never set in the past' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""


# Added only when it is missing, because adding it reads the whole table.
_CONSTRAINT = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid = 'publishing_edition'::regclass
                   AND conname = 'edition_intervals_never_overlap') THEN
        ALTER TABLE publishing_edition ADD CONSTRAINT edition_intervals_never_overlap EXCLUDE USING gist
            (publication_id WITH =, language WITH =, tstzrange(live_from, live_until) WITH &&);
    END IF;
END $$
"""


def create_statements() -> list[str]:
    return [
        "CREATE EXTENSION IF NOT EXISTS btree_gist",
        _CONSTRAINT,
        _FUNCTION,
        "CREATE TRIGGER edition_is_immutable BEFORE UPDATE OR DELETE ON publishing_edition "
        "FOR EACH ROW EXECUTE FUNCTION publishing_edition_guard()",
        "CREATE TRIGGER edition_is_never_truncated BEFORE TRUNCATE ON publishing_edition "
        "FOR EACH STATEMENT EXECUTE FUNCTION publishing_edition_guard()",
    ]


def drop_statements() -> list[str]:
    return [
        "DROP TRIGGER IF EXISTS edition_is_immutable ON publishing_edition",
        "DROP TRIGGER IF EXISTS edition_is_never_truncated ON publishing_edition",
    ]
