from django.urls import path

from thinktank.syndication import sitemaps

app_name = "syndication"

urlpatterns = [
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap_index"),
    path("sitemap-<int:number>.xml", sitemaps.sitemap, name="sitemap"),
    path("robots.txt", sitemaps.robots, name="robots"),
]
