"""The files in deploy/ and the guide to production name settings, files and modules that exist."""

import re
from importlib.util import find_spec

import pytest
from django.conf import settings

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


def test_files_that_the_guide_copies_are_there():
    guide = (ROOT / "docs" / "production.md").read_text()
    named = set(re.findall(r"\b(deploy/[\w./-]*[\w])", guide))
    assert len(named) >= 5 and [path for path in named if not (ROOT / path).exists()] == []
