"""robots.txt, and the header with the same wishes for AI: both say what editors wrote in the site settings."""

from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from thinktank.addresses.alternates import absolute
from thinktank.delivery.decorators import public_page, public_page_of, tag_response
from thinktank.pages.site import settings_row

type View = Callable[[HttpRequest], HttpResponseBase]

SITEMAPS = ("/sitemap.xml", "/sitemap-news.xml")


@public_page(max_age=600)
def robots(request: HttpRequest) -> HttpResponse:
    """Rules for everybody, then those of editors; empty lines end groups (RFC 9309, 2.1)."""
    tag_response(request)
    row = settings_row()
    usage = [f"Content-Usage: {row.content_usage}"] if row.content_usage else []
    everybody = ["User-agent: *", *usage, "Disallow: /admin/", "Disallow: /shared/"]
    groups = [everybody, row.robots_rules.splitlines(), [f"Sitemap: {absolute(path)}" for path in SITEMAPS]]
    written = "\n\n".join("\n".join(lines) for lines in groups if lines)
    return HttpResponse(f"{written}\n", content_type="text/plain; charset=utf-8")


def content_usage(get_response: View) -> View:
    """Middleware inside the page cache: public responses carry the wishes, wherever they are read (AIPREF, attach)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if public_page_of(response) and (wishes := _wishes(is_file=response.streaming)):
            response.headers["Content-Usage"] = wishes
        return response

    return middleware


def _wishes(*, is_file: bool) -> str:
    """What editors wrote. Pictures and files are sent with what was loaded last, and so without a query."""
    if is_file:
        return row.content_usage if (row := settings_row.at_hand()) else ""
    try:
        return settings_row().content_usage
    except DatabaseError:
        return ""
