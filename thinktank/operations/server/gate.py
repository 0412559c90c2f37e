"""The ASGI application: it reads a request completely, gives it a thread, and sends the response.

Pages in the page cache are sent without a thread, so that they do not wait for busy threads. See decision 0087.
"""

import asyncio
import contextvars
import io
import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIRequest  # noqa: E402
from django.db import DatabaseError  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.utils.module_loading import import_string  # noqa: E402

from thinktank.delivery import cache_tags  # noqa: E402
from thinktank.delivery.areas import desk_path  # noqa: E402
from thinktank.delivery.bad_input import LARGEST_BODY, REFUSED  # noqa: E402
from thinktank.delivery.middleware import cached_answer  # noqa: E402
from thinktank.monitoring.hits import Hits  # noqa: E402
from thinktank.operations.server import answers, bodies, warming  # noqa: E402
from thinktank.operations.server.answers import Answer, Environ, Scope  # noqa: E402
from thinktank.operations.server.bodies import Gone, Receive, Refused  # noqa: E402
from thinktank.operations.server.lanes import Lane  # noqa: E402
from thinktank.readership.counter import write_reads  # noqa: E402
from thinktank.wsgi import application as site  # noqa: E402

logger = logging.getLogger(__name__)

DELIVERY = "thinktank.delivery.middleware.delivery"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
LOOK_FOR, LOOK_EVERY = 0.6, 0.1  # seconds
LOOK_ON = 0.4  # seconds at least: a thread may report its failure before the process knows that the database is away

# Not among readers' pages, whose threads may all wait for the database
OF_THE_PROCESS = ("/healthz", "/metrics")
STRANGERS_AT_ONCE = 4  # large bodies for the admin from browsers that have not signed in

Send = Callable[[dict[str, Any]], Awaitable[None]]  # of ASGI
Handler = Callable[[HttpRequest], HttpResponse]


class Gate:
    """The application of one process. It must be created in the event loop."""

    def __init__(self) -> None:
        self.reading = Lane("reading", 3, patience=10)
        self.writing = Lane("writing", 2, patience=5)
        self.desk = Lane("desk", 5, patience=20)
        self.files = Lane("files", 2, patience=10)
        self.media = Lane("media", 2, patience=10)  # may all wait for the object store
        self._strangers = asyncio.Semaphore(STRANGERS_AT_ONCE)
        self._context = (
            contextvars.Context()
        )  # shared by all requests, because Django keeps its cache connections in it
        self.hits = Hits()
        self._outwards = _middleware_outside_the_page_cache(_cached_response_of)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        environ, began = answers.environ_of(scope), time.monotonic()
        has_body = any(name in answers.BODY_HEADERS for name, _value in scope["headers"])
        if not has_body and (answer := self._cached(environ)):
            await self._send(answer, scope, send)
            return
        try:
            answer = await self._answer(environ, scope, receive, has_body)
        except Refused as refusal:
            is_still_sending = has_body and "CONTENT_LENGTH" not in environ
            answer = None if has_body else await self._cached_after_all(environ, began)
            answer = answer or await self._refusal(environ, refusal.status)
            await self._send(answer, scope, send, listen=receive if is_still_sending else None)
        except Gone:
            return
        else:
            await self._send(answer, scope, send)

    def _cached(self, environ: Environ) -> Answer | None:
        environ["wsgi.input"] = io.BytesIO()
        try:
            request = WSGIRequest(dict(environ))  # a copy, because WSGIRequest changes the path in it
            return self._context.run(self._cached_in_context, request)
        except Exception:
            logger.exception("A cached page cannot be given at once.")  # a thread will answer instead
            return None

    async def _cached_after_all(self, environ: Environ, began: float) -> Answer | None:
        """A cached page for a refused request, as soon as this process knows that the database is away.

        The process usually finds that out while the request waits for a thread, so few requests wait for both.
        """
        until = max(began + LOOK_FOR, time.monotonic() + LOOK_ON)
        while not (answer := self._cached(environ)) and time.monotonic() < until:
            await asyncio.sleep(LOOK_EVERY)
        return answer

    def _cached_in_context(self, request: HttpRequest) -> Answer | None:
        cached = cached_answer(request)
        if cached is None:
            return None
        request.cached = cached  # type: ignore[attr-defined] # for _cached_response_of
        self.hits.count(request.path_info, cached.status_code)
        return answers.at_hand(self._outwards(request))

    async def _answer(self, environ: Environ, scope: Scope, receive: Receive, has_body: bool) -> Answer:
        async with AsyncExitStack() as stack:
            if has_body:
                most = await stack.enter_async_context(self._room_for(environ, scope))
                environ["wsgi.input"], size = await bodies.read_body(receive, most)
                environ["CONTENT_LENGTH"] = str(size)
                stack.callback(environ["wsgi.input"].close)
            return await self._lane_of(environ).run(answers.ask, site, environ)

    @asynccontextmanager
    async def _room_for(self, environ: Environ, scope: Scope) -> AsyncIterator[int]:
        """A context with the largest permitted size of the body in bytes. Raises Refused."""
        length = _declared_length(scope)
        on_desk = environ["PATH_INFO"].startswith(desk_path())
        if length is not None and length > LARGEST_BODY[on_desk]:
            raise Refused(413)
        is_small = length is not None and length <= LARGEST_BODY[False]
        if not on_desk or is_small or await self.desk.run(_has_session, environ):
            yield LARGEST_BODY[on_desk]
        elif self._strangers.locked():
            raise Refused(503)
        else:
            async with self._strangers:
                yield LARGEST_BODY[on_desk]

    def _lane_of(self, environ: Environ) -> Lane:
        path = environ["PATH_INFO"]
        if path.startswith(settings.STATIC_URL) or path in OF_THE_PROCESS:
            return self.files
        if path.startswith(settings.MEDIA_URL):
            return self.media
        if path.startswith(desk_path()):
            return self.desk
        return self.reading if environ["REQUEST_METHOD"] in SAFE_METHODS else self.writing

    async def _refusal(self, environ: Environ, status: int) -> Answer:
        """The site's error page for this status. It is made from memory and waits for nothing."""
        environ |= {REFUSED: status, "wsgi.input": io.BytesIO()}
        environ.pop("CONTENT_LENGTH", None)
        answer = await self.files.run_now(answers.ask, site, environ)
        answer.headers.append((b"Connection", b"close"))
        return answer

    async def _send(self, answer: Answer, scope: Scope, send: Send, *, listen: Receive | None = None) -> None:
        head = {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
        connection = scope.get("extensions", {}).get("connection")
        try:
            await send(head)
            more = answer.rest is not None or listen is not None
            await send({"type": "http.response.body", "body": answer.body, "more_body": more})
            while answer.rest is not None and (connection is None or connection.is_open):
                chunk = await self.media.run_now(next, answer.rest, None)
                await send({"type": "http.response.body", "body": chunk or b"", "more_body": bool(chunk)})
                if not chunk:
                    break
            if listen:
                await bodies.read_away(listen)
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            if answer.rest is not None:
                await self.media.run_now(answer.close)


def _cached_response_of(request: HttpRequest) -> HttpResponse:
    response: HttpResponse = request.cached  # type: ignore[attr-defined] # set in _cached_in_context
    return response


def _middleware_outside_the_page_cache(handler: Handler) -> Handler:
    """Wrap the handler in the middleware before `delivery` in MIDDLEWARE, which must see cached pages too."""
    for name in reversed(settings.MIDDLEWARE[: settings.MIDDLEWARE.index(DELIVERY)]):
        handler = import_string(name)(handler)
    return handler


def _declared_length(scope: Scope) -> int | None:
    """The value of Content-Length, in which the parser permits only digits; None for a chunked body."""
    return next((int(value) for name, value in scope["headers"] if name == b"content-length"), None)


def _has_session(environ: Environ) -> bool:
    """Whether this browser has a session, even an expired one. Raises Refused (503)."""
    from django.contrib.sessions.models import Session

    key = WSGIRequest(environ | {"wsgi.input": io.BytesIO()}).COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    try:
        return key.isalnum() and Session.objects.filter(pk=key).exists()
    except DatabaseError as error:
        raise Refused(503) from error


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """ASGI: requests over HTTP, and the start and end of the process (lifespan)."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http" and _gate is not None:
        await _gate(scope, receive, send)


_gate: Gate | None = None


async def _live(receive: Receive, send: Send) -> None:
    global _gate
    await receive()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _gate = Gate()
    try:
        await _gate.files.run_now(warming.warm)
        cache_tags.refresh_in_background()
    except Exception as error:
        logger.exception("The site cannot start.")
        await send({"type": "lifespan.startup.failed", "message": str(error)})
        return
    await send({"type": "lifespan.startup.complete"})
    await receive()
    _gate.hits.add_up()
    await _gate.files.run_now(write_reads)  # the process ends by a signal, so atexit functions do not run
    await send({"type": "lifespan.shutdown.complete"})


def _end_with_parent() -> None:
    """End this process when its supervisor is killed, which sends no signal to it."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
