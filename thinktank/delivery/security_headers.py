"""Security headers of every response, cached pages and static files included; and the redirect to https.

Django's own middleware has already set nosniff, Referrer-Policy, COOP and Content-Security-Policy.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase

type View = Callable[[HttpRequest], HttpResponseBase]

NOT_USED = (  # a name that browsers do not know is a warning in the console
    "accelerometer", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope", "hid", "magnetometer",
    "microphone", "midi", "payment", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
USED_HERE = ("autoplay", "clipboard-write")
PLAYERS = " ".join(f'"{origin}"' for origin in settings.SECURE_CSP["frame-src"])  # videos fill the screen
PERMISSIONS = ", ".join(
    [f"{name}=()" for name in NOT_USED]
    + [f"{name}=(self)" for name in USED_HERE]
    + [f"fullscreen=(self {PLAYERS})"]
)
FOR_OTHER_SITES = {
    "Cross-Origin-Resource-Policy": "cross-origin"
}  # for views whose responses other sites may embed
OVER_HTTPS = (
    "Not accepted over http: send this to https://\n"  # nginx says it too (deploy/nginx/thinktank.conf)
)
HSTS = "max-age={}; includeSubDomains; preload"


def security_headers(get_response: View) -> View:
    """The outermost middleware, so that every response has the headers."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = _to_https(request) or get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if settings.SECURE_HSTS_SECONDS and request.is_secure():
            response.headers["Strict-Transport-Security"] = HSTS.format(settings.SECURE_HSTS_SECONDS)
        else:
            response.headers.pop(
                "Strict-Transport-Security", None
            )  # of a page cached from a response over https
        return response

    return middleware


def _to_https(request: HttpRequest) -> HttpResponseBase | None:
    """A redirect when a trusted proxy says that the reader came over http; None otherwise.

    What was sent in the clear, in a body or with a token, is refused: after a redirect nobody would notice.
    """
    came_over = request.META.get("HTTP_X_FORWARDED_PROTO", "") if settings.TRUSTED_PROXIES else ""
    if not settings.SITE_IS_HTTPS or came_over.split(",")[0].strip() != "http":
        return None
    if request.method not in ("GET", "HEAD") or "HTTP_AUTHORIZATION" in request.META:
        return HttpResponse(OVER_HTTPS, status=403, content_type="text/plain; charset=utf-8")
    try:
        address = f"https://{request.get_host()}{request.get_full_path()}"
    except DisallowedHost:
        return None  # delivery refuses it
    return HttpResponsePermanentRedirect(address)
