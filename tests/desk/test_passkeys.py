"""Passkeys as the second step: in Chromium, and every damaged, foreign or repeated answer is refused."""

import copy
import json

import pytest
from django.test import Client
from fido2.utils import websafe_decode, websafe_encode
from lxml import html

from tests.desk.posting import text_of
from tests.factories import PASSWORD, make_editor
from tests.session import recovery_codes_of
from tests.soft_passkey import SoftPasskey
from thinktank.accounts import sign_in
from thinktank.accounts.second_factor import forms

pytestmark = pytest.mark.django_db
STEP, PASSKEY = "/admin/second-step/", "/admin/security/passkey/"
DEVICE = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
NEW_DEVICE = (
    "WebAuthn.addVirtualAuthenticator",
    {"options": DEVICE | {"automaticPresenceSimulation": True}},
)


def give_password(name="vera"):
    client = Client(SERVER_NAME="localhost")
    client.post("/admin/login/", {"username": name, "password": PASSWORD})
    return client


def options_of(response):
    return json.loads(html.fromstring(response.text).xpath("string(//script[@id='passkey-options'])"))


def send(client, address, credential, **more):
    return client.post(address, {"credential": json.dumps(credential), **more})


def with_passkey(name):
    """A new editor's passkey, set up at the first sign-in."""
    make_editor(name)
    client, passkey = give_password(name), SoftPasskey()
    options = options_of(client.get(PASSKEY))
    assert send(client, PASSKEY, passkey.register(options), name="Laptop").status_code == 302
    assert client.get("/admin/").status_code == 200
    return passkey


def test_a_passkey_is_set_up_at_the_first_sign_in_and_opens_the_next_one():
    passkey, client = with_passkey("vera"), give_password()
    options = options_of(client.get(STEP))
    answer = passkey.prove(options)
    assert send(client, STEP, answer).headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert "Laptop Passkey." in text_of(client.get("/admin/security/"))

    again = give_password()
    again.get(STEP)
    assert "could not be checked" in text_of(send(again, STEP, answer))  # it answered another question


def test_a_passkey_of_somebody_else_or_of_another_site_proves_nothing():
    with_passkey("vera")
    others = with_passkey("boris")
    client = give_password()
    options = options_of(client.get(STEP))
    mine = copy.copy(others)
    mine.id = websafe_decode(options["publicKey"]["allowCredentials"][0]["id"])
    foreign = copy.copy(mine)
    foreign.host, foreign.origin = "evil.example", "https://evil.example"
    for passkey in (others, mine, foreign):
        options = options_of(client.get(STEP))
        assert send(client, STEP, passkey.prove(options)).status_code == 200
    assert client.get("/admin/").status_code == 302


def damaged(credential):
    """The credential with each of its parts left out, of another type, cut short and changed."""
    for path in [
        ("id",),
        ("rawId",),
        ("type",),
        ("response",),
        *(("response", name) for name in credential["response"]),
    ]:
        for value in (None, 5, "", "A", "!", [], {}, "AAAA", "Zm9v" * 500):
            broken = copy.deepcopy(credential)
            place = broken
            for name in path[:-1]:
                place = place[name]
            place[path[-1]] = value
            yield broken
    for name, text in credential["response"].items():
        raw = bytearray(websafe_decode(text))
        for at in range(0, len(raw), 17):
            broken = copy.deepcopy(credential)
            broken["response"][name] = websafe_encode(
                bytes(raw[:at]) + bytes([raw[at] ^ 255]) + bytes(raw[at + 1 :])
            )
            yield broken
    yield from ([], "x", 5, {}, None, {"id": "x"})


def test_any_answer_to_the_question_is_answered(monkeypatch):
    monkeypatch.setattr(forms, "MOST_CODES", 1000)
    monkeypatch.setattr(sign_in, "MOST_FROM_NETWORK", (1000, 1000))
    passkey, client = with_passkey("vera"), give_password()
    for broken in damaged(passkey.prove(options_of(client.get(STEP)))):
        assert send(client, STEP, broken).status_code == 200
    assert client.get("/admin/").status_code == 302


def test_any_registration_is_answered():
    make_editor("vera")
    client, passkey = give_password(), SoftPasskey()
    for broken in damaged(passkey.register(options_of(client.get(PASSKEY)))):
        assert send(client, PASSKEY, broken).status_code == 200
    assert client.get("/admin/").status_code == 302


@pytest.mark.once
@pytest.mark.parametrize(("host", "is_https", "are_possible"), [
    ("localhost", False, True), ("127.0.0.1", False, False), ("127.0.0.1", True, False),
    ("testserver", False, False), ("testserver", True, True),
])  # fmt: skip
def test_passkeys_are_offered_where_browsers_offer_them(settings, host, is_https, are_possible):
    settings.SITE_IS_HTTPS = is_https
    make_editor("vera")
    client = Client(SERVER_NAME=host)
    client.post("/admin/login/", {"username": "vera", "password": PASSWORD})
    assert (PASSKEY in client.get("/admin/security/app/").text) == are_possible
    assert client.get(PASSKEY).status_code == (200 if are_possible else 302)


@pytest.fixture
def passkey_page(new_page, live_site, complaints):
    """A page of a browser whose device has a passkey, at the site's name instead of its number."""
    complaints.expect("asked a foreign address: http://localhost")
    page = new_page(base_url=live_site.url.replace("127.0.0.1", "localhost"))
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    page.device, page.authenticator = device, device.send(*NEW_DEVICE)["authenticatorId"]
    return page


def sign_in_on(page, name):
    page.goto("/admin/login/?next=/admin/security/")
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")


@pytest.mark.browser
@pytest.mark.once
def test_a_device_sets_up_its_passkey_and_signs_in_with_it(live_site, passkey_page):
    page, name = passkey_page, "with-passkey"
    live_site.call(make_editor, name)
    sign_in_on(page, name)
    page.click("text=Use a passkey instead")
    page.fill("#id_name", "Office laptop")
    page.click("#add-passkey")
    page.click("[name=_stored]")
    page.locator("text=Office laptop").wait_for()

    page.click("#logout-form button")
    sign_in_on(page, name)
    page.click("#use-passkey")
    page.wait_for_url("**/admin/security/")

    page.click("#logout-form button")
    page.device.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": page.authenticator})
    page.device.send(*NEW_DEVICE)
    sign_in_on(page, name)
    page.click("#use-passkey")  # on a device that has none
    page.locator("#passkey-failed:visible").wait_for()
    page.fill("#id_code", live_site.call(recovery_codes_of, name)[0])
    page.click("#code-form [type=submit]")
    page.wait_for_url("**/admin/security/")
