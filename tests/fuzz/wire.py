"""Sends requests as they are, byte by byte: libraries for HTTP would refuse to send most of what matters."""

import http.client
import socket
import time
from dataclasses import dataclass

from tests.fuzz.generator import Request
from tests.permissions.roles import TOKEN

PATIENCE = 60  # seconds
NO_ANSWER = 0  # in place of a status


@dataclass(frozen=True)
class Answer:
    """`status` is 0 when the connection was closed without an answer. `seconds` until the last byte."""

    status: int
    seconds: float
    request_id: str


def send(port: int, request: Request, session: str | None) -> Answer:
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        try:
            connection.sendall(as_bytes(port, request, session))
            response = http.client.HTTPResponse(connection, method=request.method)
            response.begin()
            response.read()
        except (http.client.HTTPException, ConnectionError):
            return Answer(NO_ANSWER, time.monotonic() - began, "")
    return Answer(response.status, time.monotonic() - began, response.getheader("X-Request-ID") or "")


def as_bytes(port: int, request: Request, session: str | None) -> bytes:
    """The request in HTTP/1.1, with the cookies of its role unless it has a header Cookie of its own."""
    cookies = f"csrftoken={TOKEN}" + (f"; sessionid={session}" if session else "")
    headers = {"Host": f"127.0.0.1:{port}", "Cookie": cookies, "Connection": "close"} | request.headers
    headers["Content-Length"] = str(len(request.body))
    head = f"{request.method} {request.target} HTTP/1.1\r\n" + "".join(
        f"{name}: {value}\r\n" for name, value in headers.items()
    )
    return head.encode("latin-1") + b"\r\n" + request.body
