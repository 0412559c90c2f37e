from django.urls import path

from events import views

app_name = "events"

urlpatterns = [
    path("", views.event_list, name="event_list"),
    path("<slug:slug>/", views.event_detail, name="event_detail"),
    path("<slug:slug>/print/", views.event_print, name="event_print"),
    path("<slug:slug>/<file_kind:kind>/", views.event_file, name="event_file"),
    path("<slug:slug>/editions/", views.event_editions, name="event_editions"),
    path("<slug:slug>/editions/<int:number>/", views.event_edition, name="event_edition"),
    path(
        "<slug:slug>/editions/<int:number>/<file_kind:kind>/",
        views.event_edition_file,
        name="event_edition_file",
    ),
    path("<slug:slug>/editions/<int:old>-<int:new>/", views.event_changes, name="event_changes"),
]
