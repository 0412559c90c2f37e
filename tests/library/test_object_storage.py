"""Files in an object store: a site that keeps them there answers as one that keeps them on its disk."""

import errno
import hashlib
import io
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pyrage import x25519

from tests.factories import make_article, make_editor, publish_now
from tests.library import sounds, uploads
from tests.live_site import LiveSite, migrated_database
from tests.object_store import BUCKET, open_object_store
from thinktank import environment
from thinktank.library import object_storage
from thinktank.library.intake import take_document, take_image, take_recording
from thinktank.library.models import Document
from thinktank.library.object_storage import ObjectStorage
from thinktank.operations.status.machine import object_store as status_line
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.models import Edition
from thinktank.search.indexing import read_attached

CONTENT = os.urandom(300_000)


@pytest.fixture(scope="module")
def store():
    with open_object_store() as store:
        yield store


def storage_at(endpoint):
    return ObjectStorage(
        bucket=BUCKET, endpoint=endpoint, access_key="key", secret_key="a secret/with+signs", region="us-east-1", folder="private",
    )  # fmt: skip


@pytest.fixture
def storage(store):
    store.empty()
    return storage_at(store.endpoint)


def test_what_is_stored_is_read_sized_listed_and_deleted(storage):
    assert storage.save("images/a", ContentFile(CONTENT)) == "images/a"
    assert storage.save("images/a", ContentFile(CONTENT)) == "images/a"
    with storage.open("images/a") as file:
        assert file.read() == CONTENT
    assert (storage.exists("images/a"), storage.size("images/a")) == (True, len(CONTENT))
    assert list(storage.everything()) == [("images/a", len(CONTENT))]
    storage.delete("images/a")
    storage.delete("images/a")
    assert not storage.exists("images/a")
    with pytest.raises(FileNotFoundError):
        storage.open("images/a")


@hypothesis_settings(max_examples=30)
@given(
    moves=st.lists(
        st.tuples(st.integers(0, len(CONTENT) + 5), st.integers(0, 70_000)), min_size=1, max_size=6
    )
)
def test_an_object_is_read_as_a_file_wherever_one_moves(store, moves):
    storage = storage_at(store.endpoint)
    if not storage.exists("moved"):
        storage.save("moved", ContentFile(CONTENT))
    local = io.BytesIO(CONTENT)
    with storage.open("moved") as file:
        for place, length in moves:
            assert file.seek(place) == local.seek(place)
            assert file.read(length) == local.read(length)
        assert file.seek(0, io.SEEK_END) == len(CONTENT)


def test_a_store_that_is_away_or_refuses_is_a_broken_disk():
    def save(storage):
        return storage.save("x", ContentFile(b"x"))

    with open_object_store() as store:
        refusing = storage_at(store.endpoint)
        refusing.bucket = "nobodys-bucket"
        for ask in (lambda storage: storage.open("x"), save):
            with pytest.raises(OSError) as told:
                ask(refusing)
            assert told.value.errno == errno.EIO
    away = storage_at(store.endpoint)
    for name in ("open", "size", "exists", "delete"):
        with pytest.raises(OSError) as told:
            getattr(away, name)("x")
        assert told.value.errno == errno.EIO
    with pytest.raises(OSError):
        save(away)


def test_nobody_waits_for_a_store_that_has_just_kept_somebody_waiting(monkeypatch):
    monkeypatch.setattr(
        object_storage, "PATIENCE", {"read_timeout": 0.3, "retries": {"total_max_attempts": 1}}
    )
    monkeypatch.setattr(object_storage, "TRY_AGAIN", 0.5)

    def seconds_of_a_refusal():
        began = time.monotonic()
        with pytest.raises(OSError) as told:
            storage.open("x")
        assert told.value.errno == errno.EIO
        return time.monotonic() - began

    with open_object_store() as store:
        storage = storage_at(store.endpoint)
        storage.save("x", ContentFile(b"x"))
        with store.hanging():
            assert seconds_of_a_refusal() >= 0.3
            assert max(seconds_of_a_refusal() for _time in range(20)) < 0.1
            time.sleep(0.5)
            with ThreadPoolExecutor(8) as threads:
                waited = sorted(threads.map(lambda _n: seconds_of_a_refusal(), range(8)))
            assert waited[-1] >= 0.3 and waited[-2] < 0.25, "one asks whether it is back"
        time.sleep(0.5)
        assert storage.open("x").read() == b"x"


@pytest.mark.parametrize(
    ("url", "endpoint", "secret", "region"),
    [
        (
            "s3://key:a%2Fb@s3.example.org/files?region=eu-west-2",
            "https://s3.example.org",
            "a/b",
            "eu-west-2",
        ),
        ("s3://key:s@127.0.0.1:9000/files", "http://127.0.0.1:9000", "s", "us-east-1"),
    ],
)
def test_a_store_is_named_by_one_address(monkeypatch, url, endpoint, secret, region):
    monkeypatch.setenv("FILES_URL", url)
    [found] = environment.storages_of_files("FILES_URL", {"private": Path("/x/private")}).values()
    assert found["OPTIONS"] == {
        "bucket": "files", "endpoint": endpoint, "access_key": "key", "secret_key": secret, "region": region, "folder": "private",
    }  # fmt: skip


@pytest.mark.parametrize(
    "url", ["https://x/y", "s3://host/bucket", "s3://key:s@host", "s3://key:s@host/a/b", "x"]
)
def test_half_an_address_of_a_store_stops_the_start(monkeypatch, url):
    monkeypatch.setenv("FILES_URL", url)
    with pytest.raises(ImproperlyConfigured, match="FILES_URL must"):
        environment.storages_of_files("FILES_URL", {})


# A site of its own: `fill` and the others are called in its process


def fill():
    """Addresses of a picture, a recording and a PDF that are public, and of a picture that nothing public shows."""
    settings.ALLOWED_HOSTS, settings.SITE_ORIGIN = ["*"], "http://testserver"
    photo = take_image(uploads.upload(uploads.photo()), alt_en="A photo", needs_no_credit=True)
    draft = take_image(uploads.upload(uploads.encoded(uploads.drawing(900, 600), "PNG"), "draft.png"))
    episode = make_article(
        kind="audio", slug_en="bees", cover=photo,
        recording_en=take_recording(uploads.upload(sounds.mp3(100), "x.mp3")),
    )  # fmt: skip
    publish_now(episode, "en", by=make_editor("vera"))
    document = take_document(uploads.upload(uploads.pdf(), "x.pdf"))
    make_article(cover=draft)
    width = photo.widths()[-1]
    return {
        "picture": f"/media/r/{photo.rendition_key}/{width}.webp",
        "recording": "/en/articles/bees/recording.mp3",
        "draft": f"/media/r/{draft.rendition_key}/{draft.widths()[-1]}.webp",
        "document": document.sha256,
    }


def get(path, headers):
    """[status, digest of the content, its length as the header says, Content-Range]"""
    settings.ALLOWED_HOSTS, settings.SITE_ORIGIN = ["*"], "http://testserver"
    response = Client(raise_request_exception=False).get(path, headers=headers)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return [
        response.status_code,
        hashlib.sha256(content).hexdigest(),
        response.get("Content-Length"),
        response.get("Content-Range"),
    ]


def attached(sha256):
    """How many signs of text the PDF has, read by the child process."""
    return read_attached.func(sha256), Document.objects.get(sha256=sha256).file.size


def withdraw_episode():
    for edition in Edition.objects.filter(slug="bees"):
        withdraw(edition.publication, edition.language, public_note="Gone.", now=timezone.now())


def run(name, *arguments):
    said = io.StringIO()
    call_command(name, *arguments, stdout=said)
    return said.getvalue()


def line():
    found = status_line()
    return found and [str(found.found), found.is_well]


@pytest.fixture(scope="module")
def identity():
    return x25519.Identity.generate()


@pytest.fixture(scope="module")
def site(store, identity, tmp_path_factory):
    folder = tmp_path_factory.mktemp("elsewhere")
    url, remove = migrated_database(settings.DATABASES["default"], folder)
    site = LiveSite(
        folder, database_url=url, is_migrated=True, FILES_URL=store.url, FREE_SPACE_FLOOR="1",
        STATICFILES_STORAGE="django.contrib.staticfiles.storage.StaticFilesStorage",
        BACKUP_RECIPIENTS=str(identity.to_public()),
    )  # fmt: skip
    store.empty()
    yield site
    site.end_calls()
    remove()


def test_the_site_keeps_its_files_in_the_store_sends_them_and_backs_them_up(site, store, identity, tmp_path):
    paths = site.call(fill)
    assert {key.partition("/")[0] for key in store.keys()} == {"media", "private"}
    assert not [path for shelf in ("media", "private") for path in (site.folder / shelf).rglob("*")]

    status, picture, length, _range = site.call(get, paths["picture"], {})
    assert (status, length) == (200, str(_size(store, paths["picture"].removeprefix("/"))))
    whole = sounds.mp3(100)
    assert site.call(get, paths["recording"], {})[:2] == [200, hashlib.sha256(whole).hexdigest()]
    part = [206, hashlib.sha256(whole[50:151]).hexdigest(), "101", f"bytes 50-150/{len(whole)}"]
    assert site.call(get, paths["recording"], {"range": "bytes=50-150"}) == part
    assert site.call(get, paths["draft"], {})[0] == 404
    assert site.call(attached, paths["document"])[1] == len(uploads.pdf())
    assert site.call(line) == ["Answers.", True]

    (key_file := tmp_path / "identity").write_text(str(identity))
    (tmp_path / "backups").mkdir()
    site.call(run, "backup", str(tmp_path / "backups"))
    kept = {key: _digest(store, key) for key in store.keys()}
    assert "0 of them new" in site.call(run, "backup", str(tmp_path / "backups"), "--no-test")
    store.empty()
    assert site.call(get, paths["picture"], {})[0] == 404
    site.call(
        run,
        "restore",
        str(tmp_path / "backups"),
        "--identity",
        str(key_file),
        "--force",
        "replace the site that is here",
    )
    assert {key: _digest(store, key) for key in store.keys()} == kept
    assert site.call(get, paths["picture"], {})[:2] == [200, picture]

    site.call(withdraw_episode)
    assert [site.call(get, paths[name], {})[0] for name in ("picture", "recording")] == [404, 404]


def _size(store, key):
    return store.client.head_object(Bucket=BUCKET, Key=key)["ContentLength"]


def _digest(store, key):
    return hashlib.sha256(store.client.get_object(Bucket=BUCKET, Key=key)["Body"].read()).hexdigest()
