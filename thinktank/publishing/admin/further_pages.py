"""Pages of one publication that rooms above this one add to the desk: they register them in `AppConfig.ready`.

add_page("<path:object_id>/crossref/<str:language>/", "crossref", require_safe(crossref_file), permissions.PUBLISH)
"""

from collections.abc import Callable

from django.http import HttpResponse

type Page = tuple[str, str, Callable[..., HttpResponse], str]  # route, name, view, permission

pages: list[Page] = []


def add_page(route: str, name: str, view: Callable[..., HttpResponse], permission: str) -> None:
    """Give every type of publication this page. The view is called like those in urls.py."""
    pages.append((route, name, view, permission))
