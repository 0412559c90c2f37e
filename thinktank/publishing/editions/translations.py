"""Whether a translation is out of date: texts decide, never timestamps (docs/architecture.md, rule 7)."""

from thinktank.publishing.models import StillValid


def is_outdated(translation, editions, found_valid_for=()):
    """True when the original's live edition says something else than the one this translation was made from.

    `editions` are those of the publication that are on record, the live one of each language last; `found_valid_for`
    the ids of originals for which somebody found the translation still valid. Minor editions do not count.
    """
    source = next((edition for edition in editions if edition.pk == translation.translates_id), None)
    if source is None:
        return False
    later = sorted(
        (e for e in editions if e.language == source.language and e.number > source.number),
        key=lambda e: e.number,
    )
    if not later or later[-1].text_digest == source.text_digest:
        return False
    last_valid = max((e.number for e in later if e.pk in found_valid_for), default=source.number)
    return any(not edition.is_minor for edition in later if edition.number > last_valid)


def source_id_of(translation):
    """The id of the newest original it is known to say the same as: what it was made from, or found valid for."""
    found_valid = translation.found_valid_for.order_by("-original__number").values_list(
        "original_id", flat=True
    )
    return found_valid.first() or translation.translates_id


def say_still_valid(translation, original, *, by, now):
    """Somebody read both and found the translation valid for this edition of the original."""
    StillValid.objects.get_or_create(
        translation=translation, original=original, defaults={"said_at": now, "said_by": by}
    )
