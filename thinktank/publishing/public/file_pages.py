"""The pages that serve files made from editions."""

import datetime

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from thinktank.addresses.alternates import absolute
from thinktank.delivery.errors import error_page
from thinktank.library.files import serve_generated_file
from thinktank.publishing.models import Edition, EditionFile
from thinktank.publishing.public.downloads import ADDRESSES, EXTENSIONS
from thinktank.publishing.public.lookup import LookupResult, find_at_address, find_numbered
from thinktank.publishing.public.pages import gone_page
from thinktank.publishing.publication_types import PublicationType

MADE_ANEW_IN = 60  # seconds, about
TEN_MINUTES = 10 * 60  # seconds: caches must not keep erased files for long
PICTURES = {EditionFile.Kind.SHARE_IMAGE}
KINDS = {address: kind for kind, address in ADDRESSES.items()}


class FileKindConverter:
    """Converts the end of a file's path, such as "pdf/parallel", to its kind: `<file_kind:kind>`."""

    regex = "|".join(sorted(KINDS, key=len, reverse=True))

    @staticmethod
    def to_python(value: str) -> str:
        return KINDS[value]

    @staticmethod
    def to_url(kind: str) -> str:
        return ADDRESSES[kind]


def file_page(
    request: HttpRequest, publication_type: PublicationType, slug: str, kind: str
) -> HttpResponseBase:
    """Serve a file of the live edition at this address."""
    now = timezone.now()
    answer = find_at_address(publication_type.name, publication_type.prefix, request.LANGUAGE_CODE, slug, now)
    if answer and answer.moved_to:
        return HttpResponsePermanentRedirect(f"{answer.moved_to}{ADDRESSES[kind]}/")
    response = _respond(request, answer, kind, now)
    if response.status_code == 200 and answer and answer.edition:
        response["Link"] = f'<{absolute(answer.edition.get_absolute_url())}>; rel="canonical"'
    return response


def numbered_file_page(
    request: HttpRequest, publication_type: PublicationType, slug: str, number: int, kind: str
) -> HttpResponseBase:
    """Serve a file of one edition."""
    now = timezone.now()
    answer = find_numbered(publication_type.name, request.LANGUAGE_CODE, slug, number, now)
    response = _respond(request, answer, kind, now)
    if kind not in PICTURES:
        response["X-Robots-Tag"] = "noindex"
    return response


def _respond(
    request: HttpRequest, answer: LookupResult | None, kind: str, now: datetime.datetime
) -> HttpResponseBase:
    if answer is None:
        raise Http404
    if answer.gone:
        return gone_page(request, answer.gone, now)
    edition = answer.edition
    if edition is None or edition.language != request.LANGUAGE_CODE:
        raise Http404
    made = file_of(edition, kind, now)
    if made is None:
        raise Http404
    if not made.shows_markings_in_force():
        sentence = _("A marking has changed, so this file is being made anew.")
        return error_page(request, 503, sentence=sentence, retry_after=MADE_ANEW_IN)
    extension = EXTENSIONS[made.media_type]
    beside = f"-{made.beside.language}" if made.beside else ""
    return serve_generated_file(
        made.file,
        media_type=made.media_type,
        sha256=made.sha256,
        filename=f"{edition.slug}-{made.edition.language}{beside}-{edition.number}.{extension}",
    )


def file_of(edition: Edition, kind: str, now: datetime.datetime) -> EditionFile | None:
    """The edition's file of one kind, or None. A file with two texts counts only while both editions are live."""
    rows = EditionFile.objects.holding(edition).of_kind(kind).select_related("edition", "beside")
    for row in rows:
        if row.beside is None or (row.edition.is_live(now) and row.beside.is_live(now)):
            return row
    return None
