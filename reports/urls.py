"""The addresses that only reports have; the rest come from their publication type."""

from django.urls import path

from reports import views

urlpatterns = [
    path("<slug:slug>/pdf/", views.report_pdf, name="report_pdf"),
    path("<slug:slug>/pdf/text/", views.report_text_pdf, name="report_text_pdf"),
    path("<slug:slug>/editions/<int:number>/pdf/", views.report_edition_pdf, name="report_edition_pdf"),
    path(
        "<slug:slug>/editions/<int:number>/pdf/text/",
        views.report_edition_text_pdf,
        name="report_edition_text_pdf",
    ),
]
