"""Translate between ASGI and WSGI: a request into an environ, the application's response into an Answer."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import unquote_to_bytes
from wsgiref.util import FileWrapper

from django.http import HttpResponse

AT_ONCE = 256 * 1024  # bytes of a response that a thread collects; the rest is fetched while the client reads
CHUNK = 64 * 1024  # bytes
BODY_HEADERS = {
    b"transfer-encoding",
    b"content-length",
}  # left out of the environ: the server has read the body

Scope = dict[str, Any]  # of ASGI: the request without its body
Environ = dict[str, Any]  # of WSGI


@dataclass
class Answer:
    """A response. `rest` has the chunks after `body`, if any. `close` must be called after use."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    rest: Iterator[bytes] | None = None
    close: Callable[[], None] = lambda: None


def environ_of(scope: Scope) -> Environ:
    """The environ of PEP 3333 without the body.

    Headers with an underscore are left out, because in the environ they would look like the header with a hyphen.
    """
    host, port = scope.get("server") or ("", None)
    client, client_port = scope.get("client") or ("", None)
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or ""),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client,
        "REMOTE_PORT": str(client_port or ""),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": _file_wrapper,
    }
    for name, value in scope["headers"]:
        if b"_" not in name and name not in BODY_HEADERS:
            _add_header(environ, name.decode("latin-1"), value.decode("latin-1"))
    return environ


def _add_header(environ: Environ, name: str, value: str) -> None:
    name = name.upper().replace("-", "_")
    if name != "CONTENT_TYPE":
        name = f"HTTP_{name}"
    if name in environ:
        value = f"{environ[name]}{'; ' if name == 'HTTP_COOKIE' else ','}{value}"
    environ[name] = value


def _file_wrapper(file: BinaryIO, _block_size: int) -> FileWrapper:
    return FileWrapper(file, CHUNK)


def ask(application: Callable[..., Iterable[bytes]], environ: Environ) -> Answer:
    """Call the WSGI application. The answer is complete when it has less than AT_ONCE bytes. Runs in a thread."""
    started: list[tuple[str, list[tuple[str, str]]]] = []
    chunks = application(environ, lambda status, headers, exc_info=None: started.append((status, headers)))
    try:
        taken, iterator = [], iter(chunks)
        size, is_whole = 0, environ["REQUEST_METHOD"] == "HEAD"
        while not is_whole and size < AT_ONCE:
            chunk = next(iterator, None)
            if chunk is None:
                is_whole = True
            else:
                taken.append(chunk)
                size += len(chunk)
        status, headers = _head(*started[0])
        answer = Answer(status, headers, b"".join(taken))
    except BaseException:
        _close(chunks)
        raise
    if is_whole:
        _close(chunks)
        _say_the_size(answer, environ["REQUEST_METHOD"])
    else:
        answer.rest, answer.close = iterator, lambda: _close(chunks)
    return answer


def _say_the_size(answer: Answer, method: str) -> None:
    has_said = any(name.lower() == b"content-length" for name, _value in answer.headers)
    if not has_said and method != "HEAD" and answer.status not in (204, 304):
        answer.headers.append((b"Content-Length", str(len(answer.body)).encode()))


def _close(chunks: Iterable[bytes]) -> None:
    if hasattr(chunks, "close"):
        chunks.close()


def _head(status: str, headers: Iterable[tuple[str, str]]) -> tuple[int, list[tuple[bytes, bytes]]]:
    return int(status[:3]), [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]


def at_hand(response: HttpResponse) -> Answer:
    """The answer for a response of Django that is in memory."""
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
    return Answer(response.status_code, headers, response.content)
