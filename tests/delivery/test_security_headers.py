"""What browsers are told with every response: 130 points or more by the rules of Mozilla's HTTP Observatory."""

import datetime

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone
from django.utils.csp import CSP

from tests.delivery.observatory import points_of, score
from tests.desk.desk import signed_in
from tests.factories import make_edition, make_image, make_report, make_superuser, publish_now
from tests.polls.making import make_poll
from thinktank import environment
from thinktank.delivery.security_headers import OVER_HTTPS

pytestmark = pytest.mark.django_db
TXT = "/.well-known/security.txt"


@pytest.fixture(autouse=True)
def behind_tls(settings):
    settings.SITE_ORIGIN, settings.SITE_IS_HTTPS = "https://testserver", True
    settings.TRUSTED_PROXIES, settings.SECURE_PROXY_SSL_HEADER = 1, ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURITY_CONTACTS = ["mailto:security@example.org"]


def get(path, proto="https", **more):
    return Client(raise_request_exception=False).get(path, headers={"x-forwarded-proto": proto} | more)


def kinds():
    image, poll = make_image(), make_poll()
    edition = make_edition(cover=image)
    yield from (
        "/en/", "/en/articles/", edition.get_absolute_url(), poll.path_in("en"), f"{poll.path_in('en')}vote/",
        f"/media/r/{image.rendition_key}/64.webp", "/admin/login/", "/en/nothing/", TXT,
        "/sitemap.xml", "/", "/admin/", f"/en/rate/{edition.publication_uid}/results.json",
    )  # fmt: skip


def test_every_kind_of_answer_has_what_the_observatory_asks_for():
    for path in kinds():
        response = get(path)
        assert has_all(response.headers), (path, dict(response.headers))
        assert response.status_code in (200, 302) or "nothing" in path, path
        if response.streaming:  # read whole: close() would end the test's database connection
            b"".join(response.streaming_content)


def pages():
    """Nine kinds of page, by what they are: (path, status)."""
    article, report = make_edition(), publish_now(make_report(), "en")[0]
    return {
        "front page": ("/en/", 200),
        "article": (article.get_absolute_url(), 200),
        "list": ("/en/articles/", 200),
        "search": ("/en/search/?q=bees", 200),
        "poll": (make_poll().path_in("en"), 200),
        "edition for the record": (f"{report.get_absolute_url()}editions/1/", 200),
        "error": ("/en/no/such/page/", 404),
        "sign-in": ("/admin/login/", 200),
        "desk": ("/admin/", 200),
    }


def test_the_observatory_gives_every_kind_of_page_130_points_and_takes_none_away():
    staff = signed_in(make_superuser("root"))
    staff.defaults["HTTP_X_FORWARDED_PROTO"] = "https"
    for kind, (path, status) in pages().items():
        client = staff if kind == "desk" else Client(headers={"x-forwarded-proto": "https"})
        response = client.get(path)
        points = points_of(response)
        assert response.status_code == status, kind
        assert min(points.values()) >= 0, (kind, points)
        assert score(points) >= 130, (kind, points)


@pytest.mark.parametrize(
    ("header", "value", "most"),
    [
        ("Content-Security-Policy", None, 75),
        (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'unsafe-inline'; frame-ancestors 'none'",
            80,
        ),
        ("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'", 125),
        ("Strict-Transport-Security", None, 80),
        ("Strict-Transport-Security", "max-age=86400", 120),
        ("X-Content-Type-Options", None, 125),
        ("Referrer-Policy", "unsafe-url", 120),
        ("Cross-Origin-Resource-Policy", "cross-origin", 120),
        ("Access-Control-Allow-Credentials", "true", 130),
    ],
)
def test_the_rules_take_points_away_for_what_is_missing(header, value, most):
    response = get("/en/no/such/page/")
    del response[header]
    if value:
        response[header] = value
    assert score(points_of(response)) == most


@pytest.mark.parametrize("lacking", [{"secure": False}, {"httponly": False}, {"samesite": None}])
def test_a_session_cookie_without_its_attributes_costs_points(lacking):
    response = get("/en/no/such/page/")
    response.set_cookie("sessionid", "x", **({"secure": True, "httponly": True, "samesite": "Lax"} | lacking))
    assert points_of(response)["cookies_rule"] <= 0


def has_all(found):
    policy = dict(part.strip().partition(" ")[::2] for part in found["Content-Security-Policy"].split(";"))
    scripts = policy.get("script-src", policy["default-src"])
    return (
        policy["default-src"] == CSP.NONE
        and policy["frame-ancestors"] == CSP.NONE
        and "unsafe" not in found["Content-Security-Policy"]
        and (scripts == CSP.NONE or CSP.SELF in scripts)
        and found["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
        and found["X-Content-Type-Options"] == "nosniff"
        and found["Referrer-Policy"] == "strict-origin-when-cross-origin"
        and found["Cross-Origin-Opener-Policy"] == "same-origin"
        and found["Cross-Origin-Resource-Policy"] == "same-origin"
        and {"camera=()", "geolocation=()", "clipboard-write=(self)"}
        <= set(found["Permissions-Policy"].split(", "))
        and "Access-Control-Allow-Origin" not in found
    )


def test_server_errors_have_the_security_headers_too(monkeypatch):
    def fail(*args, **kwargs):
        raise ValueError

    monkeypatch.setattr("polls.views.voting.poll_at", fail)
    response = get("/en/polls/any/vote/")

    assert response.status_code == 500
    assert has_all(response.headers)


def test_a_page_that_is_kept_says_https_only_to_whom_it_reached_so(page_cache):
    path = make_edition().get_absolute_url()

    without = get(path, "none")
    over_tls = get(path)

    assert "Strict-Transport-Security" not in without.headers
    assert has_all(over_tls.headers)
    assert "Strict-Transport-Security" not in get(path, "none").headers


def test_files_for_other_sites_may_be_embedded_there():
    assert get("/en/podcast-cover.png").headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert get("/en/share-image.png").headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_request_over_http_is_redirected_to_the_same_page_over_https(page_cache):
    path = make_edition().get_absolute_url()
    for _ in range(2):
        sent_on = get(f"{path}?a=1", "http")
        assert (sent_on.status_code, sent_on.headers["Location"]) == (301, f"https://testserver{path}?a=1")
        assert get(path).status_code == 200
    assert get("/en/", "http", host="evil.example").status_code == 400


def test_what_is_sent_in_the_clear_is_refused_and_not_redirected():
    http = {"x-forwarded-proto": "http"}
    for refused in [
        Client().post("/admin/login/", {"username": "vera"}, headers=http),
        Client().get("/metrics", headers=http | {"authorization": "Bearer x"}),
    ]:
        assert (refused.status_code, refused.text) == (403, OVER_HTTPS)


def test_without_a_proxys_word_nothing_is_redirected(settings):
    assert Client().get("/en/").status_code == 200
    settings.TRUSTED_PROXIES = 0
    assert get("/en/", "http").status_code == 200


def test_security_txt_says_whom_to_tell_and_does_not_run_out(monkeypatch):
    for day in (0, 100, 1000):
        at = timezone.now() + datetime.timedelta(days=day)
        monkeypatch.setattr(timezone, "now", lambda moment=at: moment)
        fields = dict(line.split(": ", 1) for line in get(TXT).text.splitlines())
        left = datetime.datetime.fromisoformat(fields.pop("Expires")) - at
        assert datetime.timedelta(days=170) < left < datetime.timedelta(days=365)
        assert fields == {
            "Contact": "mailto:security@example.org",
            "Preferred-Languages": "en, ru",
            "Canonical": f"https://testserver{TXT}",
        }
    assert get(TXT).headers["Content-Type"] == "text/plain; charset=utf-8"


def test_without_a_contact_there_is_no_security_txt(settings):
    settings.SECURITY_CONTACTS = []

    assert get(TXT).status_code == 404


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("", []),
        ("security@example.org", ["mailto:security@example.org"]),
        ("https://example.org/tell, tel:+7-495-000-00-00", ["https://example.org/tell", "tel:+7-495-000-00-00"]),
    ],
)  # fmt: skip
def test_contacts_are_read_from_the_environment(monkeypatch, written, found):
    monkeypatch.setenv("SECURITY_CONTACT", written)

    assert environment.contacts("SECURITY_CONTACT") == found


@pytest.mark.parametrize("written", ["example", "http://example.org", "mailto:", "a@example.org\nExpires: 0"])
def test_what_is_no_contact_stops_the_start(monkeypatch, written):
    monkeypatch.setenv("SECURITY_CONTACT", written)

    with pytest.raises(ImproperlyConfigured):
        environment.contacts("SECURITY_CONTACT")
