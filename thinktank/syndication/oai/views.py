"""The address for harvesters (OAI-PMH 2.0): GET and POST are the same. Answers are made for each request, not cached."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from lxml import etree

from thinktank.syndication.oai.answers import answer, refusal
from thinktank.syndication.oai.arguments import arguments_of
from thinktank.syndication.oai.errors import OaiError


@csrf_exempt  # it writes nothing
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    now, arguments = timezone.now(), dict[str, str]()
    try:
        arguments = arguments_of(request.POST if request.method == "POST" else request.GET)
        root = answer(arguments, now)
    except OaiError as error:
        root = refusal(error, arguments, now)
    content = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(content, content_type="text/xml; charset=utf-8")
