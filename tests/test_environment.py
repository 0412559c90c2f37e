import multiprocessing
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from thinktank import environment

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("https://example.org/", "https://example.org"),
        ("HTTPS://Example.org", "https://example.org"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("https://Институт.рф", "https://xn--h1aaoqfbah.xn--p1ai"),
    ],
)
def test_the_sites_origin_is_written_as_browsers_name_the_host(monkeypatch, given, read):
    monkeypatch.setenv("SITE_ORIGIN", given)
    assert environment.origin("SITE_ORIGIN", None) == read


def test_hosts_are_written_as_browsers_send_them(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "Example.org, .институт.рф, *, [::1], 127.0.0.1")
    assert environment.hosts("ALLOWED_HOSTS") == [
        "example.org",
        ".xn--h1aaoqfbah.xn--p1ai",
        "*",
        "[::1]",
        "127.0.0.1",
    ]


@pytest.mark.parametrize(
    "given",
    ["no address", "example.org", "ftp://x.org", "https://x.org/a", "https://x.org#a", "https://x.org?", "https://u@x.org"],
)  # fmt: skip
def test_what_is_more_or_less_than_an_origin_stops_the_start(monkeypatch, given):
    monkeypatch.setenv("SITE_ORIGIN", given)
    with pytest.raises(ImproperlyConfigured, match="SITE_ORIGIN must look like"):
        environment.origin("SITE_ORIGIN", None)


@pytest.mark.parametrize("given", ["0", "-5", "1.5", "an hour"])
def test_a_number_of_minutes_that_is_none_stops_the_start(monkeypatch, given):
    monkeypatch.setenv("BACKUP_EVERY", given)
    with pytest.raises(ImproperlyConfigured, match="BACKUP_EVERY must be"):
        environment.number("BACKUP_EVERY", 60, least=1)


ROUNDS = 200


def _read_keys(folder: Path, barrier, answers) -> None:
    """What each round gave this process: a key, or the sentence with which it would not have started."""
    keys = []
    for number in range(ROUNDS):
        barrier.wait(30)
        try:
            keys.append(environment.secret("SECRET_KEY", folder / str(number)))
        except ImproperlyConfigured as error:
            keys.append(str(error))
    answers.put(keys)


def test_processes_that_start_at_once_all_get_the_same_key(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(4), context.Queue()
    processes = [
        context.Process(target=_read_keys, args=(tmp_path / "keys", barrier, answers)) for _ in range(4)
    ]
    for process in processes:
        process.start()
    by_process = [answers.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()

    assert [len(set(keys)) for keys in zip(*by_process, strict=True)] == [1] * ROUNDS
    assert len(set(by_process[0])) == ROUNDS
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}
    assert len(list((tmp_path / "keys").iterdir())) == ROUNDS


def test_a_key_is_made_on_the_first_start_and_read_on_the_next(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    key = environment.secret("SECRET_KEY", tmp_path / "keys" / "secret_key")
    assert len(key) == 64
    assert environment.secret("SECRET_KEY", tmp_path / "keys" / "secret_key") == key


def test_a_key_that_can_be_kept_nowhere_stops_the_start_and_is_named(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    (tmp_path / "keys").write_text("a file where a folder is needed")
    with pytest.raises(
        ImproperlyConfigured, match="^SECRET_KEY is not set, and no key can be kept in .*keys"
    ):
        environment.secret("SECRET_KEY", tmp_path / "keys" / "secret_key")


def test_a_file_without_a_key_stops_the_start_and_is_named(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    (tmp_path / "secret_key").write_text("short")
    with pytest.raises(ImproperlyConfigured, match="^SECRET_KEY must be a random text"):
        environment.secret("SECRET_KEY", tmp_path / "secret_key")


@pytest.mark.parametrize(
    ("name", "value"), [("SECRET_KEY", "short"), ("TICKET_KEY", "change-me-change-me-change-me-change-me")]
)
def test_the_server_does_not_start_with_a_weak_key(tmp_path, name, value):
    given = os.environ | {"VAR_DIR": str(tmp_path), "DATABASE_URL": "", name: value}
    command = [sys.executable, "-m", "thinktank.operations.server"]
    done = subprocess.run(command, env=given, cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert done.returncode == 1
    assert f"The site cannot start. {name} must be a random text" in done.stderr
    assert value not in done.stderr


HERE = ("http://127.0.0.1:8000", ["127.0.0.1", "localhost"])


def test_the_second_factor_may_be_off_only_to_try_the_site_on_ones_own_machine(monkeypatch):
    assert environment.second_factor("SECOND_FACTOR", "https://example.org", ["example.org"], False)
    monkeypatch.setenv("SECOND_FACTOR", "off")
    assert not environment.second_factor("SECOND_FACTOR", *HERE, True)


@pytest.mark.parametrize(
    ("origin", "hosts", "is_for_trying_out", "named"),
    [
        (*HERE, False, "make demo"),
        ("https://example.org", ["localhost"], True, "example.org"),
        ("http://localhost:8000", ["localhost", "192.0.2.1"], True, "192.0.2.1"),
        ("http://localhost:8000", ["*"], True, r"\*"),
    ],
)
def test_elsewhere_a_second_factor_that_is_off_stops_the_start(
    monkeypatch, origin, hosts, is_for_trying_out, named
):
    monkeypatch.setenv("SECOND_FACTOR", "off")
    with pytest.raises(ImproperlyConfigured, match=f"SECOND_FACTOR may be off only .*{named}"):
        environment.second_factor("SECOND_FACTOR", origin, hosts, is_for_trying_out)


@pytest.mark.parametrize(
    ("read", "written"),
    [
        (environment.sentry_dsn, "https://host/1"),
        (environment.sentry_dsn, "ftp://key@host/1"),
        (environment.sentry_dsn, "https://key@host/project"),
        (lambda name: environment.choice(name, ["text", "json"]), "xml"),
        (lambda name: environment.time_zone(name, "Europe/Moscow"), "Mars/X"),
    ],
)
def test_what_is_no_receiver_or_no_form_of_the_log_stops_the_start(monkeypatch, read, written):
    monkeypatch.setenv("SOME_NAME", written)
    with pytest.raises(ImproperlyConfigured, match="SOME_NAME"):
        read("SOME_NAME")


def test_a_receiver_of_errors_is_given_as_its_program_gives_it(monkeypatch):
    for written in ("", "https://0a1b@errors.example.org/12", "http://key@10.0.0.5:9000/prefix/1"):
        monkeypatch.setenv("SOME_NAME", written)
        assert environment.sentry_dsn("SOME_NAME") == written


@pytest.mark.once
@pytest.mark.parametrize(
    ("origin", "host", "secure"),
    [("https://example.org", "__Host-", "__Secure-"), ("http://127.0.0.1:8000", "", "")],
)
def test_over_https_every_cookie_has_a_name_that_browsers_protect(monkeypatch, origin, host, secure):
    monkeypatch.setenv("SITE_ORIGIN", origin)
    found = runpy.run_path(str(Path(environment.__file__).with_name("settings.py")))
    assert found["SESSION_COOKIE_NAME"] == f"{host}sessionid"
    assert found["CSRF_COOKIE_NAME"] == f"{host}csrftoken"
    assert found["LANGUAGE_COOKIE_NAME"] == f"{secure}django_language"
    assert (found["HOST_COOKIE"], found["SECURE_COOKIE"]) == (host, secure)


@pytest.mark.once
@pytest.mark.parametrize(("prepared", "threshold", "without_cursors"), [("1", 2, False), ("0", None, True)])
def test_behind_a_pooler_nothing_outlives_its_transaction(monkeypatch, prepared, threshold, without_cursors):
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@127.0.0.1/name")
    monkeypatch.setenv("DATABASE_PREPARED", prepared)
    found = environment.database("DATABASE_URL", Path("unused"))
    assert found["OPTIONS"]["prepare_threshold"] == threshold
    assert found["DISABLE_SERVER_SIDE_CURSORS"] is without_cursors


LONG_ENOUGH = "a key for the tests, long enough for one"


@pytest.mark.parametrize(
    ("read", "given"),
    [
        (lambda: environment.number("NAME", 5, least=1), "0"),
        (lambda: environment.number("NAME", 5), "-1"),
        (lambda: environment.number("NAME", 5), "\u0663"),
        (lambda: environment.number("NAME", 5), "9" * 16),
        (lambda: environment.earlier_secrets("NAME"), f"{LONG_ENOUGH},abc"),
        (lambda: environment.secret("NAME", Path(), other_than=LONG_ENOUGH), LONG_ENOUGH),
        (lambda: environment.further_languages("NAME", ["de"]), "de,xx"),
    ],
)
def test_a_value_that_would_hurt_later_stops_the_start_and_names_the_setting(monkeypatch, read, given):
    monkeypatch.setenv("NAME", given)
    with pytest.raises(ImproperlyConfigured, match="NAME "):
        read()


def test_ten_gigabytes_can_be_kept_free(monkeypatch):
    monkeypatch.setenv("FREE_SPACE_FLOOR", "10737418240")
    assert environment.number("FREE_SPACE_FLOOR", 0) == 10 * 2**30
