from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.choices import Horizon
from thinktank.delivery.decorators import public_page
from thinktank.language import languages
from thinktank.library.files import serve_document
from thinktank.publishing.models import EditionFile
from thinktank.publishing.public import history, pages
from thinktank.publishing.public.file_pages import TEN_MINUTES, file_page, numbered_file_page
from thinktank.publishing.public.lookup import find_at_address, find_numbered


def report_context(edition, content, newer):
    """Recommendations by horizon, nearest first, and the PDF where there is one."""
    pdf = content["facts"]["pdf"]
    return {
        "recommendations": _by_horizon(content["parts"]["recommendations"]),
        "pdf": pdf and pdf | {"path": f"{edition.get_absolute_url()}pdf/"},
        "pdf_language": languages.own_name_of(edition.language),
    }


def _by_horizon(rows):
    """In groups whose numbers run on, so that "recommendation 3" is one of them."""
    groups, first = [], 1
    for horizon in Horizon:
        if items := [row for row in rows if row["horizon"] == horizon]:
            groups.append({"label": horizon.label, "first": first, "items": items})
            first += len(items)
    return groups


ROOM = pages.Room("report", "reports", _("Reports"), "reports/report_detail.html", report_context)


@public_page(reads=("kind", "page"))
def report_list(request):
    return render(request, "reports/report_list.html", pages.list_context(request, ROOM))


@public_page(max_age=10)
def report_detail(request, slug):
    return pages.edition_page(request, ROOM, slug)


@public_page(max_age=10)
def report_print(request, slug):
    return pages.edition_page(request, ROOM, slug, is_print=True)


@public_page
def report_editions(request, slug):
    return history.history_page(request, ROOM, slug)


@public_page(max_age=10)
def report_edition(request, slug, number):
    return pages.numbered_edition_page(request, ROOM, slug, number)


@public_page
def report_pdf(request, slug):
    """The PDF that an editor uploaded for the live edition, else the one made from it."""
    found = find_at_address(ROOM.type, ROOM.prefix, request.LANGUAGE_CODE, slug, timezone.now())
    return _uploaded(request, found) or report_text_pdf(request, slug)


@public_page
def report_edition_pdf(request, slug, number):
    found = find_numbered(ROOM.type, request.LANGUAGE_CODE, slug, number, timezone.now())
    return _uploaded(request, found) or report_edition_text_pdf(request, slug, number)


def _uploaded(request, found):
    edition = found and found.edition
    if not edition or edition.language != request.LANGUAGE_CODE or not edition.content["facts"]["pdf"]:
        return None
    filename = f"{edition.slug}-{edition.language}-{edition.number}.pdf"
    return serve_document(edition.content["facts"]["pdf"], filename)


@public_page
def report_text_pdf(request, slug):
    """The PDF made from the text, also where there is an uploaded one."""
    return file_page(request, ROOM, slug, EditionFile.Kind.PDF)


@public_page(max_age=TEN_MINUTES, immutable=True)
def report_edition_text_pdf(request, slug, number):
    return numbered_file_page(request, ROOM, slug, number, EditionFile.Kind.PDF)


@public_page
def report_file(request, slug, kind):
    return file_page(request, ROOM, slug, kind)


@public_page(max_age=TEN_MINUTES, immutable=True)
def report_edition_file(request, slug, number, kind):
    return numbered_file_page(request, ROOM, slug, number, kind)


@public_page
def report_changes(request, slug, old, new):
    return history.changes_page(request, ROOM, slug, old, new)
