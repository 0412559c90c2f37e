"""Reading stored contents of any age: `upgraded` converts an old format to the current one."""

from collections.abc import Callable
from typing import Any

type Content = dict[str, Any]  # what an edition says, as JSON; compile.py documents its keys


CONTENT_FORMAT = 1
UPGRADES: dict[int, Callable[[Content], Content]] = {}  # format n -> function that makes format n + 1


class UnknownFormat(Exception):
    """A stored content has a format that this version of the code does not know."""


def upgraded(content: Content) -> Content:
    """The content of a stored edition in the current format, as a copy if it is older. Raises UnknownFormat."""
    while (number := content.get("format")) != CONTENT_FORMAT:
        if number not in UPGRADES:
            raise UnknownFormat(f"content format {number!r}")
        content = UPGRADES[number](content)
    return content
