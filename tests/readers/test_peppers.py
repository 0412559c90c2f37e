import errno
import multiprocessing
import os
import uuid
from pathlib import Path

import pytest

from thinktank.readers.peppers import (
    fingerprint,
    has_pepper,
    make_pepper,
    pepper_path,
    read_pepper,
    shred_peppers,
    voter_key,
)
from thinktank.readers.secret_files import SecretUnavailable, read_or_make_secret, shred


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.PEPPER_DIR = tmp_path / "peppers"


def test_a_pepper_is_made_once_and_kept_from_other_eyes():
    uid = uuid.uuid4()

    pepper = make_pepper("polls", uid)

    assert len(pepper) == 32
    assert make_pepper("polls", uid) == read_pepper("polls", uid) == pepper
    assert pepper_path("polls", uid).stat().st_mode & 0o777 == 0o600
    assert pepper_path("polls", uid).parent.stat().st_mode & 0o777 == 0o700


def _make(path, start, answers):
    start.wait()
    answers.put(read_or_make_secret(Path(path)))


def test_processes_that_come_at_once_get_the_same_secret(tmp_path):
    spawn = multiprocessing.get_context("fork")
    for round_number in range(20):
        start, answers = spawn.Event(), spawn.Queue()
        path = tmp_path / "secrets" / f"{round_number}"
        processes = [spawn.Process(target=_make, args=(path, start, answers)) for _ in range(8)]
        for process in processes:
            process.start()
        start.set()
        secrets = {answers.get(timeout=30) for _ in processes}
        for process in processes:
            process.join()
        assert len(secrets) == 1
        assert [each.name for each in path.parent.iterdir() if each.name.startswith(".")] == []


def test_shredding_overwrites_and_removes_a_pepper():
    uid = uuid.uuid4()
    pepper = make_pepper("polls", uid)
    handle = pepper_path("polls", uid).open("rb")

    assert shred_peppers("polls", [uid])

    with handle:
        assert handle.read() != pepper
    assert not has_pepper("polls", uid)
    assert not shred_peppers("polls", [uid])
    with pytest.raises(SecretUnavailable):
        read_pepper("polls", uid)


def test_drafts_that_a_killed_process_left_are_destroyed_with_the_secret():
    uid = uuid.uuid4()
    make_pepper("polls", uid)
    left = pepper_path("polls", uid).with_name(f".{uid}.0011")
    os.link(pepper_path("polls", uid), left)

    assert shred_peppers("polls", [uid])
    assert not left.exists()


def test_a_pepper_that_cannot_be_destroyed_is_logged_and_does_not_stop_the_others(caplog):
    stuck, free = uuid.uuid4(), uuid.uuid4()
    pepper_path("polls", stuck).mkdir(parents=True)
    make_pepper("polls", free)

    assert shred_peppers("polls", [stuck, free]) == 1
    assert (has_pepper("polls", free), str(stuck) in caplog.text) == (False, True)
    pepper_path("polls", stuck).rmdir()


def test_an_unwritable_folder_raises_secret_unavailable(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")

    with pytest.raises(SecretUnavailable):
        read_or_make_secret(blocked / "secret")


def test_an_unreadable_folder_raises_secret_unavailable(tmp_path, monkeypatch):
    def closed(path, **options):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "stat", closed)
    for ask in (lambda: read_or_make_secret(tmp_path / "secret"), lambda: has_pepper("polls", uuid.uuid4())):
        with pytest.raises(SecretUnavailable):
            ask()


def test_a_file_of_another_length_is_no_secret(tmp_path):
    path = tmp_path / "secret"
    path.write_bytes(b"short")

    with pytest.raises(SecretUnavailable):
        read_or_make_secret(path)
    assert shred(path)


def test_keys_differ_by_poll_by_pepper_and_by_reader():
    first, second = uuid.uuid4(), uuid.uuid4()
    keys = {
        voter_key(pepper, uid, secret)
        for pepper in (b"p" * 32, b"q" * 32)
        for uid in (first, second)
        for secret in (b"s" * 32, b"t" * 32)
    }

    assert len(keys) == 8
    assert {len(key) for key in keys} == {32}
    assert fingerprint(b"p" * 32) != fingerprint(b"q" * 32)
