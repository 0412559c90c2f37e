"""Addresses for the programs that watch a site: does a process answer, can it serve readers, what has it counted?"""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from thinktank.monitoring import metrics as counted
from thinktank.operations.health.figures import FromTheDatabase
from thinktank.operations.health.readiness import failing_lately


@csrf_exempt  # so that other methods are answered 405
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers. It asks nothing else, so that a database that is away restarts no process."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@csrf_exempt  # so that other methods are answered 405
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200, or 503 with the names of what fails: for whoever sends requests to this server."""
    failing = failing_lately()
    response = JsonResponse({"ready": not failing, "failing": failing}, status=503 if failing else 200)
    response._has_been_logged = True  # type: ignore[attr-defined] # Django's: no line for each time somebody asks
    return response


@csrf_exempt  # so that other methods are answered 405
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for Prometheus. Raises PermissionDenied without METRICS_TOKEN, and for whoever does not send it."""
    sent = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(sent, f"Bearer {settings.METRICS_TOKEN}"):
        raise PermissionDenied
    text = generate_latest(counted.of_all_processes()) + generate_latest(FromTheDatabase.registry())
    return HttpResponse(text, content_type=CONTENT_TYPE_PLAIN_0_0_4)
