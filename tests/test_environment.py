import pytest
from django.core.exceptions import ImproperlyConfigured

from thinktank import environment


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("https://example.org/", "https://example.org"),
        ("HTTPS://Example.org", "https://example.org"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("https://Институт.рф", "https://xn--h1aaoqfbah.xn--p1ai"),
    ],
)
def test_the_sites_origin_is_written_as_browsers_name_the_host(monkeypatch, given, read):
    monkeypatch.setenv("SITE_ORIGIN", given)
    assert environment.origin("SITE_ORIGIN", None) == read


def test_hosts_are_written_as_browsers_send_them(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "Example.org, .институт.рф, *, [::1], 127.0.0.1")
    assert environment.hosts("ALLOWED_HOSTS") == [
        "example.org",
        ".xn--h1aaoqfbah.xn--p1ai",
        "*",
        "[::1]",
        "127.0.0.1",
    ]


@pytest.mark.parametrize(
    "given",
    ["no address", "example.org", "ftp://x.org", "https://x.org/a", "https://x.org#a", "https://x.org?", "https://u@x.org"],
)  # fmt: skip
def test_what_is_more_or_less_than_an_origin_stops_the_start(monkeypatch, given):
    monkeypatch.setenv("SITE_ORIGIN", given)
    with pytest.raises(ImproperlyConfigured, match="SITE_ORIGIN must look like"):
        environment.origin("SITE_ORIGIN", None)
