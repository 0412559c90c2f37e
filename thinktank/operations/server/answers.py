"""Between the server's messages (ASGI) and the application (WSGI): a request as its environ, an answer as messages."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes
from wsgiref.util import FileWrapper

AT_ONCE = (
    256 * 1024
)  # bytes of an answer a thread waits for; what is longer is fetched as the client takes it
CHUNK = 64 * 1024  # bytes
OURS = {
    b"transfer-encoding",
    b"content-length",
}  # what they say is true of the body no longer, or said by its size


@dataclass
class Answer:
    """`rest`: what is still to be fetched after `body`; to be closed in any case."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    rest: Iterator[bytes] | None = None
    close: Callable[[], None] = lambda: None


def environ_of(scope) -> dict:
    """PEP 3333's environ without the body. A header with an underscore is left out: it would pass for another one."""
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
        if b"_" not in name and name not in OURS:
            _add_header(environ, name.decode("latin-1"), value.decode("latin-1"))
    return environ


def _add_header(environ, name, value):
    name = name.upper().replace("-", "_")
    if name != "CONTENT_TYPE":
        name = f"HTTP_{name}"
    if name in environ:
        value = f"{environ[name]}{'; ' if name == 'HTTP_COOKIE' else ','}{value}"
    environ[name] = value


def _file_wrapper(file, _block_size):
    return FileWrapper(file, CHUNK)


def ask(application, environ) -> Answer:
    """The application's answer; all of it when it is short. Called in a thread."""
    started = []
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
        answer = Answer(*_head(*started[0]), b"".join(taken))
    except BaseException:
        _close(chunks)
        raise
    if is_whole:
        _close(chunks)
        _say_the_size(answer, environ["REQUEST_METHOD"])
    else:
        answer.rest, answer.close = iterator, lambda: _close(chunks)
    return answer


def _say_the_size(answer, method):
    has_said = any(name.lower() == b"content-length" for name, _value in answer.headers)
    if not has_said and method != "HEAD" and answer.status not in (204, 304):
        answer.headers.append((b"Content-Length", str(len(answer.body)).encode()))


def _close(chunks):
    if hasattr(chunks, "close"):
        chunks.close()


def _head(status, headers):
    return int(status[:3]), [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]


def at_hand(response) -> Answer:
    """The same of a response of Django's that is in memory."""
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
    return Answer(response.status_code, headers, response.content)
