from django.http import Http404
from django.views.decorators.http import require_safe

from thinktank.library.files import serve_recording, serve_rendition
from thinktank.library.models import Image

EDITORS_WIDTH = 640  # pixels


@require_safe
def image_detail(request, uid):
    """The picture as the editor of texts shows it, to those who may use the desk only."""
    for_staff_only(request)
    image = Image.objects.filter(uid=uid).first()
    if image is None:
        raise Http404
    width = next((width for width in image.widths() if width >= EDITORS_WIDTH), image.widths()[-1])
    return serve_rendition(image.rendition_key, f"{width}.webp")


@require_safe
def recording_detail(request, uid):
    """A recording nobody has published yet, as a preview plays it: to those who may use the desk only."""
    for_staff_only(request)
    return serve_recording(request, {"uid": uid}, "preview")


def for_staff_only(request):
    """Raises Http404 for everybody else: nobody learns what there is."""
    if not (request.user.is_active and request.user.is_staff):
        raise Http404
