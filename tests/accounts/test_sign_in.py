"""Signing in to the desk: guessing is slow, no account is locked, and no response tells whether an account exists."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.session import second_step
from thinktank.accounts import sign_in
from thinktank.readers.models import AbuseWindow

pytestmark = pytest.mark.django_db
PASSWORD = "Klarer-Fluss-2026"
PRIVATE_TO_A_PAGE = re.compile(r'(?:nonce|value)="[A-Za-z0-9+/=_-]{20,}"')


@pytest.fixture(autouse=True)
def people():
    User.objects.create_user("wrong", password=PASSWORD, is_staff=True)
    User.objects.create_user("inactive", password=PASSWORD, is_staff=True, is_active=False)
    User.objects.create_user("unusable", is_staff=True)
    User.objects.create_user("no staff", password=PASSWORD)


def try_to_sign_in(name, password="guess", client=None, address="192.0.2.1", **more):
    client = client or Client()
    sent = {"username": name, "password": password} | more
    return client.post("/admin/login/", sent, REMOTE_ADDR=address)


def sign_in_with_both(client, **more):
    """The password, then the second step."""
    answer = try_to_sign_in("wrong", PASSWORD, client, **more)
    return second_step(client, "wrong", next=parse_qs(urlsplit(answer.headers["Location"]).query)["next"][0])


@pytest.mark.parametrize(
    "name", ["wrong", "inactive", "unusable", "no staff", "unknown", "Ünknown", "x" * 150]
)
def test_after_ten_wrong_passwords_any_account_name_must_wait(name):
    password = PASSWORD if name in ("inactive", "no staff") else "guess"
    with time_machine.travel("2026-03-01 12:00:00Z", tick=False):
        answers = [try_to_sign_in(name, password) for _ in range(12)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert "Please enter the correct username and password" in answers[0].text
    assert "Too many wrong attempts. Try again in 10 minutes." in answers[11].text
    assert 1 <= int(answers[11].headers["Retry-After"]) <= 600


def test_the_right_password_is_no_guess():
    for _ in range(12):
        assert try_to_sign_in("wrong", PASSWORD).status_code == 302
    assert AbuseWindow.objects.count() == 0


def test_a_network_that_tries_one_account_after_the_other_is_slowed_down_too():
    answers = [try_to_sign_in(f"name {n}").status_code for n in range(62)]

    assert answers == [200] * 60 + [429] * 2
    assert try_to_sign_in("name 99", address="203.0.113.1").status_code == 200


def test_guesses_from_elsewhere_do_not_lock_out_a_browser_that_has_signed_in_before():
    own = Client()
    sign_in_with_both(own)
    own.post("/admin/logout/")
    for n in range(12):
        try_to_sign_in("wrong", address=f"203.0.113.{n}")

    assert try_to_sign_in("wrong", PASSWORD).status_code == 429
    assert try_to_sign_in("WRONG", "guess", own).status_code == 200
    assert try_to_sign_in("wrong", PASSWORD, own).status_code == 302


def test_a_browser_is_known_for_its_own_account_only_and_is_slowed_down_itself():
    own = Client()
    sign_in_with_both(own)
    own.post("/admin/logout/")

    assert [try_to_sign_in("wrong", "guess", own).status_code for _ in range(11)] == [200] * 10 + [429]
    assert [try_to_sign_in("other", "guess", own).status_code for _ in range(11)] == [200] * 10 + [429]
    own.cookies[sign_in.COOKIE] = "forged"
    assert try_to_sign_in("wrong", PASSWORD, own).status_code == 302


def test_the_cookie_that_knows_the_browser_comes_with_signing_in_and_says_no_name():
    client = Client()
    try_to_sign_in("wrong", "guess", client)
    assert sign_in.COOKIE not in client.cookies

    try_to_sign_in("wrong", PASSWORD, client)
    assert sign_in.COOKIE not in client.cookies

    second_step(client, "wrong")

    cookie = client.cookies[sign_in.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/admin/")
    assert "wrong" not in cookie.value


def test_no_name_and_no_address_is_kept():
    try_to_sign_in("wrong")

    assert AbuseWindow.objects.count() == 3
    for row in AbuseWindow.objects.all():
        assert not any(word in f"{row.subject}{row.prefix_tag}" for word in ("wrong", "192.0"))


def test_the_old_password_cannot_be_guessed_at_an_open_desk():
    client = Client()
    client.force_login(User.objects.get(username="wrong"))
    sent = {
        "old_password": "guess",
        "new_password1": "a long enough one",
        "new_password2": "a long enough one",
    }

    answers = [client.post("/admin/password_change/", sent).status_code for _ in range(11)]

    assert answers == [200] * 10 + [429]


def test_the_password_one_has_is_no_new_one():
    client = Client()
    client.force_login(User.objects.get(username="wrong"))
    sent = {"old_password": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD}

    assert "This is the password you have." in client.post("/admin/password_change/", sent).text
    assert (
        "This is the password you have."
        not in client.post("/admin/password_change/", sent | {"old_password": "guess"}).text
    )


@pytest.mark.once
def test_beyond_one_password_that_is_hashed_and_one_that_waits_others_are_put_off(monkeypatch):
    hashing, may_end = threading.Event(), threading.Event()

    def hash_one():
        with sign_in._one_at_a_time():
            hashing.set()
            may_end.wait(10)

    with ThreadPoolExecutor(2) as people:
        first = people.submit(hash_one)
        hashing.wait(10)
        second = people.submit(hash_one)
        while sign_in._queue._value:
            pass
        refused = try_to_sign_in("wrong", PASSWORD)
        may_end.set()
        first.result(), second.result()

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert "Others are signing in just now." in refused.text
    assert AbuseWindow.objects.count() == 0
    assert try_to_sign_in("wrong", PASSWORD).status_code == 302


HOSTILE = [
    "//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/admin/no/such/page/",
    "/nothing", "", "http:///evil.example", "/admin/logout/", "/admin/language/", "\x09//evil.example", "%2F%2Fevil",
    "/en/", "http://[", "/admin/\u2028", "?", "admin", "/admin/r/1/1/", "/admin/autocomplete/", "/admin/jsi18n/",
    "/admin/guide/images/guide/1", "/admin/publishing/publication/link-targets/",
    "/admin/articles/article/1/duplicate/", "/admin/articles/article/1/revisions/1/restore/",
    "/admin/articles/article/1/still-valid/en/",
]  # fmt: skip


@pytest.mark.parametrize("target", HOSTILE)
def test_a_hostile_next_leads_to_the_desk(target):
    client = Client()

    signed_in = sign_in_with_both(client, next=target)
    again = client.get("/admin/login/", {"next": target})
    language = client.post("/admin/language/", {"language": "en", "next": target}, HTTP_REFERER=target)
    out = client.post("/admin/logout/", {"next": target})

    for answer in (signed_in, again, language, out):
        assert answer.headers.get("Location", "/") in ("/", reverse("admin:index"))
        assert answer.status_code in (200, 204, 302)


def test_an_honest_next_leads_where_it_says():
    target = "/admin/taxonomy/topic/?q=a&e=1"

    assert sign_in_with_both(Client(), next=target).headers["Location"] == target


@pytest.mark.once
def test_no_name_is_told_from_another_by_words_status_or_hashing(monkeypatch):
    """For every kind of account the same, but for the name itself. Hashings are counted: times differ by themselves."""
    monkeypatch.setattr(sign_in, "spend", lambda *_: 0)
    monkeypatch.setattr(sign_in, "give_back", lambda *_: None)
    hashings, encode = [], MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: hashings.append(1) or encode(*given))
    seen = {}
    for name in ("wrong", "inactive", "unusable", "no staff", "unknown"):
        for _ in range(20):
            hashings.clear()
            answer = try_to_sign_in(name)
            words = PRIVATE_TO_A_PAGE.sub("", answer.text.replace(f'value="{name}"', ""))
            seen.setdefault((answer.status_code, words, len(hashings)), set()).add(name)
    assert list(seen.values()) == [{"wrong", "inactive", "unusable", "no staff", "unknown"}]
