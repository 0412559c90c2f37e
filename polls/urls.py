from django.urls import path

from polls import views

app_name = "polls"

urlpatterns = [
    path("", views.poll_list, name="poll_list"),
    path("<slug:slug>/", views.poll_detail, name="poll_detail"),
    path("<slug:slug>/results.json", views.poll_results, name="poll_results"),
    path("<slug:slug>/ticket/", views.poll_ticket, name="poll_ticket"),
    path("<slug:slug>/vote/", views.poll_vote, name="poll_vote"),
    path("<slug:slug>/receipt/<uuid:ballot_id>/", views.poll_receipt, name="poll_receipt"),
]
