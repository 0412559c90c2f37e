from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from thinktank.pages.views import archive, pages, people, terms


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
        path("<slug:slug>/", pages.page_detail, name="page_detail"),
        path("<slug:slug>/print/", pages.page_print, name="page_print"),
        path("<slug:slug>/<file_kind:kind>/", pages.page_file, name="page_file"),
        path("<slug:slug>/editions/", pages.page_editions, name="page_editions"),
        path("<slug:slug>/editions/<int:number>/", pages.page_edition, name="page_edition"),
        path(
            "<slug:slug>/editions/<int:number>/<file_kind:kind>/",
            pages.page_edition_file,
            name="page_edition_file",
        ),
        path("<slug:slug>/editions/<int:old>-<int:new>/", pages.page_changes, name="page_changes"),
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
