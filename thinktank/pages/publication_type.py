from django.utils.translation import gettext_lazy as _

from thinktank.pages.choices import Kind
from thinktank.publishing.publication_types import PublicationType, register

PAGES = register(
    PublicationType(
        name="page",
        prefix="",
        plural=_("Pages"),
        kinds=Kind,
        position=90,
        detail_template="pages/page_detail.html",
        max_age=None,
        og_type="website",
        schema_type=lambda kind: "WebPage",
        has_identifiers=False,
    )
)
