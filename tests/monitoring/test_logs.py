"""No line of the log and no report of an error holds personal data; each says for which request it was."""

import gzip
import http.server
import json
import logging
import re
import threading

import brotli
import pytest
from django.db import IntegrityError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from tests.factories import make_editor
from thinktank.monitoring.logs import JsonLines, TextLines, masked
from thinktank.monitoring.queries import without_values
from thinktank.monitoring.sentry import ErrorReports
from thinktank.urls import handler400, handler403, handler404, handler500  # noqa: F401
from thinktank.urls import urlpatterns as real_urlpatterns

CANARY = "Canaryova"
EMAIL = f"{CANARY}@example.org"
ADDRESSES = ["192.0.2.77", "2001:db8::77", "2001:db8:0:0:0:0:0:77", "::ffff:192.0.2.77"]
logger = logging.getLogger("thinktank.tests")


class Reader(Exception):
    """An error that repeats everything it was given."""


def failing(request, name):
    told = f"{EMAIL} {request.GET.get('q')} {request.COOKIES} {request.META['REMOTE_ADDR']} {ADDRESSES}"
    if name == "database":
        raise IntegrityError(f"DETAIL: Key (email)=({EMAIL}) already exists")
    if name == "search":
        raise OperationalError(f'fts5: syntax error near "{CANARY}"')
    if name == "file":
        open(f"/nowhere/{CANARY}")
    try:
        raise Reader(told)
    except Reader as error:
        raise ValueError(told) from error


def telling(request):
    """What code of the site might do by mistake."""
    logger.error("Reader %s from %s wrote: %s", EMAIL, ADDRESSES[0], Reader(CANARY))
    logger.error(Reader(f"{CANARY} said so"))
    for address in ADDRESSES:
        logger.warning("Refused %s", address)
    return HttpResponse("told")


urlpatterns = [
    path("en/failing/<name>/", failing),
    path("en/telling/", telling),
    *real_urlpatterns,
]
pytestmark = [pytest.mark.urls(__name__)]
ASKED = [
    *(f"/en/failing/{name}/?q={CANARY}&e={EMAIL}" for name in ("reader", "database", "search", "file")),
    "/en/telling/",
    f"/en/polls/{CANARY}/receipt/{CANARY}/",
    f"/en/{CANARY}%0aFAKE%20line/?q={CANARY}",
    f"/admin/{CANARY}/",
]


@pytest.fixture
def lines():
    """What was logged, in both forms, as (formatted line, record)."""
    found, handler = [], logging.Handler()
    formats = (JsonLines(), TextLines())
    handler.emit = lambda record: found.append(tuple(each.format(record) for each in formats))
    logging.getLogger().addHandler(handler)
    yield found
    logging.getLogger().removeHandler(handler)


def test_a_type_in_a_statement_is_not_taken_for_an_address():
    statement = "SELECT * FROM UNNEST((%s)::bigint[], (%s)::date[], %s::cidr)"
    assert masked(statement) == statement
    assert (
        masked("from ::1, ::ffff:192.0.2.77 and fe80::1%eth0")
        == "from <address>, <address> and <address>%eth0"
    )


def ask_as_a_reader(address, **headers):
    client = Client(raise_request_exception=False, REMOTE_ADDR=ADDRESSES[0])
    client.cookies["rid"] = CANARY
    headers |= {
        "user-agent": CANARY,
        "referer": f"https://example.org/{CANARY}",
        "x-forwarded-for": ADDRESSES[1],
    }
    return client.get(address, headers=headers)


@pytest.mark.django_db
def test_no_line_holds_what_a_reader_is_or_typed(lines):
    for address in ASKED:
        ask_as_a_reader(address)
    ask_as_a_reader("/en/", host=f"{CANARY}.example")
    said = "\n".join(each for both in lines for each in both)
    assert [word for word in (CANARY, *ADDRESSES, "FAKE") if word in said] == []
    assert len(lines) >= 12
    assert {"ValueError", "IntegrityError", "OperationalError", "FileNotFoundError", "Reader"} <= set(
        re.findall(r"\b[A-Z]\w+\b", said)
    )


@pytest.mark.django_db
def test_each_line_of_a_request_has_the_id_that_its_answer_and_its_error_page_show(lines, settings):
    settings.TRUSTED_PROXIES = 1
    for given, is_taken in (("0af7651916cd43dd", True), ("short", False), (f"{CANARY} and more", False)):
        lines.clear()
        response = ask_as_a_reader("/en/failing/reader/", x_request_id=given)
        shown = response.headers["X-Request-ID"]
        assert (shown == given) is is_taken
        assert f"<code>{shown}</code>" in response.text
        assert {json.loads(line)["request_id"] for line, _text in lines} == {shown}
        assert all(f"[{shown}]" in text for _line, text in lines)


@pytest.mark.django_db
def test_a_refusal_is_a_line_with_its_status_and_route(lines):
    client = Client()
    client.force_login(make_editor("vera"))
    assert client.get("/admin/audit/auditentry/").status_code == 403
    [line] = [json.loads(each) for each, _text in lines]
    assert (line["level"], line["status"], line["route"]) == ("WARNING", 403, "admin/audit/auditentry/")
    assert "vera" not in str(lines)


def test_without_a_trusted_proxy_nobody_chooses_the_id():
    ids = {
        Client().get("/healthz", headers={"x-request-id": "0af7651916cd43dd"})["X-Request-ID"] for _ in "ab"
    }
    assert len(ids) == 2 and "0af7651916cd43dd" not in ids


@pytest.mark.django_db
def test_an_event_is_one_line_and_says_where_it_happened(lines):
    ask_as_a_reader("/en/failing/reader/")
    line = next(each for each, _text in lines if "errors" in each)
    assert "\n" not in line and line.isascii()
    found = json.loads(line)
    assert (found["level"], found["logger"], found["status"]) == ("ERROR", "django.request", 500)
    assert [error["type"] for error in found["errors"]] == ["ValueError", "Reader"]
    assert re.fullmatch(r"tests/monitoring/test_logs\.py:\d+ failing", found["errors"][0]["at"][-1])
    assert found["route"] == "<language>/failing/<name>/"


@pytest.mark.django_db
def test_a_slow_query_is_logged_without_its_values(lines, settings):
    settings.SLOW_QUERY_MS = 0
    _ask_for_a_canary()
    assert lines == []
    settings.SLOW_QUERY_MS = 0.0001
    _ask_for_a_canary()
    messages = [json.loads(line)["message"] for line, _text in lines]
    assert any("FROM" in said and "'…'" in said for said in messages)
    assert CANARY not in "".join(messages)


def _ask_for_a_canary():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT app FROM django_migrations WHERE name = '{CANARY}' OR name = %s", [CANARY])


class Receiver(http.server.BaseHTTPRequestHandler):
    """Takes reports as Sentry does, and keeps them."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        decompress = {"br": brotli.decompress, "gzip": gzip.decompress}[self.headers["Content-Encoding"]]
        self.server.received.append(decompress(body))
        self.server.heads.append(str(self.headers))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *arguments):
        pass


@pytest.fixture
def receiver():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.received, server.heads = [], []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.django_db
def test_reports_of_errors_arrive_and_hold_nothing_of_the_reader(receiver):
    import sentry_sdk

    handler = ErrorReports(f"http://key@127.0.0.1:{receiver.server_port}/1", "a-release")
    logging.getLogger().addHandler(handler)
    try:
        for address in ASKED:
            ask_as_a_reader(address)
        sentry_sdk.get_client().flush(10)
    finally:
        logging.getLogger().removeHandler(handler)
        sentry_sdk.get_client().close()
        sentry_sdk.init()
    events = [json.loads(body.splitlines()[2]) for body in receiver.received]
    first = next(event for event in events if "exception" in event)
    assert [each["type"] for each in first["exception"]["values"]] == ["Reader", "ValueError"]
    assert first["exception"]["values"][1]["stacktrace"]["frames"][-1]["function"] == "failing"
    assert first["tags"]["route"] == "<language>/failing/<name>/" and first["release"] == "a-release"
    said = b"\n".join(receiver.received).decode() + "".join(receiver.heads)
    assert [word for word in (CANARY, *ADDRESSES, "server_name", "REMOTE_ADDR") if word in said] == []


@pytest.mark.parametrize(
    ("sql", "logged"),
    [
        ("SELECT 'Petrova''s', n", "SELECT '…', n"),
        ("WHERE id IN (%s, %s, %s) AND n = %s", "WHERE id IN (%s, …) AND n = %s"),
        (
            "INSERT INTO a (b, c) VALUES (%s, %s), (%s, %s), (%s, %s)",
            "INSERT INTO a (b, c) VALUES (%s, …), …",
        ),
    ],
)
def test_a_slow_query_is_logged_without_values_and_without_a_placeholder_for_each(sql, logged):
    assert without_values(sql) == logged
