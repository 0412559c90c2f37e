"""Highwire Press tags, which Google Scholar and Zotero read.

https://scholar.google.com/intl/en/scholar/inclusion.html#indexing. They stand on scholarly works with authors only:
`CitedAs.has_highwire_tags`. `citation_journal_title` would make a report an article of a journal.
"""

from thinktank.metadata.description import Description
from thinktank.publishing.models import Institution

ISSUERS = (Institution.Role.PUBLISHER, Institution.Role.PARTNER)


def tags(of: Description) -> list[tuple[str, str]]:
    """(name, content) of each tag; none where they do not belong."""
    names = [person.name.family_first for person in of.authors]
    if not (of.cited_as.has_highwire_tags and (names or of.report_number or of.bodies_as(*ISSUERS))):
        return []
    issuers = [body.name for body in of.bodies_as(*ISSUERS)] or [of.publisher.name]
    is_report = of.cited_as.zotero == "report"
    found = [
        ("title", of.title),
        *(("author", name) for name in names or issuers),
        ("publication_date", f"{of.dated:%Y/%m/%d}" if of.dated else ""),
        *(("technical_report_institution", name) for name in issuers if is_report),
        ("technical_report_number", of.report_number if is_report else ""),
        ("publisher", "" if is_report else of.publisher.name),
        ("language", of.language),
        ("abstract", of.abstract),
        ("keywords", "; ".join(of.keywords)),
        ("pdf_url", of.pdf.address if of.pdf else ""),
        ("public_url", of.permanent),
        ("fulltext_html_url", of.canonical if of.is_live else of.permanent),
    ]
    return [(f"citation_{name}", content) for name, content in found if content]
