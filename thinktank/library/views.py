from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from thinktank.accounts.permissions import can
from thinktank.language import languages
from thinktank.library.files import HARMLESS, serve_recording, serve_rendition
from thinktank.library.models import Chart, Image

EDITORS_WIDTH = 640  # pixels


@require_safe
def image_detail(request: HttpRequest, uid: UUID) -> FileResponse:
    """A picture for the prose editor. Raises Http404 for everybody but editors."""
    for_editors_only(request)
    image = Image.objects.filter(uid=uid).first()
    if image is None:
        raise Http404
    width = next((width for width in image.widths() if width >= EDITORS_WIDTH), image.widths()[-1])
    return serve_rendition(image.rendition_key, f"{width}.webp")


@require_safe
def chart_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A chart for the prose editor and its own form, in the language that is asked for. Raises Http404, also for readers."""
    for_editors_only(request)
    chart = Chart.objects.filter(uid=uid).first()
    wanted = [request.GET.get("language", ""), languages.current(), *languages.codes()]
    drawn = next((chart.drawings[code] for code in wanted if code in chart.drawings), "") if chart else ""
    if not drawn:
        raise Http404
    paper = '<rect width="100%" height="100%" fill="#fff"/>'
    alone = drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).replace(">", f">{paper}", 1)
    return HttpResponse(alone, content_type="image/svg+xml", headers=HARMLESS)


@require_safe
def recording_detail(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """A recording for previews, published or not. Raises Http404 for everybody but editors."""
    for_editors_only(request)
    return serve_recording(request, {"uid": uid}, "preview")


def for_editors_only(request: HttpRequest) -> None:
    """Raise Http404 unless the user may see previews. The response does not reveal whether the file exists."""
    if not can(request.user, "preview"):
        raise Http404
