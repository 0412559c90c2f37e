from django.urls import path, re_path

from thinktank.library import views

app_name = "library"
urlpatterns = [
    re_path(
        r"^media/r/(?P<key>[0-9a-f]{32})/(?P<filename>(?:card-)?[1-9][0-9]{0,4}\.(?:avif|webp|jpeg))$",
        views.rendition,
        name="rendition",
    ),
    path("library/recordings/<uuid:uid>/", views.recording_detail, name="recording_detail"),
    path("library/<uuid:uid>/", views.image_detail, name="image_detail"),
]
