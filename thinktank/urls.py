from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from thinktank.pages.views import choose_language
from thinktank.syndication.podcast import podcast

urlpatterns = [
    path("", choose_language, name="choose_language"),
    path("admin/", admin.site.urls),
    path("", include("thinktank.library.urls")),
    path("", include("thinktank.syndication.urls")),
    *i18n_patterns(
        path("podcast.rss", podcast, name="podcast"),
        path("articles/", include("articles.urls")),
        path("events/", include("events.urls")),
        path("reports/", include("reports.urls")),
        path("polls/", include("polls.urls")),
        path("rate/", include("thinktank.ratings.urls")),
        path("s/", include("thinktank.publishing.urls")),
        path("", include("thinktank.pages.urls")),  # last: pages answer to any single word
    ),
]

handler400 = "thinktank.delivery.errors.bad_request"
handler403 = "thinktank.delivery.errors.forbidden"
handler404 = "thinktank.delivery.errors.not_found"
handler500 = "thinktank.delivery.errors.server_error"
