from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse

from thinktank.delivery.decorators import public_page, tag_response
from thinktank.delivery.security_headers import FOR_OTHER_SITES
from thinktank.library.files import HARMLESS
from thinktank.printing.share.words import podcast_cover, site_image


@public_page
def site_share_image(request: HttpRequest) -> HttpResponse:
    """The share image of pages that belong to no edition, such as lists."""
    return _image(request, site_image)


@public_page
def podcast_cover_image(request: HttpRequest) -> HttpResponse:
    """The cover of the podcast feed."""
    return _image(request, podcast_cover, FOR_OTHER_SITES)


def _image(
    request: HttpRequest, drawn: Callable[[str], tuple[bytes, str]], headers: Mapping[str, str] | None = None
) -> HttpResponse:
    tag_response(request)
    data, media_type = drawn(request.LANGUAGE_CODE)
    return HttpResponse(data, content_type=media_type, headers=HARMLESS | dict(headers or {}))
