from django.urls import path, re_path

from thinktank.syndication import sitemaps
from thinktank.syndication.announce import indexnow_key
from thinktank.syndication.oai.views import oai
from thinktank.syndication.robots import robots

app_name = "syndication"

urlpatterns = [
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap_index"),
    path("sitemap-lists.xml", sitemaps.sitemap_of_lists, name="sitemap_of_lists"),
    path("sitemap-news.xml", sitemaps.sitemap_of_news, name="sitemap_of_news"),
    path("sitemap-<slug:name>-<int:number>.xml", sitemaps.sitemap_of_publications, name="sitemap"),
    path("oai/", oai, name="oai"),
    path("oai", oai),  # harvesters that leave out the slash could not follow a redirect with POST
    path("robots.txt", robots, name="robots"),
    re_path(r"^(?P<key>[A-Za-z0-9-]{8,128})\.txt$", indexnow_key, name="indexnow_key"),
]
