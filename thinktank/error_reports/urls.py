from django.urls import path

from thinktank.error_reports import views

app_name = "corrections"

urlpatterns = [
    path("<uuid:uid>/", views.error_report, name="error_report"),
    path("<uuid:uid>/received/", views.error_report_received, name="error_report_received"),
]
