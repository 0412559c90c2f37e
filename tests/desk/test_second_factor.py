"""The second step of signing in: nothing of the desk is open before it, and its codes cannot be guessed or used twice."""

import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.desk.desk import signed_in
from tests.desk.posting import form_values, text_of
from tests.desk.test_permissions import address, patterns
from tests.factories import PASSWORD, make_editor, make_image, make_superuser
from tests.session import recovery_codes_of, second_step
from thinktank.accounts import sign_in
from thinktank.accounts.second_factor import factors, gate
from thinktank.accounts.sessions import PROVED_AT
from thinktank.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
STEP, APP, CODES = "/admin/second-step/", "/admin/security/app/", "/admin/security/recovery-codes/"
# Open to somebody who has given the password: to prove or set up the factor, to leave, to change the language.
OPEN = {
    "login",
    "logout",
    "invitation",
    "set_language",
    "second_step",
    "my_security_app",
    "my_security_passkey",
}
OWN = {"sec-fetch-site": "same-origin"}


def code_of(secret, at=None):
    """What an app with this secret shows at this time, in seconds since 1970."""
    counter = int(time.time() if at is None else at) // 30
    return format_hotp_value(hotp_value(secret.replace(" ", ""), counter))


def give_password(name="vera", client=None, **more):
    client = client or Client()
    response = client.post("/admin/login/", {"username": name, "password": PASSWORD}, **more)
    assert response.headers["Location"].startswith(STEP)
    return client


@pytest.fixture
def vera(db):
    """An editor who has an app."""
    vera = make_editor("vera")
    recovery_codes_of("vera")
    return vera


@pytest.fixture
def half(vera):
    """A client in which she has given her password."""
    return give_password()


# Nothing is open before


def test_a_password_alone_opens_no_address_of_the_desk(half):
    for pattern in patterns():
        if pattern.name in OPEN:
            continue
        for method in (half.get, half.post):
            response = method(address(pattern, 1))
            assert response.status_code == 302, pattern
            assert response.headers["Location"].startswith(STEP), pattern


def test_scripts_are_told_in_a_sentence(half):
    for headers in ({"accept": "application/json"}, {"accept": "*/*"}):
        response = half.get("/admin/autocomplete/", headers=headers)
        assert response.status_code == 403
        assert "second factor" in response.json()["error"]["message"]


def test_a_password_alone_shows_nothing_that_staff_may_see_elsewhere(half, vera):
    image = make_image()
    picture = f"/media/r/{image.rendition_key}/64.webp"
    assert half.get(picture).status_code == 404
    shown = signed_in(vera).get(picture)
    assert (shown.status_code, bool(b"".join(shown))) == (200, True)


def test_who_has_a_factor_cannot_add_another_one_with_the_password_alone(half):
    for page in (APP, "/admin/security/passkey/"):
        assert half.get(page).headers["Location"] == STEP
        assert half.post(page, {"code": "123456", "credential": "{}"}).headers["Location"] == STEP


def test_one_may_leave_before_the_second_step(half):
    assert half.post("/admin/logout/").status_code == 200
    assert half.get(STEP).headers["Location"].startswith("/admin/login/")


def test_the_second_step_is_asked_anew_at_every_sign_in(vera):
    client = signed_in(vera)
    give_password("vera", client)
    assert client.get("/admin/").headers["Location"].startswith(STEP)


# The first sign-in


def test_at_the_first_sign_in_an_app_is_set_up_and_the_codes_are_shown_until_they_are_stored():
    make_editor("nina")
    client = give_password("nina")
    target = "/admin/taxonomy/topic/"
    assert (
        client.get(STEP, {"next": target}).headers["Location"] == f"{APP}?next=%2Fadmin%2Ftaxonomy%2Ftopic%2F"
    )
    page = client.get(APP)
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)[1]
    assert "<svg" in page.text

    wrong = client.post(APP, {"code": "000000"})
    assert "This code does not fit" in text_of(wrong)
    assert secret in wrong.text
    assert secret in client.get(APP).text  # in a second tab, or in the other language

    code = code_of(secret)
    assert client.post(APP, {"code": code, "next": target}).headers["Location"] == CODES
    assert give_password("nina").post(STEP, {"code": code}).status_code == 200  # it was used
    shown = re.findall(r"<code>(\d{5} \d{5})</code>", client.get(CODES).text)
    assert len(set(shown)) == 10
    assert [line for line in client.get(f"{CODES}text/").text.split("\r\n") if line in shown] == shown
    client.post(CODES, {"_stored": ""})
    assert not re.search(r"\d{5} \d{5}", client.get(CODES).text)
    assert client.get(f"{CODES}text/").status_code == 404
    client.post("/admin/logout/")
    give_password("nina", client)
    assert client.post(STEP, {"code": shown[0], "next": target}).headers["Location"] == target


def test_secrets_are_kept_encrypted(vera):
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert "JBSWY3DPEHPK3PXP" not in kept
    assert Authenticator.objects.count() == 2


def test_under_another_secret_key_no_code_is_right_and_no_page_fails(vera, settings):
    [code, *_rest] = recovery_codes_of("vera")
    settings.SECRET_KEY = "another key that is long enough for everything"
    client = give_password()
    assert client.post(STEP, {"code": code}).status_code == 200
    assert factors.n_recovery_codes(vera) == 0


def test_a_secret_key_is_replaced_while_codes_go_on_working(vera, settings):
    [code, *_rest] = recovery_codes_of("vera")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that is long enough for everything"
    assert give_password().post(STEP, {"code": code}).status_code == 302


# Codes


def test_a_code_of_an_app_works_once_in_all_processes(vera):
    with time_machine.travel("2026-03-01 12:00:10Z", tick=False):
        code = code_of("JBSWY3DPEHPK3PXP")
        assert give_password().post(STEP, {"code": code}).status_code == 302
        cache.clear()  # what allauth remembers in one process
        again = give_password().post(STEP, {"code": code})
    assert "wrong or was used before" in text_of(again)


@pytest.mark.parametrize(("seconds_ago", "status"), [(0, 302), (30, 302), (-30, 302), (90, 200), (-90, 200)])
def test_a_clock_may_be_wrong_by_half_a_minute(vera, seconds_ago, status):
    with time_machine.travel("2026-03-01 15:00:10Z", tick=False):
        code = code_of("JBSWY3DPEHPK3PXP", time.time() - seconds_ago)
        assert give_password().post(STEP, {"code": code}).status_code == status


def test_a_recovery_code_works_once_and_is_counted(vera):
    code = recovery_codes_of("vera")[0]
    client = give_password()
    assert client.post(STEP, {"code": f" {code[:5]} {code[5:]} "}).status_code == 302
    assert "9 are left" in text_of(client.get("/admin/"))
    assert give_password().post(STEP, {"code": code}).status_code == 200
    assert factors.n_recovery_codes(vera) == 9


def test_new_recovery_codes_replace_the_old_ones(vera):
    old = recovery_codes_of("vera")
    client = signed_in(vera)
    client.post(CODES, {"_renew": ""})
    assert not set(old) & set(recovery_codes_of("vera"))
    assert give_password().post(STEP, {"code": old[0]}).status_code == 200


def test_after_five_wrong_codes_one_must_wait_however_often_one_signs_in(vera):
    with time_machine.travel("2026-03-01 12:00:00Z", tick=False):
        answers = [give_password().post(STEP, {"code": "000000"}) for _ in range(6)]
        right = give_password().post(STEP, {"code": recovery_codes_of("vera")[0]})
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert AuditEntry.objects.filter(act="second_step_failed").count() == 5
    assert "Try again in 10 minutes" in text_of(right)
    assert right.headers["Retry-After"] == "600"


def test_guesses_elsewhere_keep_nobody_from_a_browser_they_have_used(vera):
    own = give_password()
    second_step(own, "vera")
    for _ in range(6):
        give_password().post(STEP, {"code": "000000"})
    own.post("/admin/logout/")
    give_password("vera", own)
    assert second_step(own, "vera").status_code == 302


def test_right_codes_are_not_counted(vera):
    for _ in range(7):
        assert second_step(give_password(), "vera").status_code == 302


@pytest.mark.parametrize("code", ["", " ", "١٢٣٤٥٦", "x" * 41, "\0", "123456\n", "<b>"])
def test_any_code_is_answered(half, code):
    assert half.post(STEP, {"code": code}).status_code == 200


# Factors


def test_the_last_factor_stays_and_those_of_others_too(vera):
    client = signed_in(vera)
    [app] = factors.factors_of(vera)
    make_editor("boris")
    recovery_codes_of("boris")
    other = Authenticator.objects.exclude(user=vera).first()
    client.post(f"/admin/security/{app.pk}/remove/")
    assert "only second factor" in text_of(client.get("/admin/security/"))
    assert client.post(f"/admin/security/{other.pk}/remove/").status_code == 404
    assert Authenticator.objects.count() == 4


def test_another_app_takes_the_place_of_the_first_and_the_history_says_so(vera):
    client = signed_in(vera)
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", client.get(APP).text)[1]
    client.post(APP, {"code": code_of(secret)})
    assert len(factors.factors_of(vera)) == 1
    assert give_password().post(STEP, {"code": code_of("JBSWY3DPEHPK3PXP")}).status_code == 200
    history = signed_in(make_superuser("root")).get(f"/admin/auth/user/{vera.pk}/history/")
    assert "Second factor added: app with codes." in text_of(history)


# A proof of the last minutes


def stale(user):
    """A client whose proof is older than a dangerous act allows."""
    client = signed_in(user)
    session = client.session
    session[PROVED_AT] -= gate.PROOF_SERVES + 1
    session.save()
    return client


@pytest.fixture
def root(db):
    root = make_superuser("root")
    recovery_codes_of("root")
    return root


DANGEROUS = {
    "get": ["auth/user/add/", "auth/user/{pk}/password/", "security/app/", "security/passkey/", "security/recovery-codes/"],
    "post": [
        "auth/user/", "auth/user/add/", "auth/user/{pk}/change/", "auth/user/{pk}/delete/", "auth/user/{pk}/password/",
        "auth/group/add/", "auth/group/{pk}/change/", "pages/sitesettings/1/change/",
        "articles/article/{pk}/erase/en/1/", "security/app/", "security/passkey/", "security/recovery-codes/",
        "security/1/remove/", "security/sessions/x/end/", "security/sessions/end-others/",
    ],
}  # fmt: skip


@pytest.mark.parametrize("method", DANGEROUS)
def test_dangerous_acts_ask_for_a_fresh_proof(root, method):
    client = stale(root)
    for path in DANGEROUS[method]:
        response = getattr(client, method)(f"/admin/{path.format(pk=root.pk)}")
        assert (response.status_code, response.headers["Location"][:19]) == (302, STEP), path
    assert client.get("/admin/").status_code == 200
    assert client.get(f"/admin/auth/user/{root.pk}/change/").status_code == 200
    for path in DANGEROUS[method]:
        response = getattr(signed_in(root), method)(f"/admin/{path.format(pk=root.pk)}")
        assert not response.headers.get("Location", "").startswith(STEP), path


def test_what_was_typed_is_still_there_after_the_proof(root):
    client, other = stale(root), make_editor("boris")
    change = f"/admin/auth/user/{other.pk}/change/"
    typed = form_values(client.get(change)) | {"first_name": "Борис", "_save": "1"}

    asked = client.post(change, typed, headers=OWN)
    assert (asked.status_code, "What you typed is not lost" in text_of(asked)) == (403, True)
    again = client.post(STEP, form_values(asked, "code-form") | {"code": recovery_codes_of("root")[0]})
    assert "You have confirmed that it is you" in text_of(again)
    assert client.post(change, form_values(again)).status_code == 302

    other.refresh_from_db()
    assert other.first_name == "Борис"


def test_without_the_right_code_the_proof_stays_old(root):
    client = stale(root)
    client.post(STEP, {"code": "000000"})
    assert client.get("/admin/auth/user/add/").status_code == 302


# Switched off


def test_where_it_is_off_a_password_opens_the_desk_and_a_banner_says_so(settings):
    settings.SECOND_FACTOR = False
    make_superuser("root")
    client = Client()
    assert (
        client.post("/admin/login/", {"username": "root", "password": PASSWORD}).headers["Location"]
        == "/admin/"
    )
    assert sign_in.COOKIE in client.cookies
    assert "SECOND_FACTOR=off" in text_of(client.get("/admin/"))
    client.cookies["django_language"] = "ru"
    assert "Только для пробы" in text_of(client.get("/admin/"))
    assert client.get(reverse("admin:auth_user_add")).status_code == 200


def test_where_it_is_on_there_is_no_banner(vera):
    assert "SECOND_FACTOR" not in signed_in(vera).get("/admin/").text
