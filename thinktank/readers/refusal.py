"""Refusals of a reader's vote, rating or report: a sentence, a status, and a code for scripts."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}


class Refusal(Exception):
    """Nothing was counted, and this is why: raise it, and `for_readers` answers it."""

    def __init__(
        self,
        status: int,
        code: str,
        sentence: str,
        *,
        retry_after: int | None = None,
        facts: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(sentence)
        self.status, self.code, self.sentence = status, code, sentence
        self.retry_after, self.facts = retry_after, facts or {}


def busy() -> Refusal:
    """The database or a key does not answer. The reader may send the same ballot again; it counts once."""
    sentence = _(
        "This could not be counted just now. Send it again in a few seconds; it will be counted only once."
    )
    return Refusal(503, "busy", sentence, retry_after=2)


def answer_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer scripts with JSON, and forms with a page that links back."""
    if request.method in ("GET", "HEAD") or request.content_type in FORM_TYPES:
        context = {"sentence": refusal.sentence, "back": request.path, "translations": []}
        response = render(request, "readers/refused.html", context, status=refusal.status)
    else:
        error = {"code": refusal.code, "message": refusal.sentence}
        response = JsonResponse({"error": error, **refusal.facts}, status=refusal.status)
    if refusal.retry_after:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response
