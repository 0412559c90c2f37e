"""Voters who send the same ballot until it is acknowledged, and the recount afterwards."""

import json
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.polls import live
from tests.rehearsal.outcome import expect
from tests.rehearsal.requests import ask

JSON = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
THREADS = 16
PATIENCE = 180  # seconds for which a voter sends a ballot again


class Voters:
    """Readers with tickets who vote, `THREADS` at a time; `url` may be another address of the same site."""

    def __init__(self, site, number, *, urls=None, pace=0.0):
        self.site, self.urls, self.pace = site, urls or [site.url], pace
        self.uid, self.path = site.call(live.new_poll)
        self.readers = site.call(live.readers_with_tickets, self.uid, number, ballots=1)
        self.statuses, self.longest, self.slowest = Counter(), 0.0, 0.0
        self.acknowledged = Counter()
        self._lock = threading.Lock()

    def __enter__(self):
        self._pool = ThreadPoolExecutor(THREADS)
        self._sent = [self._pool.submit(self._vote, *item) for item in enumerate(self.readers)]
        return self

    def __exit__(self, *error):
        for each in self._sent:
            each.cancel() if error[0] else None
        self._pool.shutdown(wait=True)

    @property
    def done(self):
        return self.acknowledged.total()

    def _vote(self, number, reader):
        time.sleep(self.pace)
        ballot, ticket = reader["ballots"][0]
        body = json.dumps({"ballot_id": ballot, "ticket": ticket, "choices": [1 + number % 4]})
        headers = JSON | {"Cookie": reader["cookie"]}
        began, attempt = time.monotonic(), 0
        while time.monotonic() - began < PATIENCE:
            url = self.urls[(number + attempt) % len(self.urls)]
            answer = ask(url, f"{self.path}vote/", "POST", body, **headers)
            with self._lock:
                self.statuses[answer.status] += 1
                self.slowest = max(self.slowest, answer.seconds)
                if answer.status in (200, 201):
                    self.acknowledged[1 + number % 4] += 1
                    self.longest = max(self.longest, time.monotonic() - began)
            if answer.status in (200, 201):
                return
            attempt += 1
            time.sleep(0.5)

    def recount(self):
        """Expect that exactly the acknowledged votes are there; a sentence with the figures."""
        n = len(self.readers)
        expect(self.done == n, f"{self.done} of {n} voters were acknowledged; answers: {dict(self.statuses)}")
        counted = self.site.call(live.counted, self.uid)
        right = [n, n, {str(choice): votes for choice, votes in self.acknowledged.items()}]
        expect(counted == right, f"counted {counted}, acknowledged {right}")
        expect(self.site.call(live.is_sound), "check_polls complains")
        bare = sum(count for status, count in self.statuses.items() if status >= 500 and status != 503)
        expect(not bare, f"errors without a word: {dict(self.statuses)}")
        again = self.statuses.total() - n
        return (
            f"{n} of {n} votes counted once; {again} sent again (503: {self.statuses[503]}, no answer:"
            f" {self.statuses[0]}, 200 for one counted before: {self.statuses[200]}); longest wait {self.longest:.1f} s"
        )
