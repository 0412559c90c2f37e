from django.urls import include, path

from thinktank.pages import subjects, views


def _list_and_detail(list_view, detail_view, name):
    return [
        path("", list_view, name=f"{name}_list"),
        path("<slug:slug>/", detail_view, name=f"{name}_detail"),
    ]


experts = (_list_and_detail(subjects.expert_list, subjects.expert_detail, "expert"), "experts")
organizations = (
    _list_and_detail(subjects.organization_list, subjects.organization_detail, "organization"),
    "organizations",
)
topics = (_list_and_detail(subjects.topic_list, subjects.topic_detail, "topic"), "topics")
regions = (_list_and_detail(subjects.region_list, subjects.region_detail, "region"), "regions")
projects = (_list_and_detail(subjects.project_list, subjects.project_detail, "project"), "projects")
audiences = (_list_and_detail(subjects.audience_list, subjects.audience_detail, "audience"), "audiences")
pages = (
    [
        path("", views.home, name="home"),
        path("<slug:slug>/", views.page_detail, name="page_detail"),
        path("<slug:slug>/print/", views.page_print, name="page_print"),
        path("<slug:slug>/editions/", views.page_editions, name="page_editions"),
        path("<slug:slug>/editions/<int:number>/", views.page_edition, name="page_edition"),
        path("<slug:slug>/editions/<int:old>-<int:new>/", views.page_changes, name="page_changes"),
    ],
    "pages",
)

urlpatterns = [
    path("experts/", include(experts)),
    path("organizations/", include(organizations)),
    path("topics/", include(topics)),
    path("regions/", include(regions)),
    path("projects/", include(projects)),
    path("for/", include(audiences)),
    path("", include(pages)),
]
