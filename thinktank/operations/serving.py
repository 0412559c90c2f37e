"""Start server and worker as child processes, for the demo and for tests. They are the same as in production."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

HOST = "127.0.0.1"
MANAGE = Path(__file__).resolve().parents[2] / "manage.py"


class CannotServe(Exception):
    """The server cannot start, or did not. The message says why."""


def refuse_taken_port(port: int) -> None:
    """Raise CannotServe when the port is taken. The server would not notice, because it would share the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CannotServe(f"Cannot listen on {HOST}:{port}: {error.strerror}.") from error


def free_port() -> int:
    """A port that is free at the moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def start_server(
    port: int,
    *,
    environment: Mapping[str, str],
    workers: int = 2,
    log: IO[bytes] | None = None,
    folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start the server. Its output goes to `log`, or else to the output of this process. `folder`: with other code."""
    return subprocess.Popen(
        [
            *dying_with_us("TERM"), sys.executable, "-m", "thinktank.operations.server",
            "--host", HOST, "--port", str(port), "--workers", str(workers),
        ],
        cwd=folder,
        env=environment,
        stdout=log,
        stderr=log,
        start_new_session=True,  # Ctrl-C reaches this process only, which then ends the server
    )  # fmt: skip


def start_worker(*, environment: Mapping[str, str], log: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
    """Start the process that runs the tasks (manage.py work)."""
    return subprocess.Popen(
        [*dying_with_us("TERM"), sys.executable, str(MANAGE), "work"],
        env=environment,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )


def dying_with_us(signal_name: str) -> list[str]:
    """The prefix of a command that gets this signal when this process is killed; empty where `setpriv` is missing."""
    return ["setpriv", "--pdeathsig", signal_name, "--"] if shutil.which("setpriv") else []


def wait_until_it_answers(process: subprocess.Popen[bytes], port: int, *, seconds: float = 30) -> None:
    """Return when the server has answered a request with any status. Raises CannotServe when it ends or is too slow."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise CannotServe(f"The server ended with code {process.returncode} before it answered.")
        connection = http.client.HTTPConnection(HOST, port, timeout=seconds)
        try:
            connection.request("HEAD", "/robots.txt")
            connection.getresponse()
            return
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    raise CannotServe(f"The server did not answer within {seconds} seconds.")


def stop_server(process: subprocess.Popen[bytes], *, seconds: float = 20) -> None:
    """Send SIGTERM, and after `seconds` SIGKILL to its process group. The process must lead a session."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
