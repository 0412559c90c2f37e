"""docs/metadata.md: every output of thinktank/metadata for some publications, one after the other."""

import datetime
import json
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from thinktank.language import languages
from thinktank.metadata import json_ld
from thinktank.metadata.citations.styles import FORMATS, citations_of, written
from thinktank.metadata.description import describe
from thinktank.publishing.models import Edition
from thinktank.publishing.public.pages import edition_context
from thinktank.publishing.public.surroundings import surroundings_of
from thinktank.publishing.publication_types import type_named

ROUND_TABLE = ("articles/round-table", "events/round-table", "reports/stable-relationship")
ORIGIN = "https://institute.example.org"  # in place of the site's own
HEAD = """# What programs read

Every output of `thinktank/metadata/` for the demo's round table: the news item, the event and the joint report, in both
languages. All of them are functions of one description (`thinktank/metadata/description.py`), so that no two can disagree;
[0130](decisions/0130-one-description-of-an-edition-for-programs.md) and
[0131](decisions/0131-citations-are-written-here.md) have the reasons. `make metadata` writes this file, and
`tests/metadata/test_document.py` compares it with what the code says. Pictures and files are left out.
"""


def document(uids: Iterable[str | UUID], read_on: datetime.date | None) -> str:
    """The Markdown for the live editions of these publications. `read_on`: the day in citations, by default today."""
    now = timezone.now()
    day = read_on or timezone.localdate(now)
    parts = [HEAD]
    for uid in uids:
        editions = Edition.objects.live(now).filter(publication_uid=uid)
        for edition in sorted(editions, key=lambda each: languages.codes().index(each.language)):
            with override(edition.language):
                parts += _outputs(edition, now, day)
    return "\n".join(parts).replace(settings.SITE_ORIGIN, ORIGIN)


def _outputs(edition: Edition, now: datetime.datetime, read_on: datetime.date) -> Iterator[str]:
    kind, around = type_named(edition.type), surroundings_of(edition, now)
    context = edition_context(kind, edition, around, now, reader_language=edition.language)
    described = describe(context)
    yield f"## {edition.title}\n"
    yield f"`{edition.get_absolute_url()}`, edition {edition.number}: {described.schema_type}\n"
    yield "### In the head of the page\n"
    yield _fenced("html", _tags(render_to_string("publishing/_head.html", context)))
    yield "### JSON-LD\n"
    yield _fenced("json", json.dumps(json_ld.of_edition(described), ensure_ascii=False, indent=2))
    yield "### Citations\n"
    for citation in citations_of(described, read_on):
        yield f"- {citation.label}: {citation.text}"
    yield ""
    for each in FORMATS.values():
        if each.ending != "txt":
            yield f"### {each.label}: `cite/{each.ending}/`\n"
            yield _fenced("", written(each.ending, described, read_on).replace("\r\n", "\n"))


def _tags(head: str) -> str:
    lines = (line.strip() for line in head.splitlines())
    return "\n".join(line for line in lines if line.startswith(("<meta", "<link")))


def _fenced(language: str, text: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```\n"
