from django.urls import path

from thinktank.search import views

app_name = "search"

urlpatterns = [
    path("", views.search, name="search"),
    path("suggestions.json", views.suggest, name="suggest"),
]
