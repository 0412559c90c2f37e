"""The locks hold what pyproject.toml names, and its package the files inside the packages."""

import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import house

ROOT = Path(__file__).resolve().parent.parent
NAMED_HERE = re.compile(r"\bthinktank \(pyproject\.toml(?::(?P<group>\w+))?\)")

SITE = '[project]\ndependencies = ["Django>=6.1.3,<6.2", "psycopg[binary]"]\n[dependency-groups]\ndev = ["ruff"]\n'
SITE_LOCK = """\
asgiref==3.13.0 \\
    --hash=sha256:aa
    # via django
django==6.1.3 \\
    --hash=sha256:bb \\
    --hash=sha256:cc
    # via
    #   thinktank (pyproject.toml)
    #   django-js-asset
psycopg==3.3.9 ; sys_platform == 'linux' \\
    --hash=sha256:dd
    # via thinktank (pyproject.toml)
"""
DEV_LOCK = SITE_LOCK + "ruff==1.0 \\\n    --hash=sha256:ee\n    # via thinktank (pyproject.toml:dev)\n"


def pins(lock: str) -> dict[str, tuple[Requirement, str]]:
    """Of each locked package, by its name: its pin, and the lines below it: hashes and what asks for it."""
    found = {}
    for pin, below in re.findall(r"^(\S[^\n]*?)(?: \\)?\n((?:[ \t]+[^\n]*\n?)*)", lock, re.MULTILINE):
        requirement = Requirement(pin)
        found[canonicalize_name(requirement.name)] = (requirement, below)
    return found


def complaints(pyproject: str, base: str, dev: str) -> list[str]:
    """How the locks differ from what pyproject.toml names."""
    project = tomllib.loads(pyproject)
    site = project["project"]["dependencies"]
    tests = project["dependency-groups"]["dev"]
    return [
        *_differences("base", pins(base), site),
        *_differences("dev", pins(dev), [*site, *tests]),
        *(
            f"dev: {name} is not pinned as in base"
            for name, (pin, _below) in pins(base).items()
            if pins(dev).get(name, (None,))[0] != pin
        ),
    ]


def _differences(lock, locked, named):
    wanted = {canonicalize_name(Requirement(text).name): Requirement(text) for text in named}
    for name, requirement in wanted.items():
        if name not in locked:
            yield f"{lock}: {name} is missing"
        elif not requirement.specifier.contains(_version(locked[name][0])):
            yield f"{lock}: {name} is not {requirement.specifier}"
    for name, (_pin, below) in locked.items():
        if bool(NAMED_HERE.search(below)) > (name in wanted):
            yield f"{lock}: {name} is no longer named"
        if "--hash=sha256:" not in below:
            yield f"{lock}: {name} has no hash"


def _version(pin):
    [exact] = pin.specifier
    assert exact.operator == "=="
    return exact.version


def test_the_locks_hold_what_pyproject_names():
    base, dev = ((ROOT / "requirements" / f"{name}.txt").read_text() for name in ("base", "dev"))
    assert complaints((ROOT / "pyproject.toml").read_text(), base, dev) == []


def test_locks_made_from_a_pyproject_are_welcome():
    assert complaints(SITE, SITE_LOCK, DEV_LOCK) == []


@pytest.mark.parametrize(
    ("pyproject", "base", "dev", "complaint"),
    [
        (SITE.replace('"Django', '"lxml", "Django'), SITE_LOCK, DEV_LOCK, "base: lxml is missing"),
        (SITE.replace("ruff", "pytest"), SITE_LOCK, DEV_LOCK, "dev: pytest is missing"),
        (SITE.replace("ruff", "pytest"), SITE_LOCK, DEV_LOCK, "dev: ruff is no longer named"),
        (SITE.replace("6.1.3", "6.1.4"), SITE_LOCK, DEV_LOCK, "base: django is not <6.2,>=6.1.4"),
        (SITE.replace(', "psycopg[binary]"', ""), SITE_LOCK, DEV_LOCK, "base: psycopg is no longer named"),
        (SITE, SITE_LOCK, DEV_LOCK.replace("3.13.0", "3.12.0"), "dev: asgiref is not pinned as in base"),
        (SITE, SITE_LOCK, DEV_LOCK.replace("    --hash=sha256:ee\n", ""), "dev: ruff has no hash"),
    ],
)
def test_a_lock_that_differs_is_noticed(pyproject, base, dev, complaint):
    assert complaint in complaints(pyproject, base, dev)


def test_every_file_inside_a_package_is_installed_with_it():
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    taken = [
        path
        for package, patterns in setuptools["package-data"].items()
        for pattern in patterns
        for path in (ROOT / package.replace(".", "/")).glob(pattern)
    ]
    files = [path for folder in house.folders(ROOT) for path in (ROOT / folder).rglob("*") if path.is_file()]
    assert [path for path in files if path.suffix not in {".py", ".pyc"} and path not in taken] == []
    assert {name.partition(".")[0] for name in _found_packages()} == set(house.folders(ROOT))


def _found_packages():
    options = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]["find"]
    names = [
        path.parent.relative_to(ROOT).as_posix().replace("/", ".") for path in ROOT.glob("*/__init__.py")
    ]
    return [name for name in names if not any(fnmatch(name, pattern) for pattern in options["exclude"])]
