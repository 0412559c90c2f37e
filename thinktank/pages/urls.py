from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from thinktank.pages.publication_type import PAGES
from thinktank.pages.views import archive, pages, people, terms
from thinktank.publishing.public.publication_urls import pages_of


class Year(StringConverter):
    regex = "[1-9][0-9]{3}"
    to_python = staticmethod(int)


class Month(StringConverter):
    regex = "0[1-9]|1[0-2]"
    to_python = staticmethod(int)


register_converter(Year, "year")
register_converter(Month, "month")


def _list_and_detail(list_view, detail_view, name):
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
        path("", pages.home, name="home"),
        path("archive/", archive.archive, name="archive"),
        path("archive/<year:year>/", archive.archive_year, name="archive_year"),
        path("archive/<year:year>/<month:month>/", archive.archive_month, name="archive_month"),
        *pages_of(PAGES),  # last: they answer to any single word
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
