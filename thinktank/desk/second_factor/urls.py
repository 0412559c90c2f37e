"""The addresses of the second factor. `open_step` lets in who has given the password; `admin_view` only who has passed."""

from typing import TYPE_CHECKING

from django.urls import URLPattern, path

from thinktank.desk.second_factor import my_security, set_up
from thinktank.desk.second_factor.invitation import invitation
from thinktank.desk.second_factor.steps import second_step

if TYPE_CHECKING:
    from thinktank.desk.site import DeskSite


def second_factor_urls(site: "DeskSite") -> list[URLPattern]:
    step, page = site.open_step, site.admin_view
    codes = "security/recovery-codes/"
    ending = "security/sessions/"
    return [
        path("invitation/<str:uid>/<str:token>/", step(invitation), name="invitation"),
        path("second-step/", step(second_step), name="second_step"),
        path("security/app/", step(set_up.add_app), name="my_security_app"),
        path("security/passkey/", step(set_up.add_passkey), name="my_security_passkey"),
        path("security/", page(my_security.my_security), name="my_security"),
        path(codes, page(my_security.recovery_codes), name="my_security_codes"),
        path(f"{codes}text/", page(my_security.recovery_codes_as_text), name="my_security_codes_text"),
        path("security/<int:pk>/remove/", page(my_security.remove_factor), name="my_security_remove"),
        path(f"{ending}end-others/", page(my_security.end_other_sessions), name="my_security_end_others"),
        path(f"{ending}<slug:name>/end/", page(my_security.end_session), name="my_security_end_session"),
    ]
