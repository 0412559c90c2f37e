"""RIS, as Reference Manager defined it and EndNote, Zotero and Mendeley read it: a tag, two spaces, a dash, a value."""

import datetime
from collections.abc import Iterator

from thinktank.metadata.citations.csl import note
from thinktank.metadata.description import Description
from thinktank.publishing.models import Contribution

END_OF_LINE = "\r\n"


def ris(of: Description, read_on: datetime.date) -> str:
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in _entries(of, read_on) if value]
    return END_OF_LINE.join([*lines, "ER  - ", ""])


def _entries(of: Description, read_on: datetime.date) -> Iterator[tuple[str, str]]:
    yield "TY", of.cited_as.ris
    yield "TI", of.title
    names = [person.name.family_first for person in of.authors]
    for name in names or (of.publishers if of.in_print else []):
        yield "AU", name
    for editor in of.with_role(Contribution.Role.EDITOR):
        yield "ED", editor.name.family_first
    for translator in of.with_role(Contribution.Role.TRANSLATOR):
        yield "A4", translator.name.family_first
    yield "PY", f"{of.dated:%Y}" if of.dated else ""
    yield "DA", f"{of.dated:%Y/%m/%d}" if of.dated else ""
    yield "T2", "" if of.in_print else of.publisher.name
    yield "PB", " / ".join(of.publishers)
    yield "SN", of.report_number
    yield "ET", of.printed
    yield "AB", of.abstract
    for word in of.keywords:
        yield "KW", word
    yield "LA", of.language
    yield "N1", note(of)
    yield "DO", of.doi
    yield "UR", of.permanent
    yield "Y2", f"{read_on:%Y/%m/%d}"
    yield "L1", of.pdf.address if of.pdf else ""
