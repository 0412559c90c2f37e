"""All addresses of the site. Addresses inside `i18n_patterns` begin with a language code, such as /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

from thinktank.delivery import security_txt
from thinktank.metadata.urls import citation_urls
from thinktank.operations.health import views as health
from thinktank.operations.privacy.views import personal_data
from thinktank.pages.views.home import choose_language
from thinktank.pages.views.renditions import rendition
from thinktank.pages.views.theme import theme
from thinktank.publishing.public.publication_urls import publication_urls

urlpatterns = [
    path("", choose_language, name="choose_language"),
    path("admin/", admin.site.urls),
    path(security_txt.PATH, security_txt.security_txt, name="security_txt"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    re_path(r"^theme\.(?P<on_light>[0-9a-f]{6})-(?P<on_dark>[0-9a-f]{6})\.css$", theme, name="theme"),
    re_path(
        r"^media/r/(?P<key>[0-9a-f]{32})/(?P<filename>(?:card-)?[1-9][0-9]{0,4}\.(?:avif|webp|jpeg))$",
        rendition,
        name="rendition",
    ),
    path("", include("thinktank.library.urls")),
    path("", include("thinktank.review.urls")),
    path("", include("thinktank.syndication.urls")),
    *i18n_patterns(
        path("", include("thinktank.syndication.language_urls")),
        *publication_urls(),
        *citation_urls(),
        path("polls/", include("polls.urls")),
        path("report-error/", include("thinktank.error_reports.urls")),
        path("rate/", include("thinktank.ratings.urls")),
        path("read/", include("thinktank.readership.urls")),
        path("search/", include("thinktank.search.urls")),
        path("privacy/kept/", personal_data, name="personal_data"),
        path("s/", include("thinktank.publishing.public.urls")),
        path("", include("thinktank.printing.urls")),
        path("", include("thinktank.pages.urls")),  # last: its pages match any single word
    ),
]

handler400 = "thinktank.delivery.errors.bad_request"
handler403 = "thinktank.delivery.errors.forbidden"
handler404 = "thinktank.pages.views.not_found.not_found"
handler500 = "thinktank.delivery.errors.server_error"
