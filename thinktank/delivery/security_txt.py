"""/.well-known/security.txt (RFC 9116): whom to tell of a weakness in this installation."""

import datetime

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone

from thinktank.delivery.decorators import public_page

PATH = ".well-known/security.txt"
VALID_FOR = datetime.timedelta(days=180)  # said anew every day, so that it never runs out


@public_page
def security_txt(request):
    """404 where nobody has said whom to tell: a file without a contact would not be valid, and would promise much."""
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
