"""deploy/nginx by itself: what it lets through, keeps and refuses. Behind it is a server that notes what arrives."""

import http.server
import re
import socket
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest
from django.utils import translation

from tests.edge.nginx import DEPLOY, MEDIA, SITE, nginx_before
from thinktank.delivery import withdrawal_mark
from thinktank.delivery.bad_input import LARGEST_BODY
from thinktank.delivery.errors import TITLES_AND_SENTENCES
from thinktank.delivery.security_headers import OVER_HTTPS
from thinktank.operations.serving import HOST

PUBLIC = "public, max-age=300, s-maxage=300"
BRIEF = "public, max-age=1, s-maxage=1"


class Behind(http.server.ThreadingHTTPServer):
    """Answers with the headers that `answers` has for a path, and a body that is another one each time."""

    daemon_threads = True
    request_queue_size = 512

    def __init__(self):
        super().__init__((HOST, 0), Handler)
        self.seen, self.answers, self.status = [], {}, 200


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        size = int(self.headers.get("Content-Length", 0))
        self.rfile.read(size)
        self.server.seen.append((self.command, self.path, self.headers))
        body = f"answer {len(self.server.seen)}".encode()
        self.send_response(self.server.status)
        for name, value in self.server.answers.get(self.path.partition("?")[0], [("Cache-Control", PUBLIC)]):
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_POST = answer

    def log_message(self, *_arguments):
        pass


@pytest.fixture(scope="module")
def behind():
    with Behind() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def running(behind, tmp_path_factory):
    with nginx_before(behind.server_port, tmp_path_factory.mktemp("nginx")) as edge:
        yield edge


@pytest.fixture
def edge(running, behind, settings):
    settings.WITHDRAWALS_DIR = running.marks
    withdrawal_mark.renew()  # an empty cache for each test
    behind.seen.clear()
    behind.answers, behind.status = {}, 200
    return running


def heard(behind):
    """The headers of the last request behind, in lower case."""
    return {name.lower(): value for name, value in behind.seen[-1][2].items()}


# What the application hears


def test_http_leads_to_https_and_leaves_room_for_certificates(edge):
    with closing(socket.create_connection((HOST, edge.http), timeout=10)) as plain:
        plain.sendall(f"GET /en/?a=1 HTTP/1.1\r\nHost: {SITE}\r\nConnection: close\r\n\r\n".encode())
        said = plain.makefile("rb").read().decode()
    assert said.startswith("HTTP/1.1 301 ") and f"Location: https://{SITE}/en/?a=1\r\n" in said


@pytest.mark.parametrize(
    "sent", ["POST /en/ HTTP/1.1\r\nContent-Length: 0", "GET /metrics HTTP/1.1\r\nAuthorization: Bearer x"]
)
def test_what_is_sent_over_http_is_refused_and_not_led_to_https(edge, behind, sent):
    with closing(socket.create_connection((HOST, edge.http), timeout=10)) as plain:
        plain.sendall(f"{sent}\r\nHost: {SITE}\r\nConnection: close\r\n\r\n".encode())
        said = plain.makefile("rb").read().decode()
    assert said.startswith("HTTP/1.1 403 ") and said.endswith(f"\r\n\r\n{OVER_HTTPS}")
    assert behind.seen == []


@pytest.mark.parametrize("port", ["http", "https"])
def test_an_unknown_host_gets_no_answer(edge, behind, port):
    request = b"GET /en/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    if port == "https":
        assert edge.send(request) == []
    else:
        with closing(socket.create_connection((HOST, edge.http), timeout=10)) as plain:
            plain.sendall(request)
            assert plain.recv(10) == b""
    assert behind.seen == []


def test_tls_is_1_2_or_newer_with_forward_secrecy(edge):
    def offered(*options):
        done = subprocess.run(
            ["openssl", "s_client", "-connect", f"{HOST}:{edge.https}", "-servername", SITE, *options],
            input="", capture_output=True, text=True,
        )  # fmt: skip
        found = re.search(r"New, (TLSv[0-9.]+), Cipher is (\S+)", done.stdout)
        return found and found.groups()

    assert offered("-tls1_1", "-cipher", "ALL:@SECLEVEL=0") is None
    assert offered("-tls1_2", "-cipher", "AES256-SHA:AES128-GCM-SHA256") is None
    assert offered("-tls1_2")[1].startswith("ECDHE-")
    assert offered("-tls1_3")[0] == "TLSv1.3"


def test_what_a_client_claims_about_itself_is_dropped(edge, behind):
    forged = [
        ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-For", "203.0.113.10"), ("X-Forwarded-Proto", "http"),
        ("X-Forwarded-Host", "evil"), ("X-Forwarded-Port", "1"), ("X-Original-URL", "/admin/"), ("X-Request-ID", "forged00"),
        ("X-Rewrite-URL", "/admin/"), ("X-Real-IP", "203.0.113.9"), ("Forwarded", "for=203.0.113.9"),
        ("X_Forwarded_For", "203.0.113.9"), ("X_Forwarded_Proto", "http"),
    ]  # fmt: skip
    edge.ask("/en/forged/", headers=forged)
    seen = heard(behind)
    assert (seen["host"], seen["x-forwarded-for"], seen["x-forwarded-proto"]) == (SITE, HOST, "https")
    assert re.fullmatch("[0-9a-f]{32}", seen["x-request-id"])
    names = {
        "x-forwarded-host",
        "x-forwarded-port",
        "x-original-url",
        "x-rewrite-url",
        "x-real-ip",
        "forwarded",
    }
    assert not names & seen.keys() and not any("_" in name for name in seen)


HEAD = f"POST /en/x/ HTTP/1.1\r\nHost: {SITE}\r\n"
HIDDEN = "GET /smuggled/ HTTP/1.1\r\nHost: x\r\n\r\n"
AMBIGUOUS = {
    "length and chunks": f"{HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{HIDDEN}",
    "two lengths": f"{HEAD}Content-Length: 0\r\nContent-Length: {len(HIDDEN)}\r\n\r\n{HIDDEN}",
    "a blank before the colon": f"{HEAD}Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n{HIDDEN}",
    "another coding": f"{HEAD}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{HIDDEN}",
    "a folded header": f"{HEAD}X-A: b\r\n Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n{HIDDEN}",
    "a length that is no number": f"{HEAD}Content-Length: +5\r\n\r\n{HIDDEN}",
    "no host": f"GET /en/ HTTP/1.1\r\n\r\n{HIDDEN}",
    "two hosts": f"GET /en/ HTTP/1.1\r\nHost: {SITE}\r\nHost: evil\r\n\r\n{HIDDEN}",
}


@pytest.mark.parametrize("sent", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_what_may_be_read_in_two_ways_hides_no_second_request(edge, behind, sent):
    statuses = edge.send(sent.encode())
    assert statuses[:1] in ([400], [501]) or len(behind.seen) <= 1, statuses
    assert "/smuggled/" not in [path for _method, path, _headers in behind.seen]


def test_bare_line_feeds_reach_the_application_as_one_plain_request(edge, behind):
    statuses = edge.send(f"GET /en/lf/ HTTP/1.1\nHost: {SITE}\nX-A: b\nConnection: close\n\n".encode())
    assert statuses in ([200], [400]) and [path for _m, path, _h in behind.seen] in (["/en/lf/"], [])


# What is too much


def test_bodies_are_limited_as_in_the_application(edge, behind):
    for path, is_desk in [("/en/x/", False), ("/admin/x/", True)]:
        for size, status in [(LARGEST_BODY[is_desk], 200), (LARGEST_BODY[is_desk] + 1, 413)]:
            if is_desk and status == 200:
                continue  # sixty megabytes prove little
            head = (
                f"POST {path} HTTP/1.1\r\nHost: {SITE}\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n"
            )
            assert edge.send(head.encode() + (b"a" * size if status == 200 else b"")) == [status], (
                path,
                size,
            )
    assert (
        edge.ask("/en/x/", "POST", b"a" * 1_100_000).text
        == (DEPLOY / "thinktank/errors/413.html").read_text()
    )


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/" + "a" * 20_000, {}, 414),
        ("/en/", {"Cookie": "a" * 20_000}, 400),
        ("/en/", {f"X-{n}": "a" * 9_000 for n in range(12)}, 400),
    ],
)
def test_addresses_and_heads_are_limited(edge, behind, path, headers, status):
    assert edge.ask(path, headers=headers).status == status
    assert behind.seen == []


def test_pages_of_errors_say_what_the_application_says_and_are_as_safe():
    for page in (DEPLOY / "thinktank/errors").iterdir():
        for language in ("en", "ru"):
            with translation.override(language):
                title, sentence = map(str, TITLES_AND_SENTENCES[int(page.stem)])
            assert f'<section lang="{language}">\n<h1>{title}</h1>\n<p>{sentence}</p>' in page.read_text()


def test_slow_connections_take_nothing_from_others(edge, behind):
    with ExitStack() as held:
        for _n in range(200):
            slow = held.enter_context(closing(edge.socket()))
            slow.sendall(f"GET /en/slow/ HTTP/1.1\r\nHost: {SITE}\r\nX-A: ".encode())
        assert [edge.ask(f"/en/{n}/").status for n in range(5)] == [200] * 5
    assert all("slow" not in path for _m, path, _h in behind.seen)


def test_floods_are_answered_429_by_what_they_ask_for(edge, behind):
    def statuses(path, method, times):
        """At once, so that a busy machine is not slow enough to stay within the limits."""
        body = b"" if method == "POST" else None
        with ThreadPoolExecutor(20) as readers:
            return {
                each.status for each in readers.map(lambda _n: edge.ask(path, method, body), range(times))
            }

    assert statuses("/admin/login/", "POST", 21) == {200}
    assert statuses("/admin/login/", "POST", 20) >= {429}
    assert statuses("/shared/x/", "POST", 20) >= {429}  # passwords of links count with those of accounts
    assert (
        statuses("/admin/login/", "GET", 30) == statuses("/shared/x/", "GET", 30) == {200}
    )  # only what is sent counts
    assert statuses("/en/search/", "GET", 80) == {200, 429}
    assert statuses("/en/", "GET", 40) == {200}
    assert statuses("/en/polls/x/vote/", "POST", 200) == {200, 429}
    time.sleep(2)  # room again for what other tests send


def test_who_is_refused_is_told_in_words_when_to_come_again(edge):
    with ThreadPoolExecutor(20) as readers:
        seen = list(readers.map(lambda _n: edge.ask("/en/search/?q=1"), range(80)))
    refused = next(each for each in seen if each.status == 429)
    assert refused.headers["Retry-After"] == "60"
    assert refused.text == (DEPLOY / "thinktank/errors/429.html").read_text()


# What is kept


def pages(edge, *paths, **options):
    return [edge.ask(path, **options).text for path in paths]


def test_a_public_page_is_kept_under_path_encoding_and_page_and_nothing_else(edge):
    (first,) = pages(edge, "/en/a/")
    same = ["/en/a/", "/en/a/?utm_source=x&utm_medium=y", "/en/a/?fbclid=z"]
    assert pages(edge, *same) == [first] * 3
    assert pages(edge, "/en/a/", headers={"Cookie": "sessionid=staff; junk=1"}) == [first]
    other = [
        *pages(edge, "/en/a/?page=2", "/en/b/", "/en/a"),
        *pages(edge, "/en/a/", headers={"Accept-Encoding": "br"}),
    ]
    assert len({first, *other}) == 5
    assert pages(edge, "/en/a/", headers={"Accept-Encoding": "gzip, zstd, br;q=0.9"}) == other[-1:]
    assert pages(edge, "/en/a/", headers={"Accept-Encoding": "br;q=0"}) == [first]


def test_other_queries_markdown_and_posts_are_asked_for_each_time(edge, behind):
    for options in [
        {"path": "/en/a/?q=1"},
        {"path": "/en/a/?page=1&q=2"},
        {"path": "/en/c/", "method": "POST", "body": b""},
    ]:
        assert edge.ask(**options).text != edge.ask(**options).text
    asked = {"headers": {"Accept": "text/markdown"}}
    assert pages(edge, "/en/a/", **asked) != pages(edge, "/en/a/", **asked)
    assert pages(edge, "/en/a/") == pages(edge, "/en/a/")


NEVER = {
    "a cookie": [("Cache-Control", PUBLIC), ("Set-Cookie", "a=b")],
    "private": [("Cache-Control", "private, no-store")],
    "to be asked for each time": [("Cache-Control", "public, max-age=600, s-maxage=0")],
    "by cookie": [("Cache-Control", PUBLIC), ("Vary", "Cookie")],
    "by language": [("Cache-Control", PUBLIC), ("Vary", "Accept-Encoding, Accept-Language")],
    "nothing said": [],
}


@pytest.mark.parametrize("headers", NEVER.values(), ids=NEVER)
def test_what_is_not_for_everybody_is_never_kept(edge, behind, headers):
    behind.answers["/en/n/"] = headers
    assert len(set(pages(edge, "/en/n/", "/en/n/", "/en/n/"))) == 3


@pytest.mark.parametrize(
    "path",
    [
        "/admin/x.css",
        "/admin/login/",
        "/shared/x/",
        "/media/r/x.css",
        "/en/reports/a/pdf/",
        "/en/articles/a/recording.mp3",
    ],
)
def test_the_desk_and_files_are_never_kept_whatever_they_say(edge, path):
    assert len(set(pages(edge, path, path))) == 2


def test_an_old_page_is_shown_while_the_application_fails_and_says_so(edge, behind):
    behind.answers["/en/s/"] = [("Cache-Control", BRIEF), ("Cache-Status", "thinktank; hit")]
    (shown,) = pages(edge, "/en/s/")
    time.sleep(2.1)
    behind.status = 503
    stale = edge.ask("/en/s/")
    edge.ask("/en/s/")
    assert (stale.status, stale.text) == (200, shown)
    assert stale.headers.get_all("Cache-Status") == ["thinktank; hit", "nginx; hit; detail=stale"]
    assert edge.ask("/en/not-seen/").status == 503


def test_after_a_withdrawal_no_older_copy_is_shown_whatever_happens_behind(edge, behind):
    paths = ["/en/w/", "/en/", "/en/?page=2"]
    shown = pages(edge, *paths)
    assert pages(edge, *paths) == shown
    withdrawal_mark.renew()
    behind.status = 503
    refused = [edge.ask(path) for path in paths]
    assert [each.status for each in refused] == [503] * 3
    assert not set(shown) & {each.text for each in refused}


def test_a_page_that_was_asked_for_before_a_withdrawal_and_came_after_it_is_not_kept(edge, behind):
    """The key is settled when a request comes."""
    entered, go_on = threading.Event(), threading.Event()
    plain = Handler.answer

    def slow(handler):
        entered.set()
        go_on.wait(5)
        plain(handler)

    Handler.do_GET = slow
    try:
        reader = threading.Thread(target=edge.ask, args=("/en/late/",))
        reader.start()
        assert entered.wait(5)
        withdrawal_mark.renew()
        go_on.set()
        reader.join()
    finally:
        Handler.do_GET = plain
    assert pages(edge, "/en/late/") == ["answer 2"]


def test_without_the_mark_nothing_is_kept(edge):
    (edge.marks / "current").unlink()
    assert len(set(pages(edge, "/en/a/", "/en/a/"))) == 2


def test_static_files_outlive_a_withdrawal(edge):
    before = pages(edge, "/static/a.css")
    withdrawal_mark.renew()
    assert pages(edge, "/static/a.css") == before


def test_the_host_of_files_hears_and_sets_no_cookie(edge, behind):
    behind.answers["/media/x"] = [("Set-Cookie", "a=b"), ("Cache-Control", PUBLIC)]
    response = edge.ask("/media/x", host=MEDIA, headers={"Cookie": "sessionid=x"})
    assert "cookie" not in heard(behind) and heard(behind)["host"] == MEDIA
    assert "Set-Cookie" not in response.headers
