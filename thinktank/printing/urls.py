from django.urls import path

from thinktank.printing import views

app_name = "printing"

urlpatterns = [
    path("share-image.png", views.site_share_image, name="site_share_image"),
    path("podcast-cover.png", views.podcast_cover_image, name="podcast_cover"),
]
