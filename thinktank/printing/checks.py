from django.core.checks import Warning, register

from thinktank.printing.typesetter import missing_library


@register
def warn_of_missing_pango(app_configs, **kwargs):
    if not (missing := missing_library()):
        return []
    return [
        Warning(
            f"No PDF can be made on this machine: {missing}.",
            hint="Install Pango (Debian: libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0). "
            "Until then pages offer no PDF, and their print view only.",
            id="printing.W001",
        )
    ]
