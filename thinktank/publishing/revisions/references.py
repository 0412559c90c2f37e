"""What a working copy uses, found in its snapshot. "Used by" lists, link checks and file access read it."""

import re

from django.db.models import Model

from thinktank.library.models import Document, Image, Recording
from thinktank.publishing.models import Publication, Reference
from thinktank.publishing.models.revision import Snapshot
from thinktank.publishing.revisions.snapshot import fact_fields
from thinktank.publishing.working_copies import column_named, related_model, translated_fields

UID = r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
IMAGE_IN_TEXT = re.compile(rf'src="/library/{UID}/"')
CHART_IN_TEXT = re.compile(rf'src="/library/charts/{UID}/"')
PUBLICATION_IN_TEXT = re.compile(rf'href="publication:{UID}"')
TYPE_OF_MODEL: dict[type[Model], str] = {
    Image: Reference.TargetType.IMAGE,
    Document: Reference.TargetType.DOCUMENT,
    Recording: Reference.TargetType.RECORDING,
}


def references_in_snapshot(model: type[Publication], snapshot: Snapshot) -> list[tuple[str, str]]:
    """Distinct (target type, uid) pairs that the publication's fields and texts refer to, sorted."""
    found: set[tuple[str | None, str]] = set()
    for field in fact_fields(model):
        if field.is_relation and (uid := snapshot["facts"].get(field.name)):
            found.add((TYPE_OF_MODEL.get(related_model(model, field.name)), uid))
    for part in snapshot["parts"].get("pictures", []):
        found.add((Reference.TargetType.IMAGE, part["facts"]["image"]))
    for words in snapshot["words"].values():
        for name in translated_fields(model):
            text = words.get(name) or ""
            field = column_named(model, name)
            if field.is_relation and text:
                found.add((TYPE_OF_MODEL.get(related_model(model, name)), text))
            elif not field.is_relation:
                found |= {(Reference.TargetType.IMAGE, uid) for uid in IMAGE_IN_TEXT.findall(text)}
                found |= {(Reference.TargetType.CHART, uid) for uid in CHART_IN_TEXT.findall(text)}
                found |= {
                    (Reference.TargetType.PUBLICATION, uid) for uid in PUBLICATION_IN_TEXT.findall(text)
                }
    return sorted((target_type, uid) for target_type, uid in found if target_type)
