"""Many readers in separate processes: plain HTTP over persistent connections, without Django.

A reader is a dictionary: cookie, and the ballots (ballot id, ticket) it holds. A send is a reader's number, a ballot and
choices; its answer is (number, ballot id, status, receipt).
"""

import http.client
import json
import multiprocessing
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from urllib.parse import urlsplit

PROCESSES = 2
THREADS = 16
_here = threading.local()
_open = []


def close_connections():
    """Call it after the threads that sent requests have ended."""
    while _open:
        _open.pop().close()
    _here.__dict__.clear()


def _connect(url):
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    _open.append(connection)
    return connection


def request(url, method, path, body=None, headers=None):
    """(status, headers, body bytes). One connection per thread and site; it is opened again when it breaks."""
    connections = _here.__dict__.setdefault("connections", {})
    for attempt in range(3):
        connection = connections.get(url)
        if connection is None:
            connection = connections[url] = _connect(url)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        except (http.client.HTTPException, OSError):
            connections.pop(url).close()
            if attempt == 2:
                raise


def post_json(url, path, body, cookie="", **headers):
    told = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"} | headers
    if cookie:
        told["Cookie"] = cookie
    status, received, answer = request(url, "POST", path, json.dumps(body), told)
    is_json = received.get("Content-Type", "").startswith("application/json")
    return status, received, json.loads(answer) if is_json else {}


def post_until_free(url, path, body, cookie=""):
    """`post_json`, sent again as long as the site says that it is busy (503), for a minute at most."""
    deadline = time.monotonic() + 60
    while True:
        status, headers, answer = post_json(url, path, body, cookie)
        if status != 503 or time.monotonic() > deadline:
            return status, headers, answer
        time.sleep(float(headers["Retry-After"]) / 10)


def begin(url, path, ballots=1):
    """A reader with a cookie and this many tickets, asked for one after the other."""
    reader = {"cookie": "", "ballots": []}
    for _ in range(ballots):
        status, headers, answer = post_until_free(url, f"{path}ticket/", {}, reader["cookie"])
        assert status == 200, (status, answer)
        reader["cookie"] = headers["Set-Cookie"].split(";")[0]
        reader["ballots"].append((answer["ballot_id"], answer["ticket"]))
    return reader


def cast(url, path, cookie, ballot, choices):
    """(status, answer) of a vote, sent again as long as the site is busy."""
    body = {"ballot_id": ballot[0], "ticket": ballot[1], "choices": choices}
    status, _headers, answer = post_until_free(url, f"{path}vote/", body, cookie)
    return status, answer


def storm(url, path, sends):
    """Answers to all sends (number, cookie, ballot, choices), 32 at a time from two processes."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=spawn) as processes:
        shares = [processes.submit(_send, url, path, sends[first::PROCESSES]) for first in range(PROCESSES)]
        return [answer for share in shares for answer in share.result()]


def _send(url, path, sends):
    def send(job):
        number, cookie, ballot, choices = job
        status, answer = cast(url, path, cookie, ballot, choices)
        return number, ballot[0], status, answer.get("receipt")

    with ThreadPoolExecutor(THREADS) as threads:
        answers = list(threads.map(send, sends))
    close_connections()
    return answers
