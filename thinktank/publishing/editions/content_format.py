"""Reading stored contents of any age: one function brings an old format up to the current shape."""

CONTENT_FORMAT = 1
UPGRADES = {}  # from format n to n + 1; empty while there is one format


class UnknownFormat(Exception):
    pass


def current(content):
    """The content of a stored edition in the current format; the stored one is left as it is. Raises UnknownFormat."""
    while (number := content.get("format")) != CONTENT_FORMAT:
        if number not in UPGRADES:
            raise UnknownFormat(f"content format {number!r}")
        content = UPGRADES[number](content)
    return content
