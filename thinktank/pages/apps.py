from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.db.models import QuerySet


class PagesConfig(AppConfig):
    name = "thinktank.pages"
    verbose_name = _("Site")

    def ready(self) -> None:
        from thinktank.accounts.passwords import more_names
        from thinktank.addresses.directory import list_too
        from thinktank.pages.site import names_of_the_site
        from thinktank.publishing.models import Edition

        def pages_at(moment: datetime) -> "QuerySet[Edition, tuple[UUID, str, str, str, str]]":
            pages = Edition.objects.live(moment).of_type("page").order_by()
            return pages.values_list("publication_uid", "language", "prefix", "slug", "title")

        list_too(pages_at)
        more_names.append(names_of_the_site)
