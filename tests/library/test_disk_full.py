"""When the disk is full at any moment of an upload, the user gets a message, and no file or row is left."""

import contextlib
import resource
import shutil
import subprocess

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import OperationalError

from tests.library import uploads
from thinktank.library.intake import FileRefused, take_document, take_image
from thinktank.library.models import Document, Image

pytestmark = pytest.mark.django_db


@contextlib.contextmanager
def no_file_larger_than(size):
    """The kernel limits the size of files, for root too. The error is EFBIG, where that of a full disk is ENOSPC."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# The upload is small and its renditions are large, so storing fails after copying and decoding have succeeded.
SWELLING = uploads.encoded(uploads.drawing(1600, 1200), "WEBP", quality=1)


@pytest.mark.parametrize("limit", [1000, 5000, 20_000, 40_000])
def test_an_image_that_does_not_fit_leaves_nothing(shelves, limit):
    with no_file_larger_than(limit), pytest.raises(FileRefused) as refusal:
        take_image(uploads.upload(SWELLING, "x.webp"))

    assert (refusal.value.code, refusal.value.status) == ("disk_full", 507)
    assert shelves.files() == []
    assert not Image.objects.exists()


def test_the_picture_of_that_test_fits_on_an_empty_disk_and_is_small_itself(shelves):
    image = take_image(uploads.upload(SWELLING, "x.webp"))

    sizes = [path.stat().st_size for path in (shelves.public / "r" / image.rendition_key).iterdir()]
    assert len(SWELLING) < 20_000
    assert 40_000 < max(sizes)


def test_an_upload_whose_entry_in_the_history_cannot_be_written_leaves_nothing(shelves):
    def fail(image):
        assert Image.objects.get() == image
        raise OperationalError("database or disk is full")

    with pytest.raises(OperationalError):
        take_image(uploads.upload(uploads.photo()), then=fail)
    assert shelves.files() == []
    assert not Image.objects.exists()


def test_a_document_that_does_not_fit_leaves_nothing(shelves):
    with no_file_larger_than(500), pytest.raises(FileRefused, match="no space left"):
        take_document(uploads.upload(uploads.pdf(), "x.pdf"))

    assert shelves.files() == []
    assert not Document.objects.exists()


def test_some_space_is_always_left_for_the_rest_of_the_site(shelves, settings):
    settings.FREE_SPACE_FLOOR = 10**18

    with pytest.raises(FileRefused, match="no space left"):
        take_image(uploads.upload(uploads.photo()))

    assert shelves.files() == []


def test_storage_never_shows_half_a_file(shelves):
    storage = storages["private"]

    with no_file_larger_than(1000), pytest.raises(OSError):
        storage.save("images/x", ContentFile(b"x" * 5000))

    assert shelves.files() == []
    assert storage.save("images/x", ContentFile(b"x" * 500)) == "images/x"
    assert shelves.files() == ["images/x"]


def test_the_admin_answers_507_and_works_afterwards(shelves, client, settings):
    client.force_login(User.objects.create_superuser("editor"))
    upload = uploads.upload(uploads.photo())
    floor, settings.FREE_SPACE_FLOOR = settings.FREE_SPACE_FLOOR, 10**18

    response = client.post("/admin/library/image/add/", {"upload": upload})

    assert response.status_code == 507
    assert "There is no space left for the file. Nothing was stored." in response.text
    settings.FREE_SPACE_FLOOR = floor
    upload.seek(0)
    assert client.post("/admin/library/image/add/", {"upload": upload}).status_code == 302


def test_a_form_whose_file_does_not_even_fit_while_it_arrives_is_answered_507(client, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000

    with no_file_larger_than(2000):
        response = client.post("/admin/library/image/add/", {"upload": uploads.upload(b"x" * 50_000)})

    assert response.status_code == 507


@contextlib.contextmanager
def small_disk(path):
    """A file system of 60 kB at `path`; where mounting is not allowed, the limit on files stands in for it."""
    path.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=60k", "tmpfs", str(path)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        with no_file_larger_than(30_000):
            yield
        return
    try:
        yield
    finally:
        subprocess.run(["umount", str(path)], check=True)


def test_a_small_disk_that_really_is_full_leaves_nothing(shelves):
    with small_disk(shelves.public):
        with pytest.raises(FileRefused) as refusal:
            take_image(uploads.upload(SWELLING, "x.webp"))

        assert refusal.value.code == "disk_full"
        assert shelves.files() == []
