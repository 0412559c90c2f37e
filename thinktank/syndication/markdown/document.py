"""An edition as a Markdown file: front matter that says what it is and how to cite it, then the text."""

import datetime
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from thinktank.addresses.alternates import absolute
from thinktank.metadata.citations.styles import citations_of
from thinktank.metadata.description import Description, describe_edition
from thinktank.pages.site import site_in
from thinktank.publishing.editions.content_format import upgraded
from thinktank.publishing.models import Edition
from thinktank.publishing.public.pages import subject_links
from thinktank.publishing.public.surroundings import Surroundings
from thinktank.publishing.publication_types import kind_label
from thinktank.richtext.body import expand_body
from thinktank.syndication.markdown.convert import heading, in_line, markdown_of
from thinktank.syndication.portable import made_portable, portable_html


def markdown_document(edition: Edition, around: Surroundings, at: datetime.datetime) -> str:
    """The whole file, in the language of the edition, which is active. Takes no query."""
    content = upgraded(edition.content)
    links = around.links | subject_links(content, edition.language)
    said = describe_edition(edition, at, around)
    parts = [
        _front_matter(edition, said, at),
        heading(1, in_line(edition.title)),
        markdown_of(portable_html(edition, links, notes_apart=True)),
        *_notes(edition, content, links),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _front_matter(edition: Edition, said: Description, at: datetime.datetime) -> str:
    """YAML in which every value is written as JSON, which YAML takes as it stands."""
    values = {name: value for name, value in _facts(edition, said, at) if value}
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    return "\n".join(["---", *lines, "---"])


def _facts(edition: Edition, said: Description, at: datetime.datetime) -> Iterator[tuple[str, Any]]:
    yield "title", said.title
    yield "authors", [person.name.billed for person in said.authors]
    yield "publisher", said.publishers
    yield "type", str(kind_label(edition.type, edition.kind))
    yield "language", said.language
    yield "date", said.dated.isoformat() if said.dated else ""
    yield "edition", said.printed
    yield "edition_date", said.went_live.isoformat()
    yield "correction", said.correction.text if said.correction else ""
    yield "address", said.canonical
    yield "permanent_address", said.permanent
    yield "doi", said.doi
    yield "edn", said.edn
    yield "same_text", said.copy_addresses
    yield "translation_of", said.original.address if said.original else ""
    yield "digest", edition.digest
    yield "licence", str(said.licence.label) if said.licence else ""
    yield "rights", site_in(edition.language, "/").rights
    yield "cite", citations_of(said, timezone.localdate(at))[0].text


def _notes(edition: Edition, content: Mapping[str, Any], links: Mapping[str, str]) -> Iterator[str]:
    page, paths = absolute(edition.get_absolute_url()), {uid: {"_path": path} for uid, path in links.items()}
    for note in content["footnotes"]:
        words = markdown_of(made_portable(expand_body(note["html"], {}, paths), page))
        yield f"[^{note['number']}]: {words}"
