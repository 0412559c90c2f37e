"""The PDF of an edition. It uses the template of the edition's page, with a layout for paper."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from thinktank.library.pictures import picture_html
from thinktank.printing.paper import typeset
from thinktank.printing.typesetter import OPTIONS, missing_library
from thinktank.publishing.editions.content_format import upgraded
from thinktank.publishing.editions.generated_files import GeneratedFile
from thinktank.publishing.models import Edition
from thinktank.publishing.public.pages import edition_context
from thinktank.publishing.public.surroundings import surroundings_of
from thinktank.publishing.publication_types import Context, type_named
from thinktank.qr_code import qr_path

LONG_READ = 7  # minutes of reading from which a text gets a title page
CONTENTS_FROM = 4  # headings from which it has a table of contents


def make_pdf(edition: Edition, beside: Edition | None = None) -> GeneratedFile | None:
    """The PDF, or None when Pango is missing."""
    if missing_library():
        return None
    rendered = typeset(document_html(edition))
    return GeneratedFile(rendered.write_pdf(**OPTIONS), "application/pdf", len(rendered.pages))


def document_html(edition: Edition) -> str:
    """The page that becomes the PDF, before it is prepared for paper."""
    with translation.override(edition.language):
        context = document_context(edition)
        return render_to_string(context["publication_type"].detail_template, context)


def document_context(edition: Edition) -> Context:
    """The context of the edition's page, plus title page, contents and colophon for paper.

    It has no words of other editions or publications: the file would still have them after they are withdrawn or
    erased.
    """
    publication_type = type_named(edition.type)
    at = max(edition.live_from, timezone.now())
    context = edition_context(
        publication_type, edition, surroundings_of(edition, at), at, reader_language=edition.language
    )
    content = upgraded(edition.content)
    has_cover = publication_type.has_title_page or content["reading_minutes"] >= LONG_READ
    return context | {
        "layout": "printing/document.html",
        "is_print": True,
        "related": [],
        "suggested": [],
        "earlier": None,
        "later": None,
        "history": [edition],
        "has_cover": has_cover,
        "cover_picture": content["cover"] and picture_html(content["cover"], "full"),
        "logos": [i["logo"] for i in content["institutions"] if i["logo"]],
        "has_contents": has_cover and len(content["toc"]) >= CONTENTS_FROM,
        **imprint_of(edition),
    }


def imprint_of(edition: Edition) -> Context:
    """The permanent address of this edition, as text and as a QR code."""
    address = f"{settings.SITE_ORIGIN}{edition.get_absolute_url()}editions/{edition.number}/"
    path, size = qr_path(address)
    return {"edition_address": address, "qr_path": path, "qr_size": size}
