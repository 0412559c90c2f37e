from django.urls import path

from polls.views import pages, voting

app_name = "polls"

urlpatterns = [
    path("", pages.poll_list, name="poll_list"),
    path("<slug:slug>/", pages.poll_detail, name="poll_detail"),
    path("<slug:slug>/results.json", pages.poll_results, name="poll_results"),
    path("<slug:slug>/results.csv", pages.poll_results_csv, name="poll_results_csv"),
    path("<slug:slug>/ticket/", voting.poll_ticket, name="poll_ticket"),
    path("<slug:slug>/vote/", voting.poll_vote, name="poll_vote"),
    path("<slug:slug>/receipt/<uuid:ballot_id>/", voting.poll_receipt, name="poll_receipt"),
]
