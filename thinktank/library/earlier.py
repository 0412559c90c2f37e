"""Files that others have replaced in the library, and which file the record of an edition means."""

from typing import Any

from thinktank.library.models import Document, EarlierFile, Image, Recording


def keep_earlier_file(stored: Image | Document | Recording) -> None:
    """Keep the present file of `stored`, in the transaction in which another takes its place."""
    field_file = stored.original if isinstance(stored, Image) else stored.file
    EarlierFile.objects.create(
        owner_uid=stored.uid,
        file=field_file.name,
        sha256=stored.sha256,
        size=0 if isinstance(stored, Image) else stored.size,
        filename="" if isinstance(stored, Image) else stored.filename,
        media_type="" if isinstance(stored, Document) else stored.media_type,
    )


def file_of_record[Stored: (Document, Recording)](
    model: type[Stored], record: dict[str, Any]
) -> Stored | EarlierFile | None:
    """What holds the file of a record: the document or recording, or the earlier file that the record was made with.

    A record without a digest means the present file.
    """
    found = model.objects.filter(uid=record["uid"]).first()
    sha256 = record.get("sha256")
    if found is None or sha256 in {None, found.sha256}:
        return found
    return EarlierFile.objects.filter(owner_uid=found.uid, sha256=sha256).first()
