"""The two areas of the site: what everybody reads, and the editors' desk."""

from functools import cache

from django.http import HttpRequest
from django.urls import reverse


def is_desk(request: HttpRequest) -> bool:
    return request.path.startswith(desk_path())


@cache
def desk_path() -> str:
    return reverse("admin:index")
