"""The text that the desk searches for a publication: all its words in all languages, and the names in its byline."""

import re
from html import unescape

from thinktank.language.analyser import keys_of_names, numbers_in
from thinktank.language.searching import fold
from thinktank.publishing.models.revision import Snapshot

TAG = re.compile(r"<[^>]*>")
LINK = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)  # the uid of a picture or document, not a word
FACTS = ("report_number",)  # facts that editors search for


def text_to_search(snapshot: Snapshot) -> str:
    """The words of a snapshot, folded: titles, texts, rows, names in the byline, slugs, numbers; then its keys of names and
    the digits of its numbers.

    Keys and digits (language/analyser.py) let every spelling of a name, in every script, and of a number find it.
    """
    rows = [row for rows in snapshot["parts"].values() for row in rows]
    words = [
        text for holder in (snapshot, *rows) for texts in holder["words"].values() for text in texts.values()
    ]
    words += [snapshot["facts"].get(name) or "" for name in FACTS]
    plain = "\n".join(unescape(TAG.sub(" ", text)) for text in words if text and not LINK.fullmatch(text))
    return "\n".join([fold(plain), " ".join(keys_of_names(plain)), " ".join(numbers_in(plain))])
