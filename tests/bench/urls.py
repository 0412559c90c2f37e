from django.http import HttpResponse
from django.urls import path

from thinktank import urls
from thinktank.urls import handler400, handler403, handler404, handler500  # noqa: F401

urlpatterns = [path("empty/", lambda request: HttpResponse("empty")), *urls.urlpatterns]
