"""The site behind nginx as it is deployed: what readers get, what nobody gets, and what is left when the site stops."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from types import SimpleNamespace
from urllib.parse import quote, urlencode, urljoin, urlsplit

import pytest
from django.conf import settings

from tests.delivery.observatory import points_of, score
from tests.edge import acts
from tests.edge.nginx import MEDIA, SITE, nginx_before
from tests.factories import publish_article
from tests.live_site import open_site
from tests.session import new_editor

TITLE = "Zugzwang in the archive"
TEXT = "The first paragraph."
HEADERS_ONCE = [
    "Content-Security-Policy", "Strict-Transport-Security", "X-Content-Type-Options", "Referrer-Policy",
    "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy",
]  # fmt: skip


@pytest.fixture(scope="module")
def edge(tmp_path_factory):
    folder = tmp_path_factory.mktemp("edge")
    with (
        open_site(
            settings.DATABASES["default"],
            SITE_ORIGIN=f"https://{SITE}",
            MEDIA_ORIGIN=f"https://{MEDIA}",
            TRUSTED_PROXIES="1",
            WITHDRAWALS_DIR=str(folder / "marks"),
        ) as site,
        nginx_before(site.port, folder) as edge,
    ):
        edge.site = site
        edge.paths = site.call(acts.fill)
        edge.staff = "=".join(site.call(new_editor, "edda"))
        yield edge


def kinds(edge):
    """{kind: path} of pages and errors, of the application and of nginx."""
    return edge.paths | {
        "not found": "/en/no/such/",
        "sign-in": "/admin/login/",
        "too long": "/" + "a" * 20_000,
    }


def test_security_headers_are_there_exactly_once_and_make_130_points(edge):
    for kind, path in kinds(edge).items():
        response = edge.ask(path)
        for name in HEADERS_ONCE:
            assert len(response.headers.get_all(name, [])) == 1, (kind, name)
        cookies = SimpleCookie("; ".join(response.headers.get_all("Set-Cookie", [])))
        # as the rules read a response of Django
        points = points_of(
            SimpleNamespace(
                headers=response.headers, cookies=cookies, streaming=kind == "picture", content=response.raw
            )
        )
        assert min(points.values()) >= 0, (kind, points)
        assert score(points) >= (125 if kind == "picture" else 130), (kind, points)


def test_everybody_gets_the_same_bytes_of_a_public_page(edge):
    for kind, path in edge.paths.items():
        asked = [
            {},
            {"Cookie": edge.staff},
            {"Cookie": "a=b; csrftoken=x; sessionid=junk"},
            {"Authorization": "Basic eDp5"},
        ]
        for _attempt in range(3):  # another test may have changed the page a moment ago
            found = [edge.ask(path, headers=headers) for headers in asked]
            if len({each.raw for each in found}) == 1:
                break
        assert len({each.raw for each in found}) == 1, kind
        for each in found:
            assert each.status == 200 and "Set-Cookie" not in each.headers
            assert each.headers.get("Vary") in (None, "Accept-Encoding"), kind


def test_the_desk_is_private_and_no_other_ending_makes_it_public(edge):
    for path, status in [
        ("/admin/", 200),
        ("/admin/security/", 200),
        ("/admin/articles/article/", 200),
        ("/admin/articles/article/add/", 200),
        ("/admin/x.css", 404),
        ("/admin/;x.css", 404),
        ("/admin%2Fx.css", 404),
    ]:
        mine = edge.ask(path, headers={"Cookie": edge.staff})
        assert (mine.status, mine.headers["Cache-Control"]) == (status, "private, no-store"), path
        assert edge.ask(path).raw != mine.raw or status == 404, path


NAMES = """
Accept Accept-Charset Accept-Datetime Accept-Language Access-Control-Request-Method Authorization Base-Url Cache-Control
CF-Connecting-IP CF-IPCountry CF-Visitor Client-IP Cluster-Client-IP Contact Content-Type Cookie Date Destination DNT Expect-CT
Fastly-Client-IP Fastly-FF Fastly-SSL Forwarded Forwarded-For Forwarded-Proto From Front-End-Https HTTP-Host If-Match
If-Modified-Since If-Range If-Unmodified-Since Incap-Client-IP Last-Event-ID Link Max-Forwards Method Origin Path Pragma
Proxy Proxy-Authorization Proxy-Host Proxy-Url Range Real-IP Redirect Referer Referrer Request-Uri Save-Data Sec-CH-UA
Sec-Fetch-Dest Sec-Fetch-Mode Sec-Fetch-User Sec-GPC Source-IP Surrogate-Capability TE True-Client-IP Uri Url User-Agent Via
Viewport-Width Warning WL-Proxy-Client-IP X-ARR-SSL X-Amz-Cf-Id X-Amzn-Trace-Id X-Api-Version X-ATT-DeviceId X-Backend-Host
X-Client-IP X-Cluster-Client-IP X-Correlation-ID X-CSRF-Token X-Custom-IP-Authorization X-Debug X-Device X-DNS-Prefetch-Control
X-Do-Not-Track X-Edit X-Forward-For X-Forwarded X-Forwarded-By X-Forwarded-For X-Forwarded-For-Original X-Forwarded-Host
X-Forwarded-Path X-Forwarded-Port X-Forwarded-Prefix X-Forwarded-Protocol X-Forwarded-Proto X-Forwarded-Scheme
X-Forwarded-Server X-Forwarded-SSL X-Forwarded-URI X-Forwarder-For X-Geo-Country X-Host X-HTTP-DestinationURL X-HTTP-Host-Override
X-HTTP-Method X-HTTP-Method-Override X-HTTP-Path-Override X-Https X-Htx-Agent X-Invoke-Path X-Language X-Locale
X-Method-Override X-Middleware-Prefetch X-Mobile X-Original-Cookie X-Original-Host X-Original-Remote-Addr X-Original-URL
X-Originally-Forwarded-For X-Originating-IP X-Override-URL X-Preview X-ProxyUser-IP X-Proxy-Url X-Real-IP X-Real-Port
X-Referrer X-Remote-Addr X-Remote-IP X-Remote-User X-Request-ID X-Requested-With X-Rewrite-URL X-Scheme X-Script-Name
X-Server-Name X-Session X-Theme X-Timer X-True-IP X-Url-Scheme X-UIDH X-User X-User-Id X-User-Lang X-Varnish X-Version X-Wap-Profile
X-WP-Nonce X_Forwarded_For X_Forwarded_Host X_Original_URL Upgrade-Insecure-Requests Script-Name Request-Method Content-Language
Content-Location Content-Encoding X-Content-Type-Options X-Frame-Options X-Robots-Tag Accept-Ranges Age Alt-Svc ETag
""".split()  # fmt: skip


def test_no_header_poisons_a_page_for_the_next_reader(edge):
    assert len(NAMES) >= 150
    mark = "evil-mark.example"

    def poison(numbered):
        n, name = numbered
        path = f"/en/articles/?page=1&utm_source={n}" if n % 2 else f"/en/?utm_source={n}"
        edge.ask(path, headers={name: mark})

    with ThreadPoolExecutor(4) as readers:
        list(readers.map(poison, enumerate(NAMES)))
    for path in ["/en/", "/en/articles/", "/en/articles/?page=1"]:
        clean = edge.ask(path)
        assert clean.status == 200 and mark not in clean.text + str(clean.headers), path


def sign_in_page(edge):
    """(cookie, token) of the page of signing in: with both, a form is the site's own."""
    page = edge.ask("/admin/login/")
    cookie = SimpleCookie("; ".join(page.headers.get_all("Set-Cookie")))["__Host-csrftoken"]
    return f"{cookie.key}={cookie.value}", re.search('csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]


def change_language(edge, next_page, **headers):
    cookie, token = sign_in_page(edge)
    body = urlencode({"csrfmiddlewaretoken": token, "language": "ru", "next": next_page}).encode()
    sent = {
        "Cookie": cookie,
        "Referer": "https://evil.example/",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return edge.ask("/admin/language/", "POST", body, headers=sent | headers)


HOSTILE = [
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example",
    "javascript:alert(1)", " //evil.example", "/\t/evil.example", "/en/../..//evil.example",
]  # fmt: skip


@pytest.mark.parametrize("target", HOSTILE)
def test_no_page_to_go_on_to_leads_away(edge, target):
    moved = change_language(edge, target, Origin=f"https://{SITE}")
    assert moved.status == 302 and moved.headers["Location"] in {"/", "/admin/"}
    found = [edge.ask(f"/admin/login/?{urlencode({'next': target})}", headers={"Cookie": edge.staff})]
    for path in [
        "//evil.example",
        "//evil.example/..",
        "/%5Cevil.example",
        "/%2F%2Fevil.example",
        "/en//evil.example",
    ]:
        found.append(edge.ask(path))
    for each in found:
        location = urljoin(f"https://{SITE}/", each.headers.get("Location", "/"))
        assert each.status < 500 and urlsplit(location)[:2] == ("https", SITE), (each.status, location)


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": f"https://{MEDIA}"},
    {"Sec-Fetch-Site": "cross-site", "Origin": f"https://{SITE}"},
    {"Origin": "null"},
    {"Origin": "https://evil.example"},
    {"Origin": f"http://{SITE}"},
    {"Origin": f"https://{SITE}.evil.example"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_nothing_is_taken_that_another_site_sent(edge, headers):
    refused = change_language(edge, "/admin/", **headers)
    assert (refused.status, "Set-Cookie" in refused.headers) == (403, False)
    sent = headers | {"Content-Type": "application/json"}
    refused = edge.ask(f"{edge.paths['poll']}ticket/", "POST", b"{}", headers=sent)
    assert (refused.status, "Set-Cookie" in refused.headers) == (403, False)


def test_what_says_not_where_it_comes_from_needs_a_token(edge):
    assert change_language(edge, "/admin/", Referer=f"https://{SITE}/").status == 302
    assert edge.ask("/admin/language/", "POST", b"language=ru").status == 403
    vote = edge.ask(
        f"{edge.paths['poll']}vote/",
        "POST",
        b'{"choices": [1]}',
        headers={"Content-Type": "application/json"},
    )
    assert vote.status in (400, 403) and "Set-Cookie" not in vote.headers


ODD = [
    *(("/en/articles/?page=" + page, {}) for page in ["-1", "0", "9223372036854775807", "1" * 26, "1e9", "%00", "١", "%FF"]),
    ("/en/%00/", {}), ("/en/search/?q=%00", {}), ("/en/%FF%FE/", {}), ("/en/search/?q=%ED%A0%80", {}),
    ("/en/articles/9223372036854775808/", {}), ("/en/..%2f..%2fetc/passwd", {}), ("/media/r/%2e%2e/64.webp", {}),
    ("/en/", {"Accept-Language": "ru," * 1_700}), ("/en/", {"Accept": "text/html," * 1_000}),
    ("/en/", {"Cookie": "a=" + "b" * 15_000}), ("/en/", {"If-Modified-Since": "0" * 10_000}),
    ("/en/", {"Range": "bytes=" + "0-1," * 2_000}), ("/en/", {"Accept-Encoding": "br;q=" + "9" * 10_000}),
    ("/en/", {"X-A": "\x7f\xff"}), ("/admin/login/?next=" + "%2F" * 2_000, {}),
]  # fmt: skip


@pytest.mark.parametrize(("path", "headers"), ODD, ids=[f"{n}" for n in range(len(ODD))])
def test_odd_requests_are_answered_and_never_with_a_fault(edge, path, headers):
    path = quote(path, safe="/?=&%+:;,")
    assert edge.ask(path, headers=headers).status < 500


def test_floods_are_counted_by_the_address_that_nginx_saw_and_not_by_what_is_claimed(edge):
    """The application's own limit of ballots is 30 in ten minutes; nginx lets 60 requests in a row through."""
    ask = {"method": "POST", "body": b"{}", "path": f"{edge.paths['poll']}ticket/"}
    seen = []
    for n in range(40):
        claimed = [
            ("Origin", f"https://{SITE}"),
            ("Content-Type", "application/json"),
            ("X-Forwarded-For", f"203.0.113.{n}"),
        ]
        seen.append(edge.ask(**ask, headers=claimed))
    assert seen[0].status == 200
    assert 429 in [each.status for each in seen]
    assert "nginx" not in seen[-1].text


def test_files_come_from_a_host_that_has_nothing_else(edge):
    article = edge.ask(edge.paths["article"])
    assert f'src="https://{MEDIA}/media/r/' in article.text
    policy = article.headers["Content-Security-Policy"]
    assert f"img-src 'self' https://{MEDIA};" in policy and f"media-src 'self' https://{MEDIA};" in policy
    picture = edge.ask(edge.paths["picture"], host=MEDIA, headers={"Cookie": edge.staff})
    assert picture.status == 200 and picture.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    for path in ["/", *edge.paths.values(), "/admin/login/", "/static/x"]:
        seen = edge.ask(path, host=MEDIA, headers={"Cookie": edge.staff})
        assert path == edge.paths["picture"] or (seen.status, seen.text) == (404, "404\n"), path
        assert "Set-Cookie" not in seen.headers


def test_metrics_stay_inside_and_the_contact_is_found(edge):
    assert edge.ask("/healthz").status == 200
    assert (
        edge.ask("/.well-known/security.txt").status == 404
    )  # no contact is set here: the application's own answer
    assert edge.ask("/metrics").status in (403, 404)  # from this machine: without the token


def test_pages_stay_when_the_application_stops_but_never_a_withdrawn_text(edge):
    (article,) = edge.site.call(publish_article, ["en"], title_en=TITLE)
    kept = edge.paths["edition for the record"]
    encodings = [{"Accept-Encoding": encoding} for encoding in ("identity", "gzip", "br")]
    for headers in encodings:
        assert edge.ask(article, headers=headers).status == 200
    while TITLE not in edge.ask("/en/").text:  # nginx may have it for some seconds
        time.sleep(0.5)
    edge.site.call(acts.withdraw, article)
    gone = edge.ask(article)
    assert gone.status == 410 and TEXT not in gone.text
    before = edge.ask(kept)

    edge.site.stop()
    try:
        assert {edge.ask(article, headers=headers).status for headers in encodings[1:]} == {503}
        assert edge.ask(article).status == 410
        assert edge.ask("/en/").status == 503  # it showed the title; nobody has asked for it since
        assert (edge.ask(kept).status, edge.ask(kept).raw) == (200, before.raw)
        assert re.search("Back in a moment.*Скоро вернёмся", edge.ask("/en/never-seen/").text, re.DOTALL)
    finally:
        edge.site.start()
