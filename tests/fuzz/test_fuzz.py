"""No request makes the site fail: thousands of hostile ones over every route (docs/security.md, T25).

In CI each run makes the same requests, elsewhere others than the last one. A failure says its seed and the request; SEED=
repeats them.
"""

import logging
import os
import secrets
import sys
from collections import Counter
from collections.abc import Callable
from http.cookies import SimpleCookie

import pytest
from django.core.signals import got_request_exception
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.fuzz.generator import Generator, Request
from tests.permissions.matrix import noticed_writes
from tests.permissions.roles import clients
from tests.permissions.states import make_everything
from thinktank.delivery import cache_tags
from thinktank.delivery.charset import utf8_only
from thinktank.delivery.shared_values import SharedValue

pytestmark = [pytest.mark.django_db, pytest.mark.long]
REQUESTS = int(os.environ.get("REQUESTS") or 2500)  # on each database


def test_no_request_makes_the_site_fail(frozen_cache_state):
    seed = int(os.environ.get("SEED") or (1 if os.environ.get("CI") else secrets.randbelow(10**6)))
    who, generator = clients(), Generator(seed, make_everything())
    for client in who.values():
        client.handler = through_wsgi(client.handler)
    failed, statuses = [], Counter()
    logging.disable(logging.CRITICAL)
    try:
        for number in range(REQUESTS):
            request = generator.request(number)
            status, error = ask(who[request.role], request)
            statuses[status] += 1
            if status >= 500:
                failed.append(f"{status} {error!r}\n    {request.as_curl()}")
    finally:
        logging.disable(logging.NOTSET)
    assert not failed, f"SEED={seed} REQUESTS={REQUESTS}\n" + "\n".join(failed[:20])
    assert len(statuses) > 8  # it did get somewhere: pages, redirects, refusals of every kind


def through_wsgi(handler: Callable[[dict], HttpResponse]) -> Callable[[dict], HttpResponse]:
    """The handler of a test client behind what thinktank/wsgi.py puts before Django."""
    return lambda environ: utf8_only(lambda environ, start_response: handler(environ))(environ, None)


def ask(client: Client, request: Request) -> tuple[int, BaseException | None]:
    """The status and the exception behind it. What the request wrote is rolled back."""
    errors: list[BaseException] = []
    written: Counter[str] = Counter()

    def note(sender, **signal):
        errors.append(sys.exception())

    cookies = client.cookies
    client.cookies = SimpleCookie({name: morsel.value for name, morsel in cookies.items()})
    headers = dict(request.headers)
    content_type = headers.pop("Content-Type", "")
    got_request_exception.connect(note)
    try:
        with noticed_writes(request.target, written), transaction.atomic():
            response = client.generic(
                request.method, request.target, request.body, content_type, headers=headers
            )
            b"".join(response.streaming_content) if response.streaming else None
            transaction.set_rollback(True)
    finally:
        got_request_exception.disconnect(note)
        client.cookies = cookies
    if written:
        cache_tags.forget_state()
        SharedValue.forget_all()
    return response.status_code, errors[0] if errors else None
