"""Compiling the interface translations, without the gettext programs."""

from pathlib import Path

import polib


def compile_catalogues(folders):
    """Write the .mo beside each .po that is newer; returns the paths written. Fuzzy entries stay out."""
    written = []
    for folder in folders:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                _compile(source, target)
                written.append(target)
    return written


def _compile(source, target):
    """In one step for those who read it meanwhile."""
    unfinished = target.with_suffix(".mo.new")
    polib.pofile(str(source)).save_as_mofile(str(unfinished))
    unfinished.replace(target)
