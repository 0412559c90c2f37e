from django.http import HttpResponse

from thinktank.delivery.decorators import public_page, tag_response
from thinktank.delivery.security_headers import FOR_OTHER_SITES
from thinktank.library.files import HARMLESS
from thinktank.printing.share.words import podcast_cover, site_image


@public_page
def site_share_image(request):
    """What networks show beside links to pages that are no edition."""
    return _image(request, site_image)


@public_page
def podcast_cover_image(request):
    """What podcast directories show of the feed."""
    return _image(request, podcast_cover, FOR_OTHER_SITES)


def _image(request, drawn, headers=()):
    tag_response(request)
    data, media_type = drawn(request.LANGUAGE_CODE)
    return HttpResponse(data, content_type=media_type, headers=HARMLESS | dict(headers))
