from django.urls import path

from articles import views

app_name = "articles"

urlpatterns = [
    path("", views.article_list, name="article_list"),
    path("<slug:slug>/", views.article_detail, name="article_detail"),
    path("<slug:slug>/print/", views.article_print, name="article_print"),
    path("<slug:slug>/<file_kind:kind>/", views.article_file, name="article_file"),
    path("<slug:slug>/editions/", views.article_editions, name="article_editions"),
    path("<slug:slug>/editions/<int:number>/", views.article_edition, name="article_edition"),
    path(
        "<slug:slug>/editions/<int:number>/<file_kind:kind>/",
        views.article_edition_file,
        name="article_edition_file",
    ),
    path("<slug:slug>/editions/<int:old>-<int:new>/", views.article_changes, name="article_changes"),
    path("<slug:slug>/recording.<slug:extension>", views.article_recording, name="article_recording"),
    path(
        "<slug:slug>/editions/<int:number>/recording.<slug:extension>",
        views.article_edition_recording,
        name="article_edition_recording",
    ),
]
