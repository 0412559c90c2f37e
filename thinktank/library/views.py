from django.http import Http404
from django.views.decorators.http import require_safe

from thinktank.delivery.pages import public_page
from thinktank.library.files import serve_recording, serve_rendition
from thinktank.library.models import Image

A_YEAR = 365 * 24 * 60 * 60  # seconds
EDITORS_WIDTH = 640  # pixels


@public_page(max_age=A_YEAR, immutable=True)
def rendition(request, key, filename):
    """A copy of a picture under its random name. In production the web server in front answers instead."""
    return serve_rendition(key, filename)


@require_safe
def image_detail(request, uid):
    """The picture as the editor of texts shows it, to those who may use the desk only."""
    _for_staff_only(request)
    image = Image.objects.filter(uid=uid).first()
    if image is None:
        raise Http404
    width = next((width for width in image.widths() if width >= EDITORS_WIDTH), image.widths()[-1])
    return serve_rendition(image.rendition_key, f"{width}.webp")


@require_safe
def recording_detail(request, uid):
    """A recording nobody has published yet, as a preview plays it: to those who may use the desk only."""
    _for_staff_only(request)
    return serve_recording(request, {"uid": uid}, "preview")


def _for_staff_only(request):
    if not (request.user.is_active and request.user.is_staff):
        raise Http404
