from django.conf import settings
from django.core.checks import Warning, register

from thinktank.addresses.web import is_this_machine


@register
def warn_of_plain_http(app_configs, **kwargs):
    if settings.SITE_IS_HTTPS or is_this_machine(settings.SITE_ORIGIN):
        return []
    return [
        Warning(
            "SITE_ORIGIN is plain http: the reader's cookie cannot be protected by its `__Host-` name.",
            hint="Serve the site over https and set SITE_ORIGIN accordingly.",
            id="readers.W001",
        )
    ]
