from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

from thinktank.addresses.web import is_this_machine


@register
def warn_of_plain_http(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if settings.SITE_IS_HTTPS or is_this_machine(settings.SITE_ORIGIN):
        return []
    return [
        Warning(
            "SITE_ORIGIN is plain http: the reader's cookie cannot be protected by its `__Host-` name.",
            hint="Serve the site over https and set SITE_ORIGIN accordingly.",
            id="readers.W001",
        )
    ]
