from django.urls import path

from tests.outside.pages import ERRORS
from thinktank import urls
from thinktank.delivery.errors import error_page
from thinktank.language import languages
from thinktank.urls import handler400, handler403, handler404, handler500  # noqa: F401

urlpatterns = [
    *(
        path(f"{language}/error/{status}/", error_page, {"status": status})
        for language in languages.codes()
        for status in ERRORS
    ),
    *urls.urlpatterns,
]
