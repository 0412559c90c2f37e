import os
from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError


class Command(createsuperuser.Command):
    """Django's command, which with --noinput would accept any password from the environment."""

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get("DJANGO_SUPERUSER_PASSWORD")
        if not options["interactive"] and password is not None:
            name = options[User.USERNAME_FIELD] or os.environ.get("DJANGO_SUPERUSER_USERNAME", "")
            email = options["email"] or os.environ.get("DJANGO_SUPERUSER_EMAIL", "")
            try:
                validate_password(password, User(username=name, email=email))
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
        super().handle(*args, **options)
