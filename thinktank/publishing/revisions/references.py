"""What a working copy uses, found in its snapshot: feeds "used by", link checks and file access."""

import re

from thinktank.library.models import Document, Image, Recording
from thinktank.publishing.models import Reference
from thinktank.publishing.revisions.snapshot import fact_fields, translated_fields

UID = r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
IMAGE_IN_TEXT = re.compile(rf'src="/library/{UID}/"')
PUBLICATION_IN_TEXT = re.compile(rf'href="publication:{UID}"')
TYPE_OF_MODEL = {
    Image: Reference.TargetType.IMAGE,
    Document: Reference.TargetType.DOCUMENT,
    Recording: Reference.TargetType.RECORDING,
}


def references_in_snapshot(model, snapshot):
    """Distinct (target type, uid) pairs that the publication's own fields and texts point at."""
    found = set()
    for field in fact_fields(model):
        if field.is_relation and (uid := snapshot["facts"].get(field.name)):
            found.add((TYPE_OF_MODEL.get(field.related_model), uid))
    for part in snapshot["parts"].get("pictures", []):
        found.add((Reference.TargetType.IMAGE, part["facts"]["image"]))
    for words in snapshot["words"].values():
        for name in translated_fields(model):
            text = words.get(name) or ""
            field = model._meta.get_field(name)
            if field.is_relation and text:
                found.add((TYPE_OF_MODEL.get(field.related_model), text))
            elif not field.is_relation:
                found |= {(Reference.TargetType.IMAGE, uid) for uid in IMAGE_IN_TEXT.findall(text)}
                found |= {
                    (Reference.TargetType.PUBLICATION, uid) for uid in PUBLICATION_IN_TEXT.findall(text)
                }
    return sorted((target_type, uid) for target_type, uid in found if target_type)
