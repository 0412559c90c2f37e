from django.urls import path

from thinktank.search import views
from thinktank.syndication.language_urls import FEED

app_name = "search"

urlpatterns = [
    path("", views.search, name="search"),
    path("suggestions.json", views.suggest, name="suggest"),
    path(FEED, views.search_feed, name="search_feed"),
]
