"""What Zotero makes of a page, by the rules of its translators "Embedded Metadata" and "RDF" (github.com/zotero/translators).

Written from their text, not copied: the order in which they decide on the type, and how they take authors apart.
"""

import re

HIGHWIRE_TYPES = {
    "citation_journal_title": "journalArticle",
    "citation_technical_report_institution": "report",
    "citation_conference_title": "conferencePaper",
    "citation_dissertation_institution": "thesis",
}
OPEN_GRAPH_TYPES = {"website": "webpage", "article": "journalArticle", "book": "book"}


def read(page):
    """The item: its type, title, authors as (family, given), date, institutions, number, PDF and address."""
    tags = [(tag.get("name") or tag.get("property"), tag.get("content")) for tag in page.xpath("//head/meta")]

    def all_of(name):
        return [content for tag, content in tags if tag == name]

    return {
        "type": _type(tags),
        "title": "".join(all_of("citation_title")[:1] or all_of("og:title")[:1]),
        "authors": [author for text in all_of("citation_author") for author in _authors(text)],
        "date": "".join(all_of("citation_publication_date")),
        "institution": ", ".join(all_of("citation_technical_report_institution")),
        "number": "".join(all_of("citation_technical_report_number")),
        "pdf": "".join(all_of("citation_pdf_url")[:1]),
        "url": "".join(all_of("citation_public_url")[:1] or all_of("og:url")[:1]),
    }


def _type(tags):
    """A tag that only one type has decides; then what the page says itself; then guesses."""
    named = [HIGHWIRE_TYPES[tag] for tag, _content in tags if tag in HIGHWIRE_TYPES]
    said = [content for tag, content in tags if tag == "z:itemType"]
    guessed = ["journalArticle" for tag, _content in tags if tag == "citation_title"]
    shared = [OPEN_GRAPH_TYPES[content] for tag, content in tags if tag == "og:type"]
    return [*named, *said, *shared, *guessed][0]


def _authors(text):
    names = re.split(r"\s*;\s*", text)
    if len(names) == 1:
        by_comma = re.split(r"\s*,\s*", names[0])
        if len(by_comma) > 1 and " " in by_comma[0] and " " in by_comma[1]:
            names = by_comma
    return [_clean(name, has_comma="," in name) for name in names if re.search(r"[^\s,\-.;]", name)]


def _clean(name, has_comma):
    name = " ".join(name.strip(" \xa0.,/[]:").split())
    family, comma, given = name.partition(", ")
    if has_comma:
        return (family, given) if comma else (name, "")
    given, _space, family = name.rpartition(" ")
    return family, given
