from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("", views.report_list, name="report_list"),
    path("<slug:slug>/", views.report_detail, name="report_detail"),
    path("<slug:slug>/print/", views.report_print, name="report_print"),
    path("<slug:slug>/pdf/", views.report_pdf, name="report_pdf"),
    path("<slug:slug>/pdf/text/", views.report_text_pdf, name="report_text_pdf"),
    path("<slug:slug>/<file_kind:kind>/", views.report_file, name="report_file"),
    path("<slug:slug>/editions/", views.report_editions, name="report_editions"),
    path("<slug:slug>/editions/<int:number>/", views.report_edition, name="report_edition"),
    path("<slug:slug>/editions/<int:old>-<int:new>/", views.report_changes, name="report_changes"),
    path("<slug:slug>/editions/<int:number>/pdf/", views.report_edition_pdf, name="report_edition_pdf"),
    path(
        "<slug:slug>/editions/<int:number>/pdf/text/",
        views.report_edition_text_pdf,
        name="report_edition_text_pdf",
    ),
    path(
        "<slug:slug>/editions/<int:number>/<file_kind:kind>/",
        views.report_edition_file,
        name="report_edition_file",
    ),
]
