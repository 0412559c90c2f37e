"""The names people give to files: shown and offered again on download, never used as a path."""

import re
import unicodedata

LONGEST = 150  # characters


def clean_name(name: str | None) -> str:
    """The last part of the name without control, direction and other invisible characters, 150 characters at most."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name or ""))[-1]
    visible = "".join(character for character in last if unicodedata.category(character)[0] != "C")
    visible = " ".join(visible.split())
    stem, extension = split_extension(visible)
    return (stem[: LONGEST - len(extension)].strip() + extension).strip(" .")


def split_extension(name: str) -> tuple[str, str]:
    """("Report 2.final", ".pdf"): an extension is a dot and up to eight letters or digits, in lower case."""
    found = re.fullmatch(r"(.+)(\.[A-Za-z0-9]{1,8})", name, re.DOTALL)
    return (found[1], found[2].lower()) if found else (name, "")
