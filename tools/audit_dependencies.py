"""`make audit`: are weaknesses known of the locked packages? Exits with 0 (none known), 1 (some are), 2 (not checked)."""

import json
import subprocess
import sys
from pathlib import Path

LOCKS = ["base.txt", "dev.txt"]
FOLDER = Path(__file__).resolve().parent.parent / "requirements"
NONE_KNOWN, SOME_KNOWN, NOT_CHECKED = 0, 1, 2


def audit(lock: Path, *options: str) -> int:
    """Ask about the packages of a lock, and print what is known. Returns an exit code."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--format", "json"]
    done = subprocess.run(
        [*command, "--progress-spinner", "off", *options, "-r", str(lock)], capture_output=True, text=True
    )
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        reason = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        print(f"{lock.name}: NOT CHECKED. The advisories cannot be reached: {reason}")
        return NOT_CHECKED
    skipped = [each["name"] for each in packages if "skip_reason" in each]
    weak = [each for each in packages if each.get("vulns")]
    for each in weak:
        for known in each["vulns"]:
            fixed = ", ".join(known["fix_versions"]) or "no release yet"
            print(f"{lock.name}: {each['name']} {each['version']}: {known['id']}, mended in {fixed}")
    if skipped:
        print(f"{lock.name}: NOT CHECKED: {len(skipped)} of {len(packages)} packages, such as {skipped[0]}")
    if not weak and not skipped:
        print(f"{lock.name}: no weakness is known of {len(packages)} packages")
    return SOME_KNOWN if weak else NOT_CHECKED if skipped else NONE_KNOWN


def main(options: list[str]) -> int:
    """A known weakness counts for more than what was not checked."""
    codes = {audit(FOLDER / name, *options) for name in LOCKS}
    return next(code for code in (SOME_KNOWN, NOT_CHECKED, NONE_KNOWN) if code in codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
