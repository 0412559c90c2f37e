import secrets

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from thinktank.accounts.passwords import FEWEST_BITS, NotStolen, bits_of

pytestmark = [pytest.mark.once, pytest.mark.django_db]

GUESSABLE = [
    "aaaaaaaaaaaa", "abababababab", "abcabcabcabc", "1111aaaa2222", "000000000000a",
    "Password1234!", "Passw0rd2026!!", "P@ssw0rd!P@ssw0rd!", "iloveyou2026!", "letmeinletmein", "Welcome2026!!",
    "Football1234", "January2026!", "Пароль123456", "Привет123456!", "dragonmonkey2026!",
    "qwertyuiop12", "qazwsxedcrfv", "1q2w3e4r5t6y", "zaq12wsxcde34rfv", "asdfghjkl123!", "!@#$%^&*()_+",
    "йцукенгшщзхъ", "абвгдежзиклм", "fdsarewqfdsa", "123456789012", "739105284617",
    "Октябрь2026!", "Воскресенье12", "мая-2026-мая-2026", "Понедельник!!", "Wednesday1234",
    "editor-editor-editor", "Editor-2026-editor", "Velinskaya2026!", "thinktank2026!", "Riverbend-2026",
]  # fmt: skip
GOOD = [
    "Klarer-Fluss-2026-demo", "correct horse battery staple", "дом лес река облако", "vier Wörter ohne Sinn",
    "Rotor.Salat!Nebel", "a long enough one", "73910528461795038264",
]  # fmt: skip


def account():
    return User(username="editor", last_name="Velinskaya", email="editor@riverbend.example.org")


@pytest.mark.parametrize("password", GUESSABLE)
def test_easily_guessed_passwords_are_refused(password):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, account())
    assert "password_guessable" in {error.code for error in refused.value.error_list}


@pytest.mark.parametrize("password", ["1q2w3e4r5t6y", "1Q2W3E4R5T6Y", "thisismypassword", "letmeinplease"])
def test_stolen_passwords_are_refused_without_asking_anybody(password):
    with pytest.raises(ValidationError) as refused:
        NotStolen().validate(password)
    assert refused.value.code == "password_stolen"


@pytest.mark.parametrize("password", [*GOOD, "", "short", "x" * 5000, "日本語の長い合言葉です"])
def test_any_other_text_is_looked_up_and_not_refused(password):
    NotStolen().validate(password)


def test_the_first_administrator_has_a_good_one_too(monkeypatch):
    def create(password):
        monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
        call_command(
            "createsuperuser", interactive=False, username="boss", email="b@example.org", verbosity=0
        )

    for weak in ("Password1234!", "boss-boss-boss-1", ""):
        with pytest.raises(CommandError):
            create(weak)
    assert not User.objects.exists()
    create(GOOD[0])
    assert User.objects.get().check_password(GOOD[0])


@pytest.mark.parametrize("password", GOOD)
def test_a_good_one_is_accepted(password):
    validate_password(password, account())


@pytest.mark.parametrize("password", ["Klarer-Flus", "kX9$mQ2vLp4"])
def test_eleven_characters_are_too_few(password):
    with pytest.raises(ValidationError):
        validate_password(password, account())


def test_passwords_that_the_demo_generates_are_accepted():
    for _ in range(50):
        assert bits_of(secrets.token_urlsafe(12)) >= FEWEST_BITS


@given(st.text(max_size=300))
def test_any_text_is_weighed(password):
    assert 0 <= bits_of(password)


def test_an_endless_one_is_weighed_in_no_time():
    assert bits_of("ab1!" * 1000) < FEWEST_BITS
    validate_password(secrets.token_urlsafe(12) * 200, account())


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_the_refusal_is_in_the_language_of_the_desk(language):
    with translation.override(language), pytest.raises(ValidationError) as refused:
        validate_password("aaaaaaaaaaaa", account())
    said = " ".join(refused.value.messages)
    assert ("This password is easy to guess" in said) == (language == settings.LANGUAGE_CODE)
