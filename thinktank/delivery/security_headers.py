"""What every answer says to browsers, kept pages and static files among them; and https where readers came without it.

What Django's own middleware says (nosniff, Referrer-Policy, COOP, the content policy) stands in the answer already.
"""

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpResponsePermanentRedirect

NOT_USED = (  # of what browsers know: a name they do not know is a warning in the console
    "accelerometer", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope", "hid", "magnetometer",
    "microphone", "midi", "payment", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
USED_HERE = ("autoplay", "clipboard-write", "fullscreen")
PERMISSIONS = ", ".join([f"{name}=()" for name in NOT_USED] + [f"{name}=(self)" for name in USED_HERE])
FOR_OTHER_SITES = {"Cross-Origin-Resource-Policy": "cross-origin"}  # for views whose answer others may embed
HSTS = "max-age={}; includeSubDomains; preload"


def security_headers(get_response):
    """Outermost, so that nothing leaves without them."""

    def middleware(request):
        response = _to_https(request) or get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if settings.SECURE_HSTS_SECONDS and request.is_secure():
            response.headers["Strict-Transport-Security"] = HSTS.format(settings.SECURE_HSTS_SECONDS)
        else:
            response.headers.pop(
                "Strict-Transport-Security", None
            )  # of a page kept from an answer over https
        return response

    return middleware


def _to_https(request):
    """A redirect when a proxy of ours says that the reader came over http. Without its word nothing is redirected."""
    came_over = request.META.get("HTTP_X_FORWARDED_PROTO", "") if settings.TRUSTED_PROXIES else ""
    if not settings.SITE_IS_HTTPS or came_over.split(",")[0].strip() != "http":
        return None
    try:
        address = f"https://{request.get_host()}{request.get_full_path()}"
    except DisallowedHost:
        return None  # refused further in
    response = HttpResponsePermanentRedirect(address)
    response.status_code = 301 if request.method in ("GET", "HEAD") else 308
    return response
