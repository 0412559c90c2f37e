"""Highwire Press tags, which Google Scholar and Zotero read.

https://scholar.google.com/intl/en/scholar/inclusion.html#indexing. They stand on scholarly works with authors only:
`CitedAs.has_highwire_tags`. `citation_journal_title` would make a report an article of a journal.
"""

from thinktank.metadata.description import Description
from thinktank.metadata.names import Name
from thinktank.publishing.models import Institution

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
ISSUERS = (Institution.Role.PUBLISHER, Institution.Role.PARTNER)


def tags(of: Description) -> list[tuple[str, str]]:
    """(name, content) of each tag; none where they do not belong."""
    names = [_author(person.name) for person in of.authors]
    is_report = of.cited_as.zotero == "report"
    if not of.cited_as.has_highwire_tags or not (names or is_report):
        return []
    issuers = [body.name for body in of.bodies_as(*ISSUERS)] or [of.publisher.name]
    found = [
        ("title", of.title),
        *(("author", name) for name in names or [f"{issuer}," for issuer in issuers]),
        ("publication_date", f"{of.dated:%Y/%m/%d}" if of.dated else ""),
        *(("technical_report_institution", name) for name in issuers if is_report),
        ("technical_report_number", of.report_number if is_report else ""),
        ("doi", of.doi),
        ("publisher", "" if is_report else of.publisher.name),
        ("language", of.language),
        ("abstract", of.abstract),
        ("keywords", "; ".join(of.keywords)),
        ("pdf_url", of.pdf.address if of.pdf else ""),
        ("public_url", of.permanent),
        ("fulltext_html_url", of.canonical if of.is_live else of.permanent),
    ]
    return [(f"citation_{name}", content) for name, content in found if content]


def _author(name: Name) -> str:
    """ "Family, Given", so that Zotero does not take it for two people or take a team apart.

    Zotero reads two authors where there is a space on both sides of a comma, so that the words of a family name are joined
    by no-break spaces; a name that ends in a comma is a family name alone.
    """
    if name.is_team:
        return f"{name.billed},"
    given = ", ".join(filter(None, [name.given, name.suffix]))
    return f"{name.family.replace(' ', NO_BREAK_SPACE)}, {given}"
