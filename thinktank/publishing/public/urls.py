from django.urls import path

from thinktank.publishing.public import views

app_name = "publishing"

urlpatterns = [path("<slug:code>/", views.short_address, name="short_address")]
