"""Keys, numbers and days that no row can have, as hostile or broken software sends them."""

from urllib.parse import quote

ODD = [
    "²",
    "٣",
    "1" * 5000,
    str(2**63),
    str(2**31),
    "-1",
    "0",
    "99999",
    "1e9",
    "ftp://x",
    "\ud800",
    "a\0b",
    "",
]


def percent_encoded(value):
    """As a browser would write it in an address, half a surrogate pair included."""
    return quote(value.encode("utf-8", "surrogatepass"), safe="")
