from django.urls import path

from thinktank.readership import views

app_name = "readership"

urlpatterns = [path("<uuid:uid>/", views.publication_read, name="publication_read")]
