"""What `manage.py check --deploy` says of settings that are each right, and together not what a public site needs."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def warn_of_what_is_missing(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.SITE_IS_HTTPS and not settings.TRUSTED_PROXIES:
        found.append(
            Warning(
                "SITE_ORIGIN is https, and TRUSTED_PROXIES is 0: nothing that could speak https stands in front.",
                hint="Set TRUSTED_PROXIES=1 behind nginx (docs/production.md).",
                id="operations.W001",
            )
        )
    if not settings.HAS_MAIL_SERVER:
        found.append(
            Warning(
                "EMAIL_URL is not set: nobody is invited to the desk by mail.",
                hint="Set EMAIL_URL, or hand over the links of invitations that the desk shows.",
                id="operations.W002",
            )
        )
    return found
