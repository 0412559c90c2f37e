import re
from urllib.parse import unquote

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from events.models import Event
from thinktank.addresses.web import (
    CONTROLS_AND_SPACES,
    WebAddressInput,
    guessed_web_address,
    readable,
    web_address,
)

# RFC 3986, appendix A, for http and https
ENCODED = "%[0-9A-Fa-f]{2}"
LETTER = r"[A-Za-z0-9\-._~!$&'()*+,;=]"
RFC_3986 = re.compile(
    rf"https?://(?:(?:{LETTER}|:|{ENCODED})*@)?(?:\[[0-9a-f:.]+\]|(?:{LETTER}|{ENCODED})+)(?::[0-9]+)?"
    rf"(?:/(?:{LETTER}|[:@]|{ENCODED})*)*(?:\?(?:{LETTER}|[:@/?]|{ENCODED})*)?(?:#(?:{LETTER}|[:@/?]|{ENCODED})*)?"
)
FORGIVEN = [
    ("http://example.com/path|pipe", "http://example.com/path%7Cpipe"),
    ("https://example.org/[x]", "https://example.org/%5Bx%5D"),
    ('https://example.org/"q"', "https://example.org/%22q%22"),
    ("https://example.org/%zz", "https://example.org/%25zz"),
    ("https://example.org/50%", "https://example.org/50%25"),
    ("https://example.org/#a#b", "https://example.org/#a%23b"),
    ("https://example.org/search?q=a|b", "https://example.org/search?q=a%7Cb"),
    ("https://example.org/{a}^`b`<c>", "https://example.org/%7Ba%7D%5E%60b%60%3Cc%3E"),
    ("https:\\\\example.org\\a?b\\c", "https://example.org/a?b%5Cc"),
    ("HTTP:/Example.ORG/X", "http://example.org/X"),
    (" https://exam\nple.org/a b\t ", "https://example.org/a%20b"),
    ("https://пример.рф/путь?я#ё", "https://xn--e1afmkfd.xn--p1ai/%D0%BF%D1%83%D1%82%D1%8C?%D1%8F#%D1%91"),
    ("https://faß.de", "https://xn--fa-hia.de"),
    ("https://u ser@[0:0::1]:080/", "https://u%20ser@[::1]:80/"),
    ("https://example.org/a%20b?c=d&e#f", "https://example.org/a%20b?c=d&e#f"),
    ("\ufeff\u2002https://example.org/\u200b\u200e", "https://example.org/"),
    ("https://127.0.0.1./a", "https://127.0.0.1/a"),
]


@pytest.mark.parametrize(("typed", "written"), FORGIVEN)
def test_an_address_that_browsers_forgive_is_written_as_the_standard_wants(typed, written):
    assert web_address(typed) == written


PARTS = st.text(st.sampled_from('aя|[]"\\%41#?/:@ <>^`{}\t\n.-'), max_size=12) | st.text(max_size=8)


@given(PARTS)
def test_every_address_is_one_of_the_grammar_and_leads_where_it_led(rest):
    written = web_address(f"https://example.org/{rest}")
    assert RFC_3986.fullmatch(written), written
    assert web_address(written) == written
    kept = re.sub(r"[\t\n\r]", "", rest).rstrip(CONTROLS_AND_SPACES)
    path, query_mark, query = kept.partition("#")[0].partition("?")
    read = unquote(re.sub("%(?![0-9A-Fa-f]{2})", "%25", path), errors="replace")
    assert unquote(written.partition("#")[0].partition("?")[0], errors="replace").removeprefix(
        "https://example.org/"
    ) in (
        read,
        read.replace("\\", "/"),
        unquote(path.replace("\\", "/")),
    )


@given(st.text())
def test_whatever_host_is_typed_the_address_is_of_the_grammar_or_none(host):
    written = web_address(f"http://{host}")
    assert written is None or (RFC_3986.fullmatch(written) and web_address(written) == written)


@pytest.mark.parametrize(
    "text", ["", "x", "javascript:alert(1)", "http:", "http://", "http://[", "http://a b/", "http://a:99999/", "https://a..b/", "ftp://x.org/",
             "https://1.2.3.4.5/", "https://256.1.1.1/", "https://[fe80::1%25eth0]/"],
)  # fmt: skip
def test_text_that_is_not_an_http_address_is_refused(text):
    assert web_address(text) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("www.example.org", "https://www.example.org"),
        ("example.org/path", "https://example.org/path"),
        ("тест.рф/я", "https://xn--e1aybc.xn--p1ai/%D1%8F"),
        ("//example.org/path", "https://example.org/path"),
        ("\\\\example.org\\path", "https://example.org/path"),
        ("example.org\\path", "https://example.org/path"),
        ("//host/path", None),
        ("report.pdf", None),
        ("talk.pptx", None),
        ("not an address", None),
        ("e.g.", None),
    ],
)
def test_an_address_without_its_beginning_is_completed(typed, meant):
    assert guessed_web_address(typed) == meant


def test_a_field_for_an_address_takes_it_as_typed_and_keeps_it_as_written():
    field = Event._meta.get_field("registration_url")
    assert field.formfield().clean("www.example.org/a|b") == "https://www.example.org/a%7Cb"
    assert field.clean("https://пример.рф/", None) == "https://xn--e1afmkfd.xn--p1ai/"
    with pytest.raises(ValidationError):
        WebAddressInput().clean("nothing like it")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            "https://xn--h1aaoqfbah.xn--p1ai/%D0%BE_%D0%BD%D0%B0%D1%81?a=%D1%8F",
            "https://институт.рф/о_нас?a=я",
        ),
        ("https://example.org/a%20b%2Fc%7C%E2%80%AE%FF", "https://example.org/a%20b%2Fc%7C%E2%80%AE%FF"),
        ("https://xn--a/", "https://xn--a/"),
        ("no address", "no address"),
    ],
)
def test_an_address_is_shown_as_people_read_it_where_that_leads_to_the_same(written, read):
    assert readable(written) == read


@given(PARTS)
def test_the_readable_form_of_an_address_has_the_same_target(rest):
    written = web_address(f"https://example.org/{rest}")
    assert web_address(readable(written)) == written


def test_a_long_address_finds_room():
    """Letters of other scripts take six characters each, and addresses of broadcasts are long anyway."""
    long = f"https://пример.рф/{'конференция-' * 20}"
    assert Event._meta.get_field("stream_url").formfield().clean(long) == web_address(long)
