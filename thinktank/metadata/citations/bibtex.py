"""BibTeX, with the fields of biblatex beside the classical ones (`date`, `urldate`, `langid`), in UTF-8."""

import datetime
import re

from django.utils.translation import get_language_info

from thinktank.language.transliteration import slugify
from thinktank.metadata.citations.csl import note
from thinktank.metadata.citations.words import kind_in_words
from thinktank.metadata.description import Description
from thinktank.metadata.names import Name
from thinktank.publishing.models import Contribution

ESCAPES = {sign: f"\\{sign}" for sign in "&%$#_{}"} | {
    "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}",
}  # fmt: skip


def bibtex(of: Description, read_on: datetime.date) -> str:
    """One entry. Titles and institutions are in double braces, so that no style changes their capitals."""
    authors = [_name(person.name) for person in of.authors]
    issuers = " and ".join(_escaped(name) for name in of.publishers)
    fields = {
        "author": " and ".join(authors or ([f"{{{_escaped(name)}}}" for name in of.publishers] if of.in_print else [])),
        "editor": " and ".join(_name(one.name) for one in of.with_role(Contribution.Role.EDITOR)),
        "translator": " and ".join(_name(one.name) for one in of.with_role(Contribution.Role.TRANSLATOR)),
        "title": f"{{{_escaped(of.title)}}}",
        "year": f"{of.dated:%Y}" if of.dated else "",
        "date": f"{of.dated:%Y-%m-%d}" if of.dated else "",
        "institution": f"{{{issuers}}}" if of.in_print else "",
        "howpublished": "" if of.in_print else f"{{{_escaped(of.publisher.name)}}}",
        "type": _escaped(kind_in_words(of)) if of.in_print else "",
        "number": _escaped(of.report_number),
        "doi": of.doi,
        "version": of.printed,
        "langid": get_language_info(of.language)["name"].lower(),  # biblatex wants names: english, russian
        "keywords": _escaped(", ".join(of.keywords)),
        "abstract": _escaped(of.abstract),
        "note": _escaped(note(of)),
        "url": of.permanent,
        "urldate": read_on.isoformat(),
    }  # fmt: skip
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    body = ",\n".join(lines)
    return f"@{of.cited_as.bibtex}{{{key(of)},\n{body}\n}}\n"


def key(of: Description) -> str:
    """Family name, year and first word of the title in Latin letters: "orlova2024steps"."""
    first = of.authors[0].name if of.authors else None
    family = slugify((first.family or first.billed) if first else of.publisher.name).split("-")
    word = next((word for word in slugify(of.title).split("-") if len(word) > 3), "")
    return f"{''.join(family[:3]) or 'text'}{of.dated.year if of.dated else ''}{word}"


def _name(name: Name) -> str:
    """ "von Last, Jr, First" as BibTeX takes names apart; a team in braces stays whole."""
    if name.is_team:
        return f"{{{_escaped(name.billed)}}}"
    return ", ".join(_escaped(part) for part in (name.family, name.suffix, name.given) if part)


def _escaped(text: str) -> str:
    return re.sub(r"[\\&%$#_{}~^]", lambda found: ESCAPES[found[0]], " ".join(text.split()))
