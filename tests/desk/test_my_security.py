"""What members of staff see of their own sessions and end, and what administrators do for others."""

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client

from tests.desk.desk import signed_in
from tests.desk.posting import text_of
from tests.factories import PASSWORD, make_editor, make_superuser
from tests.session import recovery_codes_of, second_step
from thinktank.accounts.browsers import browser_and_system
from thinktank.accounts.second_factor import factors

pytestmark = pytest.mark.django_db
PAGE = "/admin/security/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5"
    " Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def vera(db):
    vera = make_editor("vera")
    recovery_codes_of("vera")
    return vera


def sign_in(agent=FIREFOX, address="192.0.2.77"):
    client = Client(headers={"user-agent": agent}, REMOTE_ADDR=address)
    client.post("/admin/login/", {"username": "vera", "password": PASSWORD})
    assert second_step(client, "vera").status_code == 302
    return client


def ways_to_end(page):
    """Addresses of the buttons "Sign out there"."""
    return [
        part.split('"')[0] for part in page.text.split('action="')[1:] if "/sessions/" in part.split('"')[0]
    ]


def test_one_sees_where_one_is_signed_in_and_no_key_of_a_session(vera):
    here, there = sign_in(), sign_in(SAFARI, "2001:db8:1:2:3::4")
    page = here.get(PAGE)
    words = text_of(page)
    assert "Firefox, Linux this session" in words
    assert "Safari, iPhone" in words
    assert "192.0.2.0/24" in words
    assert "2001:db8:1::/48" in words
    assert "192.0.2.77" not in words
    keys = [client.cookies["sessionid"].value for client in (here, there)]
    assert not [key for key in keys if key in page.text]


def test_a_session_with_the_password_alone_is_told_from_others(vera):
    here = sign_in()
    half = "the second step is still to come"
    assert half not in text_of(here.get(PAGE))
    Client().post("/admin/login/", {"username": "vera", "password": PASSWORD})
    assert text_of(here.get(PAGE)).count(half) == 1


def test_ending_a_session_twice_says_that_it_had_ended(vera):
    here, _there = sign_in(), sign_in(SAFARI)
    [end] = [end for end in ways_to_end(here.get(PAGE)) if "end-others" not in end]
    assert "The session was ended." in text_of(here.post(end, follow=True))
    assert "had ended already" in text_of(here.post(end, follow=True))


def test_one_session_is_ended_or_all_but_this_one(vera):
    here, there, elsewhere = sign_in(), sign_in(SAFARI), sign_in()
    [_one, *_others] = ends = ways_to_end(here.get(PAGE))
    assert len(ends) == 3  # two sessions, and all others
    here.post(next(end for end in ends if "end-others" not in end))
    left = [client for client in (there, elsewhere) if client.get("/admin/").status_code == 200]
    assert len(left) == 1
    here.post(f"{PAGE}sessions/end-others/")
    assert left[0].get("/admin/").status_code == 302
    assert here.get("/admin/").status_code == 200


def test_the_sessions_of_others_cannot_be_ended(vera):
    sign_in()
    boris = signed_in(make_editor("boris"))
    [name] = [end.split("/")[-3] for end in ways_to_end(sign_in().get(PAGE)) if "end-others" not in end]
    boris.post(f"{PAGE}sessions/{name}/end/")
    boris.post(f"{PAGE}sessions/end-others/")
    assert Session.objects.count() == 3


def act(client, action, *accounts):
    sent = {"action": action, "_selected_action": [account.pk for account in accounts]}
    return client.post("/admin/auth/user/", sent, follow=True)


def test_administrators_sign_others_out_and_reset_their_second_step(vera):
    root, hers = make_superuser("root"), sign_in()
    recovery_codes_of("root")
    admin = signed_in(root)

    act(admin, "end_sessions", vera)
    assert hers.get("/admin/").status_code == 302
    assert factors.has_factor(vera)

    page = act(admin, "reset_second_factor", vera, root)
    assert "Your own stays" in text_of(page)
    assert (factors.has_factor(vera), factors.has_factor(root)) == (False, True)
    history = text_of(admin.get(f"/admin/auth/user/{vera.pk}/history/"))
    assert "All sessions ended." in history
    assert "Second step reset, all sessions ended." in history


def test_the_command_helps_whom_nobody_can_help(vera):
    hers = sign_in()
    call_command("reset_second_factor", "vera", verbosity=0)
    assert not factors.has_factor(vera)
    assert hers.get("/admin/").status_code == 302
    with pytest.raises(CommandError, match="no account 'nobody'"):
        call_command("reset_second_factor", "nobody")


@pytest.mark.once
@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox, Linux"),
        (SAFARI, "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36", "Chrome, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (Macintosh) AppleWebKit/537.36 Chrome/138.0 YaBrowser/25.8 Safari/537.36", "Yandex, macOS"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_is_named_in_plain_words(agent, words):
    assert browser_and_system(agent) == words
