"""Take files into the library. The admin, importers and the demo all use these functions.

Only a child process opens the file (see sandbox.py). A file that it cannot read is refused with a message. Do not call
these functions within a transaction: a picture takes seconds, and SQLite has one write lock.
"""

import hashlib
import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy as _

from thinktank.delivery.bad_input import DISK_FULL
from thinktank.library.atomic_storage import atomic_storage
from thinktank.library.models import Document, Image, Recording, RenditionSet, new_rendition_key
from thinktank.library.names import clean_name, split_extension
from thinktank.library.sandbox import open_in_child

logger = logging.getLogger(__name__)

MAX_IMAGE_BYTES = 20 * 1024 * 1024
MAX_DOCUMENT_BYTES = 50 * 1024 * 1024
MAX_RECORDING_BYTES = 50 * 1024 * 1024
RECORDING_EXTENSIONS = {".mp3", ".m4a"}
IMAGE_EXTENSIONS = {"", ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".avif"}

REFUSALS = {
    "empty": (422, _("The file is empty.")),
    "image_too_large": (413, _("The file is too large: a picture can be 20 MB at most.")),
    "document_too_large": (413, _("The file is too large: a PDF can be 50 MB at most.")),
    "recording_too_large": (
        413,
        _("The file is too large: a recording can be 50 MB at most. Save it at a lower bit rate."),
    ),
    "too_many_pixels": (
        413,
        _(
            "The picture is too large: at most 40 megapixels and 12,000 pixels a side. Save it smaller and try again."
        ),
    ),
    "too_many_frames": (413, _("The animation has too many frames. Save its first frame as a picture.")),
    "memory": (
        422,
        _(
            "The file cannot be opened: it is broken or needs too much memory. Save it again, or make it smaller."
        ),
    ),
    "time": (422, _("Opening the file takes too long. Save it again, smaller or in another format.")),
    "not_picture": (415, _("This is not a picture we can show. Use JPEG, PNG, WebP, GIF or AVIF.")),
    "not_pdf": (415, _("This is not a PDF file.")),
    "not_audio": (415, _("This is not a recording we can play. Use MP3 or M4A.")),
    "encrypted": (422, _("The PDF is protected by a password. Save it without protection.")),
    "broken": (422, _("The file is broken or incomplete. Save it again and try once more.")),
    "busy": (503, _("Too many files are being opened at the moment. Try again in a minute.")),
    "cannot_write": (
        503,
        _("Files cannot be stored at the moment. Nothing was stored; please tell the site’s administrator."),
    ),
    "too_many": (
        429,
        _(
            "You have added very many files within a day. Nothing was stored; go on tomorrow, or ask an administrator."
        ),
    ),
    "disk_full": (507, _("There is no space left for the file. Nothing was stored.")),
}


class FileRefused(ValidationError):
    """The file is refused. The message is for people; `status` is the HTTP status of the response."""

    def __init__(self, code: str) -> None:
        self.status, sentence = REFUSALS[code]
        super().__init__(sentence, code=code)


def take_image(
    uploaded_file: File,
    *,
    title: str | None = None,
    then: Callable[[Image], object] | None = None,
    **words: str | int,
) -> Image:
    """Add a picture to the library, with field values such as alt_en="..." or focal_x=50. Raises ValidationError.

    For a file that the library has already, returns the existing picture unchanged, with `was_known` set. `then` is called
    with a new picture in the transaction that stores it: when it fails, nothing is stored.
    """
    if split_extension(clean_name(uploaded_file.name))[1] not in IMAGE_EXTENSIONS:
        raise FileRefused("not_picture")
    with _workplace() as folder:
        sha256 = _copy(uploaded_file, folder / "source", MAX_IMAGE_BYTES, "image_too_large")
        if known := _known(Image, sha256):
            return known
        image = Image(title=title or _title(uploaded_file), sha256=sha256, **words)
        image.clean_fields(exclude=["original", "media_type", "width", "height"])
        facts = _make_renditions(image, folder, image.focal_x, image.focal_y)
        for name in ("media_type", "width", "height", "frames", "likeness"):
            setattr(image, name, facts[name])
        return _store(image, image.original, folder / "source", renditions=folder / "renditions", then=then)


def refocus(image: Image, focal_x: int, focal_y: int) -> None:
    """Make new renditions around another focal point (per cent) under a new key. Old editions keep their files.

    Raises FileRefused.
    """
    with _workplace() as folder:
        with image.original.open("rb") as original:
            _copy(original, folder / "source", MAX_IMAGE_BYTES, "image_too_large")
        image.likeness = _make_renditions(image, folder, focal_x, focal_y)["likeness"]
        with atomic_storage() as storage:
            key = new_rendition_key()
            storage.put_renditions(key, folder / "renditions")
            image.focal_x, image.focal_y, image.rendition_key = focal_x, focal_y, key
            with transaction.atomic():
                RenditionSet.objects.create(image=image, key=key)
                image.save(update_fields=["focal_x", "focal_y", "rendition_key", "likeness"])


def take_document(
    uploaded_file: File, *, title: str | None = None, then: Callable[[Document], object] | None = None
) -> Document:
    """Add a PDF to the library. For a file that it has already, returns the existing one. Raises ValidationError."""
    filename = clean_name(uploaded_file.name)
    if split_extension(filename)[1] != ".pdf":
        raise FileRefused("not_pdf")
    with _workplace() as folder:
        sha256 = _copy(uploaded_file, folder / "source", MAX_DOCUMENT_BYTES, "document_too_large")
        if known := _known(Document, sha256):
            return known
        document = Document(title=title or _title(uploaded_file), filename=filename, sha256=sha256)
        document.size = (folder / "source").stat().st_size
        document.pages = _facts("pdf", folder / "source")["pages"]
        document.clean_fields(exclude=["file"])
        return _store(document, document.file, folder / "source", then=then)


def take_recording(
    uploaded_file: File, *, title: str | None = None, then: Callable[[Recording], object] | None = None
) -> Recording:
    """Add an MP3 or M4A file to the library, as `take_document` does. The content decides which of them it is."""
    filename = clean_name(uploaded_file.name)
    if split_extension(filename)[1] not in RECORDING_EXTENSIONS:
        raise FileRefused("not_audio")
    with _workplace() as folder:
        sha256 = _copy(uploaded_file, folder / "source", MAX_RECORDING_BYTES, "recording_too_large")
        if known := _known(Recording, sha256):
            return known
        recording = Recording(title=title or _title(uploaded_file), filename=filename, sha256=sha256)
        recording.size = (folder / "source").stat().st_size
        facts = _facts("audio", folder / "source")
        recording.media_type, recording.seconds = facts["media_type"], facts["seconds"]
        recording.clean_fields(exclude=["file"])
        return _store(recording, recording.file, folder / "source", then=then)


def _title(uploaded_file: File) -> str:
    return split_extension(clean_name(uploaded_file.name))[0].replace("_", " ").strip() or str(_("Untitled"))


@contextmanager
def _workplace() -> Iterator[Path]:
    """A temporary directory. Raises FileRefused when the disk is full or cannot be written within the context."""
    try:
        with tempfile.TemporaryDirectory(prefix="library-") as folder:
            yield Path(folder)
    except OSError as error:
        logger.error("A file cannot enter the library: %s", error)
        raise FileRefused("disk_full" if error.errno in DISK_FULL else "cannot_write") from error


def _copy(uploaded_file: File, path: Path, limit: int, too_large: str) -> str:
    """Copy the file, counting its bytes; returns its SHA-256. Raises FileRefused when it is empty or too large."""
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as copy:
        for chunk in uploaded_file.chunks():
            size += len(chunk)
            if size > limit:
                raise FileRefused(too_large)
            digest.update(chunk)
            copy.write(chunk)
    if not size:
        raise FileRefused("empty")
    return digest.hexdigest()


def _known[Stored: (Image, Document, Recording)](model: type[Stored], sha256: str) -> Stored | None:
    known = model.objects.filter(sha256=sha256).first()
    if known:
        known.was_known = True
    return known


def _make_renditions(image: Image, folder: Path, focal_x: int, focal_y: int) -> dict[str, Any]:
    (folder / "renditions").mkdir()
    return _facts("picture", folder / "source", folder / "renditions", focal_x, focal_y)


def _facts(kind: str, *arguments: str | int | Path) -> dict[str, Any]:
    answer = open_in_child(kind, *arguments)
    if why := answer.get("refused"):
        raise FileRefused(why if why in REFUSALS else "broken")
    return answer


def _store[Stored: (Image, Document, Recording)](
    instance: Stored,
    field_file: FieldFile,
    source: Path,
    *,
    renditions: Path | None = None,
    then: Callable[[Stored], object] | None = None,
) -> Stored:
    """Store the file and its row. Returns the row, or the row that another process has just stored for the same file."""
    try:
        with atomic_storage() as storage:
            if renditions and isinstance(instance, Image):
                storage.put_renditions(instance.rendition_key, renditions)
            storage.put(field_file, source)
            with transaction.atomic():
                instance.save()
                if renditions and isinstance(instance, Image):
                    RenditionSet.objects.create(image=instance, key=instance.rendition_key)
                if then:
                    then(instance)
    except IntegrityError:
        if known := _known(type(instance), instance.sha256):
            return known
        raise
    instance.was_known = False
    return instance
