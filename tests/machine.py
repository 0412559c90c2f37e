"""What the tests need of the machine beside Python: found, installed where that is possible, or named."""

import ctypes
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.postgresql import find_programs

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium_path():
    """The program of the whole browser, or None."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def headless_shell_path():
    """Chromium's engine without the browser's windows, which needs a quarter less processor time; or None."""
    return shutil.which("chromium-headless-shell")


def nginx_path():
    """The program nginx, which Debian installs where only root looks; or None."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def has_fonts():
    """Whether there are the measures of Times and Arial, as readers have them: what stands in until ours arrive."""
    if not shutil.which("fc-list"):
        return False
    found = subprocess.run(["fc-list", ":lang=ru", "family"], capture_output=True, text=True).stdout
    return "Liberation Serif" in found and "Liberation Sans" in found


def has_fonts_of_other_scripts():
    """Whether there are letters for what stands in a text beside Latin and Cyrillic: Arabic, Chinese, Hindi."""
    if not shutil.which("fc-list"):
        return False
    found = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True).stdout
    return "Noto Sans Devanagari" in found and "Noto Sans CJK" in found


def has_pango():
    """Whether WeasyPrint finds what it sets type with."""
    try:
        for name in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"):
            ctypes.CDLL(name)
    except OSError:
        return False
    return True


@dataclass(frozen=True)
class Part:
    """Something the tests need; `is_there()` says whether the machine has it."""

    name: str
    packages: tuple  # Debian's
    is_there: object
    has_instead: object = lambda: False  # whether something else serves, though slower

    @classmethod
    def program(cls, name, package=""):
        """A program by its name, in a package of that name unless another is given."""
        return cls(name, (package or name,), lambda: shutil.which(name))


PARTS = [
    Part("PostgreSQL", ("postgresql",), find_programs),
    Part("Chromium", ("chromium-headless-shell",), headless_shell_path, has_instead=chromium_path),
    Part("the Liberation fonts", ("fontconfig", "fonts-liberation"), has_fonts),
    Part(
        "fonts of other scripts",
        ("fontconfig", "fonts-noto-core", "fonts-noto-cjk"),
        has_fonts_of_other_scripts,
    ),
    Part.program("pdftotext", "poppler-utils"),
    Part("nginx", ("nginx-light",), nginx_path),
    Part("Pango", ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"), has_pango),
]


def missing_parts():
    """What the tests need and is not there, after installing what can be installed."""
    return install(PARTS)


def install(parts):
    """Which of these are not there, after installing what can be installed."""
    missing = [part for part in parts if not part.is_there()]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        _install([package for part in missing for package in part.packages])
    return [part for part in missing if not part.is_there() and not part.has_instead()]


def _install(packages):
    print(f"Installing Debian packages: {' '.join(packages)}", flush=True)
    with _no_server_of_its_own():
        apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
        quiet = {"stdout": subprocess.DEVNULL, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run([*apt, "update"], **quiet)
        subprocess.run([*apt, "install", "-y", "--no-install-recommends", *packages], **quiet)


class _no_server_of_its_own:
    """Debian's PostgreSQL makes and starts a server when it is installed, unless it is told not to."""

    note = Path("/etc/postgresql-common/createcluster.d/thinktank-tests.conf")

    def __enter__(self):
        self.note.parent.mkdir(parents=True, exist_ok=True)
        self.note.write_text("create_main_cluster = false\n")

    def __exit__(self, *error):
        self.note.unlink(missing_ok=True)
