"""The licences that a text may be under."""

from django.db import models
from django.utils.translation import gettext_lazy as _

CREATIVE_COMMONS = "https://creativecommons.org/"


class Licence(models.TextChoices):
    """Those of Creative Commons in their present version, and none. Their short names are the same in every language."""

    CC_BY = "cc-by-4.0", "CC BY 4.0"
    CC_BY_SA = "cc-by-sa-4.0", "CC BY-SA 4.0"
    CC_BY_ND = "cc-by-nd-4.0", "CC BY-ND 4.0"
    CC_BY_NC = "cc-by-nc-4.0", "CC BY-NC 4.0"
    CC_BY_NC_SA = "cc-by-nc-sa-4.0", "CC BY-NC-SA 4.0"
    CC_BY_NC_ND = "cc-by-nc-nd-4.0", "CC BY-NC-ND 4.0"
    CC0 = "cc0-1.0", "CC0 1.0"
    RESERVED = "all-rights-reserved", _("All rights reserved")

    @property
    def address(self) -> str:
        """Of the licence itself; "" when all rights are reserved."""
        if self == Licence.RESERVED:
            return ""
        if self == Licence.CC0:
            return f"{CREATIVE_COMMONS}publicdomain/zero/1.0/"
        name, _version = self.removeprefix("cc-").rsplit("-", 1)
        return f"{CREATIVE_COMMONS}licenses/{name}/4.0/"


def licence_named(*names: str) -> Licence | None:
    """The licence of the first of these names that is one: that of the text, that of the site."""
    return next((Licence(name) for name in names if name in Licence.values), None)
