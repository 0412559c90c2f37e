"""The files made from editions, as readers get them."""

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone

from thinktank.addresses.alternates import absolute
from thinktank.library.files import serve_generated_file
from thinktank.publishing.models import EditionFile
from thinktank.publishing.public.downloads import ADDRESSES, EXTENSIONS
from thinktank.publishing.public.lookup import find_at_address, find_numbered
from thinktank.publishing.public.pages import gone_page
from thinktank.publishing.publication_types import PublicationType

TEN_MINUTES = 10 * 60  # seconds: what was erased must not stay in caches for long
PICTURES = {EditionFile.Kind.SHARE_IMAGE}
KINDS = {address: kind for kind, address in ADDRESSES.items()}


class FileKindConverter:
    """The end of a file's address in a path: `<file_kind:kind>` (see publication_urls.py)."""

    regex = "|".join(sorted(KINDS, key=len, reverse=True))

    @staticmethod
    def to_python(value):
        return KINDS[value]

    @staticmethod
    def to_url(kind):
        return ADDRESSES[kind]


def file_page(
    request: HttpRequest, publication_type: PublicationType, slug: str, kind: str
) -> HttpResponseBase:
    """The file of what is live at this address."""
    now = timezone.now()
    answer = find_at_address(publication_type.name, publication_type.prefix, request.LANGUAGE_CODE, slug, now)
    if answer and answer.moved_to:
        return HttpResponsePermanentRedirect(f"{answer.moved_to}{ADDRESSES[kind]}/")
    response = _respond(request, answer, kind, now)
    if response.status_code == 200:
        response["Link"] = f'<{absolute(answer.edition.get_absolute_url())}>; rel="canonical"'
    return response


def numbered_file_page(
    request: HttpRequest, publication_type: PublicationType, slug: str, number: int, kind: str
) -> HttpResponseBase:
    """The file of one edition, for ever the same."""
    now = timezone.now()
    answer = find_numbered(publication_type.name, request.LANGUAGE_CODE, slug, number, now)
    response = _respond(request, answer, kind, now)
    if kind not in PICTURES:
        response["X-Robots-Tag"] = "noindex"
    return response


def _respond(request, answer, kind, now):
    if answer is None:
        raise Http404
    if answer.gone:
        return gone_page(request, answer.gone, now)
    edition = answer.edition
    if edition.language != request.LANGUAGE_CODE:
        raise Http404
    made = file_of(edition, kind, now)
    if made is None:
        raise Http404
    extension = EXTENSIONS[made.media_type]
    beside = f"-{made.beside.language}" if made.beside else ""
    return serve_generated_file(
        made.file,
        media_type=made.media_type,
        sha256=made.sha256,
        filename=f"{edition.slug}-{made.edition.language}{beside}-{edition.number}.{extension}",
    )


def file_of(edition, kind, now):
    """The row, or None: a file with two texts only while both are live."""
    rows = EditionFile.objects.holding(edition).of_kind(kind).select_related("edition", "beside")
    for row in rows:
        if row.beside is None or (row.edition.is_live(now) and row.beside.is_live(now)):
            return row
    return None
