"""Take files into the library. The admin, importers and the demo all use these functions.

Only a child process opens the file (see sandbox.py). A file that it cannot read is refused with a message. Do not call
these functions within a transaction: a picture takes seconds, and SQLite has one write lock.
"""

import datetime
import hashlib
import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from thinktank.delivery.bad_input import DISK_FULL
from thinktank.library.atomic_storage import AtomicStorage, atomic_storage
from thinktank.library.earlier import keep_earlier_file
from thinktank.library.models import Document, Image, Recording, RenditionSet, new_rendition_key
from thinktank.library.names import clean_name, split_extension
from thinktank.library.sandbox import open_in_child

logger = logging.getLogger(__name__)

MAX_IMAGE_BYTES = 20 * 1024 * 1024
MAX_DOCUMENT_BYTES = 50 * 1024 * 1024
MAX_RECORDING_BYTES = 50 * 1024 * 1024
RECORDING_EXTENSIONS = {".mp3", ".m4a"}
IMAGE_EXTENSIONS = {"", ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".avif"}
CLOCKS_DIFFER = datetime.timedelta(minutes=1)  # at most, of two servers
# The fields that the child process tells, and all that change with the file
FACTS: dict[type[models.Model], list[str]] = {
    Image: ["media_type", "width", "height", "frames", "likeness"],
    Document: ["pages"],
    Recording: ["media_type", "seconds"],
}
REPLACED: dict[type[models.Model], list[str]] = {
    Image: ["original", "sha256", "rendition_key", *FACTS[Image]],
    Document: ["file", "sha256", "filename", "size", *FACTS[Document]],
    Recording: ["file", "sha256", "filename", "size", *FACTS[Recording]],
}

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
    "same_file": (422, _("This is the file that is here already. Nothing has changed.")),
    "known": (
        422,
        _(
            "The library has this file already, under the title “%(title)s”. Choose that one where you need it, or send another file."
        ),
    ),
    "replaced_meanwhile": (
        409,
        _(
            "Somebody replaced this file after you had opened the page. Nothing has changed: look at the new file, then decide again."
        ),
    ),
    "disk_full": (507, _("There is no space left for the file. Nothing was stored.")),
}


class FileRefused(ValidationError):
    """The file is refused. The message is for people; `status` is the HTTP status of the response."""

    def __init__(self, code: str, **words: str) -> None:
        self.status, sentence = REFUSALS[code]
        super().__init__(sentence, code=code, params=words or None)


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
    return _take(Image(title=title or _title(uploaded_file), **words), uploaded_file, then)


def take_document(
    uploaded_file: File, *, title: str | None = None, then: Callable[[Document], object] | None = None
) -> Document:
    """Add a PDF to the library. For a file that it has already, returns the existing one. Raises ValidationError."""
    return _take(Document(title=title or _title(uploaded_file)), uploaded_file, then)


def take_recording(
    uploaded_file: File, *, title: str | None = None, then: Callable[[Recording], object] | None = None
) -> Recording:
    """Add an MP3 or M4A file to the library, as `take_document` does. The content decides which of them it is."""
    return _take(Recording(title=title or _title(uploaded_file)), uploaded_file, then)


def _take[Stored: (Image, Document, Recording)](
    new: Stored, uploaded_file: File, then: Callable[[Stored], object] | None
) -> Stored:
    with _workplace() as folder:
        _receive(new, uploaded_file, folder)
        if known := _known(type(new), new.sha256):
            return known
        new.clean_fields(exclude=["original", "file", *FACTS[type(new)]])
        _read(new, folder)
        return _store(new, folder, then=then)


def refocus(image: Image, focal_x: int, focal_y: int) -> None:
    """Make new renditions around another focal point (per cent) under a new key. Old editions keep their files.

    Raises FileRefused.
    """
    with _workplace() as folder:
        with image.original.open("rb") as original:
            _copy(original, folder / "source", MAX_IMAGE_BYTES, "image_too_large")
        image.likeness = _make_renditions(folder, focal_x, focal_y)["likeness"]
        with atomic_storage() as storage:
            key = new_rendition_key()
            storage.put_renditions(key, folder / "renditions")
            before = RenditionSet.objects.filter(key=image.rendition_key).first()
            image.focal_x, image.focal_y, image.rendition_key = focal_x, focal_y, key
            with transaction.atomic():
                replaced_at = before.replaced_at if before else None
                RenditionSet.objects.create(image=image, key=key, replaced_at=replaced_at)
                image.save(update_fields=["focal_x", "focal_y", "rendition_key", "likeness"])


def replace_file[Stored: (Image, Document, Recording)](
    stored: Stored, uploaded_file: File, *, shown: str, then: Callable[[Stored], object] | None = None
) -> Stored:
    """Put another file in the place of that of `stored`, and keep the old one for the editions that were published with it.

    `shown` is the SHA-256 of the file that the person saw. Title, words and focal point stay. Raises FileRefused, also when
    somebody else has replaced the file in the meantime.
    """
    new = type(stored)()
    if isinstance(new, Image) and isinstance(stored, Image):
        new.focal_x, new.focal_y = stored.focal_x, stored.focal_y
    with _workplace() as folder:
        _receive(new, uploaded_file, folder)
        _refuse_known(stored, new.sha256)
        _read(new, folder)
        try:
            with atomic_storage() as storage:
                _put(storage, new, folder)
                with transaction.atomic():
                    return _exchange(stored, new, shown, then)
        except IntegrityError:
            _refuse_known(stored, new.sha256)
            raise


def _exchange[Stored: (Image, Document, Recording)](
    stored: Stored, new: Stored, shown: str, then: Callable[[Stored], object] | None
) -> Stored:
    current = type(stored).objects.select_for_update().get(pk=stored.pk)
    if current.sha256 != shown:
        raise FileRefused("replaced_meanwhile")
    keep_earlier_file(current)
    for name in REPLACED[type(stored)]:
        setattr(current, name, getattr(new, name))
    current.save(update_fields=REPLACED[type(stored)])
    if isinstance(current, Image):
        replaced_at = timezone.now() - CLOCKS_DIFFER
        RenditionSet.objects.create(image=current, key=current.rendition_key, replaced_at=replaced_at)
    if then:
        then(current)
    return current


def _refuse_known(stored: Image | Document | Recording, sha256: str) -> None:
    known = type(stored).objects.filter(sha256=sha256).first()
    if known is not None:
        raise FileRefused("same_file" if known.pk == stored.pk else "known", title=known.title)


def _accepted(model: type[models.Model]) -> tuple[set[str], str, int, str]:
    """Of a model: extensions, the refusal of any other, most bytes, the refusal of more."""
    if model is Image:
        return IMAGE_EXTENSIONS, "not_picture", MAX_IMAGE_BYTES, "image_too_large"
    if model is Document:
        return {".pdf"}, "not_pdf", MAX_DOCUMENT_BYTES, "document_too_large"
    return RECORDING_EXTENSIONS, "not_audio", MAX_RECORDING_BYTES, "recording_too_large"


def _receive(new: Image | Document | Recording, uploaded_file: File, folder: Path) -> None:
    """Copy the file to folder/source and note what is known without opening it. Raises FileRefused."""
    extensions, wrong_kind, limit, too_large = _accepted(type(new))
    filename = clean_name(uploaded_file.name)
    if split_extension(filename)[1] not in extensions:
        raise FileRefused(wrong_kind)
    new.sha256 = _copy(uploaded_file, folder / "source", limit, too_large)
    if not isinstance(new, Image):
        new.filename, new.size = filename, (folder / "source").stat().st_size


def _read(new: Image | Document | Recording, folder: Path) -> None:
    """Open folder/source in the child process and set the fields that follow from it. Raises FileRefused."""
    if isinstance(new, Image):
        facts = _make_renditions(folder, new.focal_x, new.focal_y)
    else:
        facts = _facts("pdf" if isinstance(new, Document) else "audio", folder / "source")
    for name in FACTS[type(new)]:
        setattr(new, name, facts[name])


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


def _make_renditions(folder: Path, focal_x: int, focal_y: int) -> dict[str, Any]:
    (folder / "renditions").mkdir()
    return _facts("picture", folder / "source", folder / "renditions", focal_x, focal_y)


def _facts(kind: str, *arguments: str | int | Path) -> dict[str, Any]:
    answer = open_in_child(kind, *arguments)
    if why := answer.get("refused"):
        raise FileRefused(why if why in REFUSALS else "broken")
    return answer


def _put(storage: AtomicStorage, new: Image | Document | Recording, folder: Path) -> None:
    """Store folder/source, and the renditions of a picture."""
    if isinstance(new, Image):
        storage.put_renditions(new.rendition_key, folder / "renditions")
    storage.put(new.original if isinstance(new, Image) else new.file, folder / "source")


def _store[Stored: (Image, Document, Recording)](
    instance: Stored, folder: Path, *, then: Callable[[Stored], object] | None = None
) -> Stored:
    """Store the file and its row. Returns the row, or the row that another process has just stored for the same file."""
    try:
        with atomic_storage() as storage:
            _put(storage, instance, folder)
            with transaction.atomic():
                instance.save()
                if isinstance(instance, Image):
                    RenditionSet.objects.create(image=instance, key=instance.rendition_key)
                if then:
                    then(instance)
    except IntegrityError:
        if known := _known(type(instance), instance.sha256):
            return known
        raise
    instance.was_known = False
    return instance
