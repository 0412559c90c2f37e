from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

LOOPBACK = {"localhost", "127.0.0.1"}


@register
def warn_of_plain_http(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if settings.SITE_IS_HTTPS or urlsplit(settings.SITE_ORIGIN).hostname in LOOPBACK:
        return []
    return [
        Warning(
            "SITE_ORIGIN is plain http: the reader's cookie cannot be protected by its `__Host-` name.",
            hint="Serve the site over https and set SITE_ORIGIN accordingly.",
            id="readers.W001",
        )
    ]
