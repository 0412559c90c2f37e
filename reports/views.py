"""Views of a report's PDF: the one that an editor uploaded, or the one made from its text."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from reports.publication_type import REPORTS
from thinktank.delivery.decorators import public_page
from thinktank.delivery.media_host import sent_from_media_host
from thinktank.library.files import serve_document
from thinktank.publishing.models import EditionFile
from thinktank.publishing.public.file_pages import TEN_MINUTES, file_page, numbered_file_page
from thinktank.publishing.public.lookup import LookupResult, find_at_address, find_numbered


@sent_from_media_host()
@public_page
def report_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The PDF that an editor uploaded for the live edition, else the one made from it."""
    found = find_at_address(REPORTS.name, REPORTS.prefix, request.LANGUAGE_CODE, slug, timezone.now())
    return _uploaded(request, found) or report_text_pdf(request, slug)


@sent_from_media_host()
@public_page
def report_edition_pdf(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    found = find_numbered(REPORTS.name, request.LANGUAGE_CODE, slug, number, timezone.now())
    return _uploaded(request, found) or report_edition_text_pdf(request, slug, number)


def _uploaded(request: HttpRequest, found: LookupResult | None) -> HttpResponseBase | None:
    edition = found and found.edition
    if not edition or edition.language != request.LANGUAGE_CODE or not edition.content["facts"]["pdf"]:
        return None
    filename = f"{edition.slug}-{edition.language}-{edition.number}.pdf"
    return serve_document(edition.content["facts"]["pdf"], filename)


@public_page
def report_text_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The PDF made from the text, even if an editor uploaded another one."""
    return file_page(request, REPORTS, slug, EditionFile.Kind.PDF)


@public_page(max_age=TEN_MINUTES, immutable=True)
def report_edition_text_pdf(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    return numbered_file_page(request, REPORTS, slug, number, EditionFile.Kind.PDF)
