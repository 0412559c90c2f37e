from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, include, path, register_converter

from thinktank.pages.publication_type import PAGES
from thinktank.pages.views import archive, people, terms
from thinktank.pages.views.home import home
from thinktank.publishing.public.publication_urls import pages_of

View = Callable[..., HttpResponse]


class _Number:
    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: str) -> str:
        return value


class Year(_Number):
    regex = "[1-9][0-9]{3}"


class Month(_Number):
    regex = "0[1-9]|1[0-2]"


register_converter(Year, "year")
register_converter(Month, "month")


def _list_and_detail(list_view: View, detail_view: View, name: str) -> list[URLPattern]:
    return [
        path("", list_view, name=f"{name}_list"),
        path("<slug:slug>/", detail_view, name=f"{name}_detail"),
    ]


experts = (_list_and_detail(people.expert_list, people.expert_detail, "expert"), "experts")
organizations = (
    _list_and_detail(people.organization_list, people.organization_detail, "organization"),
    "organizations",
)
topics = (_list_and_detail(terms.topic_list, terms.topic_detail, "topic"), "topics")
regions = (_list_and_detail(terms.region_list, terms.region_detail, "region"), "regions")
projects = (_list_and_detail(terms.project_list, terms.project_detail, "project"), "projects")
series = (_list_and_detail(terms.series_list, terms.series_detail, "series"), "series")
audiences = (_list_and_detail(terms.audience_list, terms.audience_detail, "audience"), "audiences")
pages = (
    [
        path("", home, name="home"),
        path("archive/", archive.archive, name="archive"),
        path("archive/<year:year>/", archive.archive_year, name="archive_year"),
        path("archive/<year:year>/<month:month>/", archive.archive_month, name="archive_month"),
        *pages_of(PAGES),  # last: they match any single word
    ],
    "pages",
)

urlpatterns = [
    path("experts/", include(experts)),
    path("organizations/", include(organizations)),
    path("topics/", include(topics)),
    path("regions/", include(regions)),
    path("projects/", include(projects)),
    path("series/", include(series)),
    path("for/", include(audiences)),
    path("", include(pages)),
]
