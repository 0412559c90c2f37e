"""What the desk finds a publication by: every word of it in all languages, and the names of those who stand in it."""

import re
from html import unescape

from thinktank.language.searching import fold

TAG = re.compile(r"<[^>]*>")
LINK = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # to a picture, a document: no word
FACTS = ("report_number",)  # that somebody may look for


def text_to_search(snapshot: dict) -> str:
    """The words of a snapshot, folded: titles, texts, rows, names as billed, slugs, numbers."""
    rows = [row for rows in snapshot["parts"].values() for row in rows]
    words = [
        text for holder in (snapshot, *rows) for texts in holder["words"].values() for text in texts.values()
    ]
    words += [snapshot["facts"].get(name) for name in FACTS]
    plain = (unescape(TAG.sub(" ", text)) for text in words if text and not LINK.fullmatch(text))
    return fold("\n".join(plain))
