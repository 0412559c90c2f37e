"""Store several files atomically: all of them, or none."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files import File
from django.core.files.storage import Storage, default_storage
from django.db.models.fields.files import FieldFile


def rendition_name(key: str, filename: str) -> str:
    """The name of a rendition in public storage: "r/<key>/card-640.avif"."""
    return f"r/{key}/{filename}"


class AtomicStorage:
    """Stores files; `clear` removes all that it has stored."""

    def __init__(self) -> None:
        self._stored: list[tuple[Storage, str]] = []

    def put_renditions(self, key: str, folder: Path) -> None:
        self._stored.append((default_storage, f"r/{key}"))  # the directory is removed last
        for path in sorted(folder.iterdir()):
            with path.open("rb") as file:
                name = default_storage.save(rendition_name(key, path.name), File(file))
            self._stored.append((default_storage, name))

    def put(self, field_file: FieldFile, path: Path) -> None:
        """Store the file under the name that its field generates."""
        with path.open("rb") as file:
            field_file.save(path.name, File(file), save=False)
        self._stored.append((field_file.storage, field_file.name or ""))

    def clear(self) -> None:
        while self._stored:
            storage, name = self._stored.pop()
            storage.delete(name)


@contextmanager
def atomic_storage() -> Iterator[AtomicStorage]:
    """A context whose files are removed again when it ends with an exception."""
    storage = AtomicStorage()
    try:
        yield storage
    except BaseException:
        storage.clear()
        raise
