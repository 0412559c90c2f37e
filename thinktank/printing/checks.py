from typing import Any

from django.core.checks import CheckMessage, Warning, register

from thinktank.printing.letters import scripts_without_font
from thinktank.printing.typesetter import missing_library


@register
def warn_of_missing_pango(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if not (missing := missing_library()):
        return []
    return [
        Warning(
            f"No PDF can be made on this machine: {missing}.",
            hint="Install Pango (Debian: libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0). "
            "Until then pages offer their print view, but no PDF.",
            id="printing.W001",
        )
    ]


@register(deploy=True)  # with `check --deploy` only, because it takes a second
def warn_of_scripts_without_font(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if not (scripts := scripts_without_font()):
        return []
    return [
        Warning(
            f"PDFs made on this machine have empty boxes for letters of: {', '.join(scripts)}.",
            hint="Install fonts (Debian: fonts-noto-core fonts-noto-cjk). "
            "Until then editors are warned of such letters before they publish.",
            id="printing.W002",
        )
    ]
