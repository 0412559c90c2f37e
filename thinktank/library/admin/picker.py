"""The window in which editors choose a picture for a text. The prose editor opens it and waits for the answer."""

import re
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from thinktank.delivery.paging import BoundedPaginator
from thinktank.language import languages
from thinktank.library.admin.upload import UploadForm
from thinktank.library.models import Chart, Image
from thinktank.library.pictures import image_url

if TYPE_CHECKING:
    from thinktank.library.admin.image import ImageAdmin

PER_PAGE = 24
CALLBACK = "CKEditorFuncNum"  # the parameter with the prose editor's callback; its figure extension uses CKEditor's protocol


def picker(admin: "ImageAdmin", request: HttpRequest) -> HttpResponse:
    """Search, upload and choose a picture. The prose editor receives its path, /library/<uid>/, and its alternative text.

    Raises PermissionDenied.
    """
    if not admin.has_view_permission(request):
        raise PermissionDenied
    form: UploadForm | None = None
    status = 200
    if admin.has_add_permission(request):
        form_class = admin.get_upload_form(request)
        form = form_class(request.POST, request.FILES) if request.method == "POST" else form_class()
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        taken, status = admin.take_from(request, form)
        if isinstance(taken, Image):
            admin.tell_of(request, taken)
            return HttpResponseRedirect(request.path + "?" + _query(request, new=str(taken.pk)))
    return render(request, "library/picker.html", _context(admin, request, form), status=status)


def _query(request: HttpRequest, **parameters: str) -> str:
    query = request.GET.copy()
    query.update(parameters)
    return query.urlencode()


def _context(admin: "ImageAdmin", request: HttpRequest, form: UploadForm | None) -> dict[str, Any]:
    asked = request.GET.get("language", "")
    language = asked if asked in languages.codes() else languages.current()
    words = request.GET.get("q", "")[:100].strip()
    of_charts = request.GET.get("of") == "charts"
    if of_charts:
        charts = admin.admin_site.get_model_admin(Chart)
        found, _has_doubles = charts.get_search_results(request, Chart.objects.all(), words)
    else:
        found, _has_doubles = admin.get_search_results(request, Image.objects.all(), words)
    page = BoundedPaginator(found, PER_PAGE).get_page(request.GET.get("page"))
    listed = [] if of_charts else _new_one(request)
    callback = request.GET.get(CALLBACK, "")
    return {
        **admin.admin_site.each_context(request),
        "title": _("Choose a picture"),
        "is_popup": True,
        "words": words,
        "language": language,
        "callback": callback if re.fullmatch(r"-?[0-9]{1,9}", callback) else "",
        "page_obj": page,
        "choices": [_choice(each, language) for each in listed + list(page)],
        "of_charts": of_charts,
        "form": None if of_charts else form,
        "media": admin.media,
    }


def _new_one(request: HttpRequest) -> list[Image]:
    new = request.GET.get("new", "")
    return list(Image.objects.filter(pk=int(new))) if re.fullmatch(r"[0-9]{1,9}", new) else []


def _choice(image: Image | Chart, language: str) -> dict[str, Any]:
    if isinstance(image, Chart):
        path = reverse("library:chart_detail", args=[image.uid])
        description = languages.word(image, "description", language)
        return {
            "title": str(image),
            "path": path,
            "alt": description,
            "thumbnail": f"{path}?language={language}",
        }
    record = image.record(language)
    return {
        "title": image.title,
        "path": reverse("library:image_detail", args=[image.uid]),
        "alt": record["alt"],
        "lacks_credit": not (record["credit"] or image.needs_no_credit),
        "thumbnail": image_url(record, "card", 320, "webp"),
        "remark": remark_on(image),
    }


def remark_on(image: Image) -> str:
    """A warning for editors who choose an animation; an empty string for any other picture."""
    if image.frames == 1:
        return ""
    sentence = _(
        "“%(title)s” is an animation. The site shows only its first frame: the picture will not move."
    )
    return sentence % {"title": image}
