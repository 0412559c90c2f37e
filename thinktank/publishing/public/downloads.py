"""Links to the files made from editions, with format, length and size."""

import datetime
from dataclasses import dataclass
from typing import TypedDict

from thinktank.publishing.models import Edition, EditionFile
from thinktank.publishing.public.surroundings import Surroundings, generated_file_of

Kind = EditionFile.Kind
ADDRESSES: dict[str, str] = {
    Kind.PDF: "pdf",
    Kind.PARALLEL_PDF: "pdf/parallel",
    Kind.EPUB: "epub",
    Kind.SHARE_IMAGE: "share-image",
}
EXTENSIONS = {
    "application/pdf": "pdf",
    "application/epub+zip": "epub",
    "image/png": "png",
    "image/jpeg": "jpeg",
}


class MadeFile(TypedDict):
    """What `generated_file_of` says of a file."""

    size: int  # bytes
    pages: int | None
    media_type: str
    beside: int | None  # the id of the other edition in the file


@dataclass(frozen=True)
class Download:
    """A link to a file, with its format and length."""

    kind: str
    format: str
    path: str
    media_type: str
    size: int
    pages: int | None


def downloads_of(
    edition: Edition, surroundings: Surroundings, now: datetime.datetime, *, is_numbered: bool
) -> dict[str, Download]:
    """{kind in lower case: link} for the files of an edition. Takes no query: `surroundings` has the rows."""
    base = edition.get_absolute_url()
    own = next((row for row in surroundings.own if row.pk and row.pk == edition.pk), None)
    numbered = f"{base}editions/{edition.number}/" if is_numbered else base
    if own is None:
        return {}
    alone = {kind: generated_file_of(own, kind) for kind in (Kind.PDF, Kind.EPUB)}
    found = {kind: _download(kind, numbered, made) for kind, made in alone.items() if made}
    if both := _with_both(own, surroundings, now):
        found[Kind.PARALLEL_PDF] = _download(Kind.PARALLEL_PDF, base, both)
    return {kind.name.lower(): download for kind, download in found.items()}


def _with_both(own: Edition, surroundings: Surroundings, now: datetime.datetime) -> MadeFile | None:
    live = {row.pk for row in surroundings.own if row.is_live(now)}
    for row in surroundings.own:
        made = generated_file_of(row, Kind.PARALLEL_PDF)
        if made and {row.pk, made["beside"]} <= live and own.pk in (row.pk, made["beside"]):
            return made
    return None


def _download(kind: EditionFile.Kind, base: str, made: MadeFile) -> Download:
    return Download(
        kind=kind,
        format=EXTENSIONS[made["media_type"]].upper(),
        path=f"{base}{ADDRESSES[kind]}/",
        media_type=made["media_type"],
        size=made["size"],
        pages=made["pages"],
    )
