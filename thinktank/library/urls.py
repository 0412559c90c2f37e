from django.urls import path

from thinktank.library import views

app_name = "library"
urlpatterns = [
    path("library/recordings/<uuid:uid>/", views.recording_detail, name="recording_detail"),
    path("library/charts/<uuid:uid>/", views.chart_detail, name="chart_detail"),
    path("library/<uuid:uid>/", views.image_detail, name="image_detail"),
]
