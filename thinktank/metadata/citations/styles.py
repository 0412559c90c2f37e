"""The styles and the formats of citations that the site offers."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from thinktank.language.data import data_for
from thinktank.metadata.citations import gost, manuals
from thinktank.metadata.citations.bibtex import bibtex
from thinktank.metadata.citations.csl import csl_json
from thinktank.metadata.citations.ris import ris
from thinktank.metadata.citations.words import as_html, plain
from thinktank.metadata.description import Description
from thinktank.publishing.publication_types import Words

type Writer = Callable[[Description, datetime.date], str]

STYLES: dict[str, tuple[Words, Writer]] = {
    "apa": ("APA 7", manuals.apa),
    "chicago": ("Chicago 17", manuals.chicago),
    "mla": ("MLA 9", manuals.mla),
    "harvard": ("Harvard", manuals.harvard),
    "gost-100": (_("GOST R 7.0.100-2018"), gost.gost_100),
    "gost-108": (_("GOST R 7.0.108-2022"), gost.gost_108),
}


@dataclass(frozen=True)
class Citation:
    """A citation in one style."""

    style: str
    label: Words
    html: SafeString
    text: str


def citations_of(of: Description, read_on: datetime.date) -> list[Citation]:
    """All styles, in the language of the edition: those first that its readers look for."""
    first = data_for(of.language).first_citations
    names = [*first, *(name for name in STYLES if name not in first)]
    with override(of.language):
        return [_citation(name, of, read_on) for name in names]


def _citation(name: str, of: Description, read_on: datetime.date) -> Citation:
    label, write = STYLES[name]
    written = write(of, read_on)
    return Citation(name, label, as_html(written), plain(written))


def all_as_text(of: Description, read_on: datetime.date) -> str:
    """Every style in a text file."""
    return "\n\n".join(f"{each.label}\n{each.text}" for each in citations_of(of, read_on)) + "\n"


@dataclass(frozen=True)
class Format:
    """A file for programs."""

    ending: str
    label: Words
    media_type: str
    write: Writer


FORMATS = {
    each.ending: each
    for each in [
        Format("bib", "BibTeX", "application/x-bibtex; charset=utf-8", bibtex),
        Format("ris", "RIS", "application/x-research-info-systems; charset=utf-8", ris),
        Format("json", "CSL-JSON", "application/vnd.citationstyles.csl+json", csl_json),
        Format("txt", _("Text"), "text/plain; charset=utf-8", all_as_text),
    ]
}


def written(ending: str, of: Description, read_on: datetime.date) -> str:
    """The file with this ending, in the language of the edition."""
    with override(of.language):
        return FORMATS[ending].write(of, read_on)
