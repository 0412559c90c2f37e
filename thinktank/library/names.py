"""Names of uploaded files. They are shown and offered for downloads, and never used as a path."""

import re
import unicodedata

MAX_LENGTH = 150  # characters


def clean_name(name: str | None) -> str:
    """The last part of a path, without control, direction and other invisible characters; 150 characters at most."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name or ""))[-1]
    visible = "".join(character for character in last if unicodedata.category(character)[0] != "C")
    visible = " ".join(visible.split())
    stem, extension = split_extension(visible)
    return (stem[: MAX_LENGTH - len(extension)].strip() + extension).strip(" .")


def split_extension(name: str) -> tuple[str, str]:
    """Split a name: ("Report 2.final", ".pdf"). An extension is a dot and one to eight letters or digits.

    It is returned in lower case. Without an extension the second part is empty.
    """
    found = re.fullmatch(r"(.+)(\.[A-Za-z0-9]{1,8})", name, re.DOTALL)
    return (found[1], found[2].lower()) if found else (name, "")
