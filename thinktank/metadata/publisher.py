"""Who publishes the site, in one language."""

import functools
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import override

from thinktank.addresses.alternates import absolute
from thinktank.delivery.media_host import are_files_here
from thinktank.delivery.shared_values import site_version
from thinktank.library.pictures import image_url
from thinktank.pages.site import site_in


@dataclass(frozen=True)
class Publisher:
    name: str
    address: str  # of the front page in this language
    logo: str = ""
    licence: str = ""  # of every text that names no other: a value of Licence

    @property
    def identity(self) -> str:
        """Names the institute in JSON-LD, the same in every language."""
        return f"{settings.SITE_ORIGIN}/#institute"


def publisher_in(language: str) -> Publisher:
    return _kept(site_version(), language, are_files_here())


@functools.lru_cache(16)
def _kept(version: object, language: str, with_files_from_here: bool) -> Publisher:
    """Until a shared value may have changed."""
    with override(language):
        site = site_in(language, f"/{language}/")
    logo = absolute(image_url(site.logo)) if site.logo else ""
    return Publisher(site.name, absolute(f"/{language}/"), logo, site.licence)
