"""Readers: single requests, a crawl of every page, and a steady load. A request that gets no answer has the status 0."""

import http.client
import random
import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

PATIENCE = 15  # seconds


class Answer:
    def __init__(self, status, headers, body, seconds, error=""):
        self.status, self.headers, self.body = status, headers, body
        self.seconds, self.error = seconds, error

    @property
    def text(self):
        return self.body.decode(errors="replace")


def ask(url, path, method="GET", body=None, *, timeout=PATIENCE, **headers):
    """One request on a connection of its own."""
    began = time.monotonic()
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        read = response.read()
        return Answer(response.status, response.headers, read, time.monotonic() - began)
    except (OSError, http.client.HTTPException) as error:
        return Answer(0, {}, b"", time.monotonic() - began, repr(error))
    finally:
        connection.close()


def paths_of_sitemap(url):
    """The path of every page that the sitemap names."""
    found, waiting = [], ["/sitemap.xml"]
    while waiting:
        for address in re.findall(r"<loc>([^<]+)</loc>", ask(url, waiting.pop()).text):
            path = urlsplit(address).path
            (waiting if path.endswith(".xml") else found).append(path)
    return sorted(set(found))


def crawl(url, paths, *, threads=8):
    """{path: Answer}"""
    with ThreadPoolExecutor(threads) as readers:
        return dict(zip(paths, readers.map(lambda path: ask(url, path), paths), strict=True))


def statuses(answers):
    return dict(sorted(Counter(answer.status for answer in answers).items()))


class Load:
    """Readers who ask for these paths without end, each request on a new connection, until the context ends."""

    def __init__(self, url, paths, *, threads=8, timeout=PATIENCE):
        self.url, self.paths, self.timeout = url, paths, timeout
        self.answers, self._ending = [], threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(n,)) for n in range(threads)]

    def __enter__(self):
        self.began = time.monotonic()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self._ending.set()
        for thread in self._threads:
            thread.join()
        self.seconds = time.monotonic() - self.began

    def _read(self, seed):
        chance = random.Random(seed)
        while not self._ending.is_set():
            answer = ask(self.url, chance.choice(self.paths), timeout=self.timeout)
            answer.at = time.monotonic() - self.began
            answer.body = b""
            self.answers.append(answer)

    @property
    def failed(self):
        """Requests without an answer, and errors of the server."""
        return [answer for answer in self.answers if answer.status == 0 or answer.status >= 500]

    def percentile(self, share):
        seconds = sorted(answer.seconds for answer in self.answers)
        return seconds[min(len(seconds) - 1, int(share * len(seconds)))] if seconds else 0.0
