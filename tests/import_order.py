"""import-linter on the contracts of pyproject.toml: `python -m tests.import_order`.

Types of publication need no line there: each that is found gets its place among the others.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import house


def lint_imports(root: Path) -> tuple[bool, str]:
    """Whether import-linter finds every contract kept by the code in this folder, and what it says."""
    with tempfile.TemporaryDirectory() as folder:
        contracts = Path(folder) / "pyproject.toml"
        contracts.write_text(house.import_contracts(root))
        return _lint_imports(root, contracts)


def _lint_imports(root, contracts):
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--config", contracts, "--no-logo", "--no-cache"],
        cwd=root,
        env=os.environ | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
    )
    return done.returncode == 0, done.stdout + done.stderr


if __name__ == "__main__":
    kept, said = lint_imports(house.ROOT)
    if not kept:
        sys.exit(said)
