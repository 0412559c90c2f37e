"""The two areas of the site: the public pages, and the editors' desk (Django's admin)."""

from functools import cache

from django.http import HttpRequest
from django.urls import reverse


def is_desk(request: HttpRequest) -> bool:
    return request.path.startswith(desk_path())


@cache
def desk_path() -> str:
    return reverse("admin:index")
