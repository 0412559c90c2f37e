"""A backup is whole or is none; it holds what it should and nothing it should not; a changed byte is noticed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection
from pyrage import x25519

from tests.backups.site import (
    TITLE,
    copy_over_tls,
    erase_edition,
    found,
    let_the_worker_look,
    restore_tests_at_once,
)
from tests.live_site import ROOT
from thinktank.backups.fault import BackupFault
from thinktank.backups.make import _ask_for_space
from thinktank.backups.manifest import read_manifest
from thinktank.backups.restore import IN_WORDS
from thinktank.backups.rotation import is_name
from thinktank.backups.store import Store, find_backup


def make_another(backups, store=None):
    time.sleep(1.1)  # names are seconds
    code, said = backups.site.run("backup", store or backups.store, "--no-test")
    assert code == 0, said
    return said


def flip_a_byte(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    return path


def manifest_of(folder):
    return json.loads((folder / "manifest.json").read_text())


def secrets_of(backups):
    files = [path for folder in ("keys", "peppers") for path in (backups.site.folder / folder).rglob("*")]
    return [path.read_bytes() for path in files if path.is_file()]


def results_of(backups):
    return json.loads((backups.site.folder / "backups.json").read_text())


def test_a_backup_is_made_tested_and_noted(backups):
    code, said = backups.said
    assert (code, "Tested: The database is back" in said) == (0, True), said
    assert {what for what, each in results_of(backups).items() if each["is_good"]} >= {
        "good backup",
        "test",
        "good test",
    }


def test_nothing_in_it_can_be_read_without_the_key(backups):
    secrets = [TITLE.encode(), b"vera", *secrets_of(backups)]
    assert len(secrets) >= 5
    for path in (path for path in backups.store.rglob("*") if path.is_file()):
        content = path.read_bytes()
        assert path.suffix != ".age" or content.startswith(b"age-encryption.org/v1")
        assert not [secret for secret in secrets if secret in content], path


def test_keys_and_peppers_lie_apart_and_sessions_nowhere(backups):
    manifest = manifest_of(backups.path(0))
    roots = {each["name"].split("/")[0] for each in manifest["files"]}
    assert (roots, manifest["counts"]["django_session"]) == ({"media", "private"}, 0)
    assert manifest["counts"]["polls_pollvoter"] == 3
    assert (backups.keys / "keys.age").exists()


def test_another_backup_copies_no_file_again(backups):
    before = {path: path.stat().st_mtime_ns for path in backups.store.glob("files/*/*.age")}
    assert " 0 of them new" in make_another(backups)
    assert {path: path.stat().st_mtime_ns for path in backups.store.glob("files/*/*.age")} == before


def test_what_others_put_into_the_store_is_neither_a_backup_nor_touched(backups, copied_store):
    foreign = [
        copied_store / path
        for path in (
            "backups/notes/a", "backups/.snapshot/a", "backups/2026-1-1T1-1-1Z/a", "files/ab/.DS_Store", "files/ab/a.age",
        )
    ]  # fmt: skip
    for path in foreign:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    make_another(backups, copied_store)
    assert [path.exists() for path in foreign] == [True] * 5
    assert find_backup(copied_store)[1] > backups.names()[-1]
    assert is_name(find_backup(copied_store)[1])


def test_a_store_may_lie_in_a_folder_named_backups(backups, tmp_path):
    store = tmp_path / "backups" / "of-the-site"
    shutil.copytree(backups.path(0), store / "backups" / backups.names()[0])
    assert find_backup(store) == (Store(store), backups.names()[0])
    assert find_backup(store / "backups" / backups.names()[0]) == (Store(store), backups.names()[0])


@pytest.mark.parametrize("which", ["database.age", "manifest.json", "manifest.sha256", "file"])
def test_a_flipped_byte_anywhere_is_refused_and_named(backups, nowhere, copied_store, which):
    folder = copied_store / "backups" / backups.names()[-1]
    path = flip_a_byte(min(copied_store.glob("files/*/*.age")) if which == "file" else folder / which)
    code, said = nowhere.run("restore", folder, "--identity", backups.key_file)
    named = "manifest.sha256" if which == "manifest.json" else path.name
    assert (code, named in said, "--despite-lost-files" in said) == (1, True, which == "file"), said
    assert not (nowhere.folder / "private").exists()


def test_a_damaged_file_is_encrypted_again_and_then_no_backup_lacks_it(backups, copied_store):
    store = Store(copied_store)

    def lost():
        return {
            reason
            for name in store.names()
            for reason in store.lost_files(read_manifest(store.folder(name))).values()
        }

    damaged = flip_a_byte(min(copied_store.glob("files/*/*.age")))
    time.sleep(1.1)
    code, said = backups.site.run("backup", copied_store, "--test")
    assert (code, f"{damaged.name} is damaged" in said) == (2, True), said
    assert lost() == {f"{damaged.relative_to(copied_store)} is missing"}
    assert " 1 of them new" in make_another(backups, copied_store)
    assert (lost(), list(copied_store.glob("files/*/*.damaged"))) == (set(), [])

    os.truncate(damaged, 100)
    assert " 1 of them new" in make_another(backups, copied_store)
    assert lost() == set()


def test_what_is_not_lost_can_be_restored(backups, copied_store):
    (copied_store / "erasures.age").unlink(missing_ok=True)
    lost, place = flip_a_byte(min(copied_store.glob("files/*/*.age"))), backups.empty_place("rest")

    def restore(*options):
        order = [copied_store, "--identity", backups.key_file, "--keys", backups.keys / "keys.age"]
        return place.run("restore", *order, "--force", IN_WORDS, *options)

    code, said = restore("--without-files")
    assert (code, list((place.folder / "private").rglob("*.*"))) == (0, []), said
    (copied_store / "erasures.age").write_bytes(b"damaged")
    code, said = restore("--without-files")
    assert (code, "erasures.age cannot be" in said, "--despite-lost-files" in said) == (1, True, True), said
    code, said = restore("--despite-lost-files")
    assert (code, f"{lost.name} is damaged" in said, "erasures.age cannot be" in said) == (2, True, True), (
        said
    )
    files = manifest_of(max((copied_store / "backups").glob("2*")))["files"]
    assert {each["name"] for each in files if not (place.folder / each["name"]).exists()} == {
        each["name"] for each in files if each["plain"] == lost.stem
    }


def test_a_missing_file_and_a_stranger_s_key_are_refused(backups, nowhere, copied_store, tmp_path):
    stranger = tmp_path / "stranger"
    stranger.write_text(str(x25519.Identity.generate()))
    code, said = nowhere.run("restore", copied_store, "--identity", stranger)
    assert (code, "database.age cannot be decrypted" in said) == (1, True), said
    gone = min(copied_store.glob("files/*/*.age"))
    gone.unlink()
    code, said = nowhere.run("restore", copied_store, "--identity", backups.key_file)
    assert (code, f"{gone.name} is missing" in said) == (1, True), said


def test_a_restored_site_is_the_same_and_later_erasures_are_applied_again(backups):
    doomed, kept = backups.uids
    backups.site.call(erase_edition, doomed)
    make_another(backups)  # with which the newest list of erasures goes to the store
    order = [backups.path(0), "--identity", backups.key_file]
    place = backups.empty_place("restored")

    code, said = place.run("restore", *order, "--keys", backups.keys / "keys.age")

    assert (code, "1 editions erased again" in said) == (0, True), said
    assert place.call(found, doomed, kept) == {
        "is_erased": True, "status": 200, "has_picture": True, "sessions": 0,
    }  # fmt: skip
    assert place.run("verify_audit")[0] == 0
    code, said = place.run("restore", *order)
    assert (code, "There is a site here already" in said) == (1, True), said
    code, said = place.run("restore", *order, "--force", IN_WORDS)
    assert code == 0, said


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"BACKUP_RECIPIENTS": []}, "BACKUP_RECIPIENTS is not set"),
        ({"BACKUP_RECIPIENTS": ["age1nothing"]}, "no public key of age"),
        ({"BACKUP_KEYS_DIR": "{store}/keys"}, "must lie apart"),
        ({"BACKUP_KEYS_DIR": "{store}-unmounted/keys"}, "for BACKUP_KEYS_DIR: mount"),
        ({"VAR_DIR": "{store}/.."}, "is within VAR_DIR"),
        ({"FREE_SPACE_FLOOR": 10**18}, "must stay free"),
    ],
)
def test_what_is_missing_is_said(backups, changed, sentence):
    told = {
        key: value.format(store=backups.store) if isinstance(value, str) else value
        for key, value in changed.items()
    }
    before = backups.names()
    code, said = backups.site.run("backup", backups.store, **told)
    assert (code, sentence in said) == (1, True), said
    assert backups.names() == before


def test_a_folder_that_is_not_there_is_not_made_and_the_failure_is_noted(backups, tmp_path):
    unmounted = tmp_path / "unmounted"
    code, said = backups.site.run("backup", BACKUP_TARGET=str(unmounted))
    assert (code, f"mkdir {unmounted}" in said) == (1, True), said
    assert not unmounted.exists()
    assert f"There is no folder {unmounted}" in results_of(backups)["backup"]["said"]


def test_other_stores_say_nothing_of_the_site(backups, tmp_path):
    before = results_of(backups)
    assert backups.site.run("test_restore", tmp_path, "--identity", backups.key_file)[0] == 1
    assert backups.site.run("backup", tmp_path / "unmounted")[0] == 1
    assert backups.site.run("backup", tmp_path, "--no-test")[0] == 0
    assert results_of(backups) == before


def test_few_bytes_are_not_said_to_be_none(settings, tmp_path):
    settings.FREE_SPACE_FLOOR = 10**18
    with pytest.raises(BackupFault, match="free; 10.bytes are needed"):
        _ask_for_space(tmp_path, 10)


def test_the_worker_begins_one_when_an_hour_is_over_and_no_second_beside_it(backups):
    before = backups.names()
    time.sleep(1.1)
    assert backups.site.call(let_the_worker_look, str(backups.store)) == [[False, True, True], True, 0]
    assert len(backups.names()) == len(before) + 1


def test_two_at_once_make_one(backups):
    with Store(backups.store).locked():
        code, said = backups.site.run("backup", backups.store)
    assert (code, "Another backup is being made" in said) == (1, True), said


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is on the disk")
def test_the_programs_of_postgresql_insist_on_tls_when_the_site_does(backups):
    assert "does not support SSL" in backups.site.call(copy_over_tls)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="On SQLite each has a file of its own")
def test_a_restore_test_by_hand_and_one_of_the_worker_wait_for_each_other(backups):
    assert backups.site.call(restore_tests_at_once) == ["begun", "ended"] * 2


def test_a_backup_that_is_killed_leaves_nothing_that_counts_as_one(backups):
    before = backups.names()
    time.sleep(1.1)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.backups.killed", str(backups.store)],
        cwd=ROOT,
        env=backups.site.environment,
    )
    assert process.wait() == -signal.SIGKILL
    assert list((backups.store / "backups").glob(".*")), "it was killed before it had begun"
    assert backups.names() == before
    make_another(backups)
    assert not list((backups.store / "backups").glob(".*"))
    assert not os.path.exists(backups.site.folder / "backup-work")
