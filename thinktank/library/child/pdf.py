"""Count the pages of a PDF. Runs in the child process only."""

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
