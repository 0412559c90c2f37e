from django.urls import path

from thinktank.ratings import views

app_name = "ratings"

urlpatterns = [
    path("<uuid:uid>/", views.rating_detail, name="rating_detail"),
    path("<uuid:uid>/ticket/", views.rating_ticket, name="rating_ticket"),
    path("<uuid:uid>/results.json", views.rating_results, name="rating_results"),
]
