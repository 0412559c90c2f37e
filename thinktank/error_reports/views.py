import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from thinktank.addresses.alternates import absolute
from thinktank.delivery.errors import method_not_allowed
from thinktank.delivery.origin import SentFrom, sent_from
from thinktank.error_reports.forms import ErrorReportForm
from thinktank.error_reports.models import LONGEST_PASSAGE
from thinktank.error_reports.receive import receive
from thinktank.publishing.models import Edition
from thinktank.readers.refusal import Refusal


def _find(uid: uuid.UUID) -> Edition:
    edition = Edition.objects.on_record(timezone.now()).for_lists().filter(uid=uid).first()
    if edition is None:
        raise Http404
    return edition


@csrf_exempt
def error_report(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The form, without a cookie. When the browser does not say that our page sent it, the reader confirms it once.

    The middleware has refused what another site sent.
    """
    if request.method not in ("GET", "HEAD", "POST"):
        return method_not_allowed(request, ["GET", "HEAD", "POST"])
    edition = _find(uid)
    if request.method != "POST":
        passage = request.GET.get("passage", "")[:LONGEST_PASSAGE]
        return _form_page(request, edition, ErrorReportForm(initial={"passage": passage}, edition=edition))
    if sent_from(request) is not SentFrom.UNKNOWN:
        return _received(request, edition)
    if "csrfmiddlewaretoken" in request.POST:
        return csrf_protect(_received)(request, edition)
    return _form_page(request, edition, ErrorReportForm(request.POST, edition=edition), is_confirming=True)


def _form_page(
    request: HttpRequest, edition: Edition, form: ErrorReportForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    context = {
        "edition": edition,
        "canonical": _canonical(edition),
        "form": form,
        "translations": None,
    } | context
    response = render(request, "error_reports/error_report.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _canonical(edition: Edition) -> str:
    return absolute(edition.get_absolute_url())


def _received(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = ErrorReportForm(request.POST, edition=edition)
    if not form.is_valid():
        return _form_page(request, edition, form, status=422)
    try:
        receive(request, edition, form.cleaned_data, timezone.now())
    except Refusal as refusal:
        response = _form_page(
            request, edition, form, status=429, refusal=_wait_in_words(refusal.retry_after or 0)
        )
        response.headers["Retry-After"] = str(refusal.retry_after)
        return response
    path = reverse("corrections:error_report_received", kwargs={"uid": edition.uid})
    return HttpResponseRedirect(path, status=303)


def _wait_in_words(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return ngettext(
        "Many reports have come from your network just now. Your text is still below: send it again in %(n)d minute.",
        "Many reports have come from your network just now. Your text is still below: send it again in %(n)d minutes.",
        minutes,
    ) % {"n": minutes}


def error_report_received(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return method_not_allowed(request, ["GET", "HEAD"])
    edition = _find(uid)
    context = {"edition": edition, "canonical": _canonical(edition)}
    response = render(request, "error_reports/error_report_received.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
