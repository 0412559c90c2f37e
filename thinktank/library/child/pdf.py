"""Count the pages of a PDF, and read its text. Runs in the child process only."""

import logging

from pypdf import PdfReader

from thinktank.library.child.refused import Refused

MAGIC = b"%PDF-"


def read_facts(source: str) -> dict[str, int]:
    logging.disable()
    with open(source, "rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise Refused("not_pdf")
        reader = PdfReader(file)
        if reader.is_encrypted:
            raise Refused("encrypted")
        pages = len(reader.pages)
        if pages == 0:
            raise Refused("broken")
        reader.pages[0].mediabox  # noqa: B018 (a broken page tree fails here)
        return {"pages": pages}


LONGEST = 400_000  # signs: some 150 pages


def read_text(source: str) -> dict[str, str]:
    """The text of the first pages, up to LONGEST signs; a page that cannot be read is left out."""
    logging.disable()
    written: list[str] = []
    left = LONGEST
    for page in PdfReader(source).pages:
        if left <= 0:
            break
        try:
            text = page.extract_text()
        except Exception:  # noqa: S112 (pypdf raises many exceptions for broken pages)
            continue
        written.append(text[:left])
        left -= len(text)
    return {"text": "\n".join(written).replace("\x00", "")}
