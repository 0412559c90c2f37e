"""The files in deploy/ and the guide to production name settings, files and modules that exist."""

import re
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings

from thinktank import environment
from thinktank.operations import checks
from thinktank.operations.checks import warn_of_what_is_missing

ROOT = settings.BASE_DIR
NOT_OURS = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD", "DATABASE_PASSWORD", "PATH"}
SETTING = re.compile(r"\b([A-Z][A-Z_]{3,})(?:=|:\s)")


def settings_in_example():
    return set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


@pytest.mark.parametrize("path", ["deploy/compose.yaml", "deploy/Dockerfile", "docs/production.md"])
def test_every_setting_that_is_given_exists(path):
    text = (ROOT / path).read_text()
    if path.endswith(".md"):  # the lines of the settings file
        text = "\n".join(
            re.findall(
                r"^cat >>? /etc/thinktank/environment <<END\n(.*?)^END", text, re.MULTILINE | re.DOTALL
            )
        )
    named = {name for name in SETTING.findall(text) if not name.startswith(("PIP_", "PYTHON"))}
    assert len(named) >= 2
    assert named <= settings_in_example() | NOT_OURS


def test_a_recipient_of_backups_that_is_no_key_is_named_before_the_first_backup(settings):
    settings.BACKUP_RECIPIENTS = ["age1nokey"]
    [fault] = checks.check_recipients_of_backups(None)
    assert "BACKUP_RECIPIENTS" in fault.msg
    settings.BACKUP_RECIPIENTS = []
    assert checks.check_recipients_of_backups(None) == []
    settings.BACKUP_TARGET = Path("/mnt/backups")
    [fault] = checks.check_recipients_of_backups(None)
    assert "BACKUP_RECIPIENTS is not set" in fault.msg


def test_a_bad_place_for_backups_is_warned_of(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    (tmp_path / "var/backups").mkdir(parents=True)

    def warned(target):
        settings.BACKUP_TARGET = target
        return [each.msg for each in checks.warn_of_the_place_of_backups(None)]

    [missing], [within] = warned(tmp_path / "unmounted"), warned(tmp_path / "var/backups")
    [same] = warned(tmp_path)
    assert ("There is no folder" in missing, "within VAR_DIR" in within, "same disk" in same) == (True,) * 3
    assert warned(None) == warned(Path("/proc")) == []


def test_the_units_start_what_exists_with_the_guides_account_and_folders():
    units = ROOT / "deploy" / "systemd"
    shared = (units / "thinktank-.service.d" / "sandbox.conf").read_text()
    guide = (ROOT / "docs" / "production.md").read_text()
    for name in ("web", "worker"):
        unit = (units / f"thinktank-{name}.service").read_text()
        command = re.search(
            r"^ExecStart=/opt/thinktank/\.venv/bin/python (?:-m (\S+)|(\S+))", unit, re.MULTILINE
        )
        assert find_spec(command[1]) if command[1] else (ROOT / command[2]).exists()
    for folder in re.search(r"^ReadWritePaths=(.*)$", shared, re.MULTILINE)[1].split():
        assert re.search(rf"install -d -o thinktank .* {folder}$", guide, re.MULTILINE)
    assert re.search(r"^User=thinktank$", shared, re.MULTILINE) and "adduser --system --group" in guide


def test_settings_that_do_not_fit_together_are_warned_of(settings):
    settings.SITE_IS_HTTPS, settings.TRUSTED_PROXIES, settings.HAS_MAIL_SERVER = True, 0, False
    assert [each.msg.split()[0] for each in warn_of_what_is_missing(None)] == ["SITE_ORIGIN", "EMAIL_URL"]
    settings.TRUSTED_PROXIES, settings.HAS_MAIL_SERVER = 1, True
    assert warn_of_what_is_missing(None) == []


CLEAR, CHECKED = "postgresql://u:p@db.example.org/x", "?sslmode=verify-full&sslrootcert=system"


@pytest.mark.parametrize(
    ("urls", "warned"),
    [
        ({"DATABASE_URL": CLEAR}, ["W003"]),
        ({"DATABASE_URL": f"{CLEAR}?sslmode=require"}, ["W003"]),
        ({"DATABASE_URL": f"{CLEAR}?host=127.0.0.1,db.example.org"}, ["W003"]),
        ({"DATABASE_URL": CLEAR + CHECKED}, []),
        ({"DATABASE_URL": "postgresql:///x?host=/run/postgresql"}, []),
        ({"DATABASE_URL": "postgresql://u@localhost/x", "DATABASE_REPLICA_URL": CLEAR}, ["W003"]),
        ({"CACHE_URL": "redis://cache.example.org/0"}, ["W004"]),
        ({"CACHE_URL": "rediss://cache.example.org/0?ssl_cert_reqs=none"}, ["W004"]),
        ({"CACHE_URL": "rediss://cache.example.org/0"}, []),
        ({"CACHE_URL": "redis://127.0.0.1/0"}, []),
        ({"CACHE_URL": "unix:///run/valkey.sock"}, []),
    ],
)
@pytest.mark.once
def test_a_database_or_cache_elsewhere_that_is_asked_in_the_clear_is_warned_of(monkeypatch, urls, warned):
    monkeypatch.setattr(
        environment, "find_spec", lambda name: True
    )  # the package redis need not be installed
    for name, value in {"PAGE_CACHE": "1", **urls}.items():
        monkeypatch.setenv(name, value)
    databases = {"default": environment.database("DATABASE_URL", Path(":memory:"))}
    if replica := environment.replica("DATABASE_REPLICA_URL", databases["default"]):
        databases["replica"] = replica
    caches = {"pages": environment.page_cache()}
    found = SimpleNamespace(DATABASES=databases, CACHES=caches)
    monkeypatch.setattr(checks, "settings", found)
    assert [each.id for each in checks.warn_of_connections_that_can_be_read(None)] == [
        f"operations.{each}" for each in warned
    ]


def test_files_that_the_guide_copies_are_there():
    guide = (ROOT / "docs" / "production.md").read_text()
    named = set(re.findall(r"\b(deploy/[\w./-]*[\w])", guide))
    assert len(named) >= 5 and [path for path in named if not (ROOT / path).exists()] == []
