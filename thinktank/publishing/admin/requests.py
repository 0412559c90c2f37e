"""Requests to the desk."""

from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest


def editor_of(request: HttpRequest) -> User:
    """The signed-in user. The admin answers everybody else before a view runs."""
    return cast(User, request.user)
