"""How every response leaves: private unless a view said it is public; hostile input stops here."""

import logging

from django.conf import settings
from whitenoise.middleware import WhiteNoiseFileResponse

from thinktank.delivery.areas import is_desk
from thinktank.delivery.bad_input import status_of_bad_input
from thinktank.delivery.errors import error_page
from thinktank.delivery.origin import SentFrom, sent_from

logger = logging.getLogger(__name__)

SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}


class NotPublic(AssertionError):
    """A page marked public was about to set a cookie."""


def delivery(get_response):
    """Outermost: says of each response who may keep it."""

    def middleware(request):
        response = get_response(request)
        if getattr(response, "is_public", False):
            _leave_to_everybody(request, response)
        elif not isinstance(response, WhiteNoiseFileResponse):
            response.headers["Cache-Control"] = "private, no-store"
        if is_desk(request):
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    return middleware


def _leave_to_everybody(request, response):
    """Neither cookie nor Vary: a shared cache keeps one copy for all."""
    if response.cookies:
        names = ", ".join(sorted(response.cookies))
        if settings.PUBLIC_PAGES_STRICT:
            raise NotPublic(f"{request.path} is a public page and sets the cookie {names}.")
        logger.error("The public page %s set the cookie %s; it was taken off.", request.path, names)
        response.cookies.clear()
    response.headers.pop("Vary", None)


def refuse_cross_site(get_response):
    """What changes something is accepted from the site's own pages only; without a word on it, a token decides."""

    def middleware(request):
        if request.method not in SAFE_METHODS and sent_from(request) is SentFrom.ELSEWHERE:
            return error_page(request, 403)
        return get_response(request)

    return middleware


def refuse_bad_input(get_response):
    def middleware(request):
        if status := status_of_bad_input(request):
            return error_page(request, status)
        return get_response(request)

    return middleware
