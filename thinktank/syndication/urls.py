from django.urls import path, re_path

from thinktank.syndication import sitemaps
from thinktank.syndication.announce import indexnow_key

app_name = "syndication"

urlpatterns = [
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap_index"),
    path("sitemap-<int:number>.xml", sitemaps.sitemap, name="sitemap"),
    re_path(r"^(?P<key>[A-Za-z0-9-]{8,128})\.txt$", indexnow_key, name="indexnow_key"),
    path("robots.txt", sitemaps.robots, name="robots"),
]
