"""/.well-known/security.txt (RFC 9116): whom to tell about a vulnerability of this installation."""

import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from thinktank.delivery.decorators import public_page

PATH = ".well-known/security.txt"
VALID_FOR = datetime.timedelta(days=180)  # counted from today, so that it never runs out


@public_page
def security_txt(request: HttpRequest) -> HttpResponse:
    """Raises Http404 without SECURITY_CONTACT: a file without a contact is not valid."""
    if not settings.SECURITY_CONTACTS:
        raise Http404
    midnight = timezone.now().astimezone(datetime.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACTS),
        f"Expires: {(midnight + VALID_FOR).strftime('%Y-%m-%dT%H:%M:%SZ')}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {settings.SITE_ORIGIN}/{PATH}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
