from django.http import HttpResponse

from thinktank.delivery.pages import public_page, shows
from thinktank.library.files import HARMLESS
from thinktank.printing.share.words import site_image


@public_page
def site_share_image(request):
    """What networks show beside links to pages that are no edition."""
    shows(request)
    data, media_type = site_image(request.LANGUAGE_CODE)
    return HttpResponse(data, content_type=media_type, headers=HARMLESS)
