"""The addresses that only articles have; the rest come from their publication type."""

from django.urls import path

from articles import views

urlpatterns = [
    path("<slug:slug>/recording.<slug:extension>", views.article_recording, name="article_recording"),
    path(
        "<slug:slug>/editions/<int:number>/recording.<slug:extension>",
        views.article_edition_recording,
        name="article_edition_recording",
    ),
]
