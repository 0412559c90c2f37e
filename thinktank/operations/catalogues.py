"""Compile the interface translations without the gettext programs."""

from collections.abc import Iterable
from pathlib import Path

import polib


def compile_catalogues(folders: Iterable[str | Path]) -> list[Path]:
    """Compile each .po file that is newer than its .mo file; returns the paths written. Fuzzy entries are left out.

    `folders` are like LOCALE_PATHS.
    """
    written = []
    for folder in folders:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                _compile(source, target)
                written.append(target)
    return written


def _compile(source: Path, target: Path) -> None:
    """Write the .mo file atomically, because processes may read it at the same time."""
    unfinished = target.with_suffix(".mo.new")
    polib.pofile(str(source)).save_as_mofile(str(unfinished))
    unfinished.replace(target)
