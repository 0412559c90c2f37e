from django.urls import path, re_path

from thinktank.review import shared_views

app_name = "review"

urlpatterns = [
    path("shared/<str:token>/", shared_views.shared, name="shared"),
    path("shared/<str:token>/answer/", shared_views.answer, name="answer"),
    re_path(
        r"^shared/(?P<token>[^/]+)/pictures/(?P<key>[0-9a-f]{32})/(?P<filename>(?:card-)?[1-9][0-9]{0,4}\.(?:avif|webp|jpeg))$",
        shared_views.picture,
        name="picture",
    ),
    path("shared/<str:token>/site/<path:rest>", shared_views.site, name="site"),
]
