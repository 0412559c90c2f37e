"""Server and worker as child processes: the demo and the tests start the same ones as production does."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

HOST = "127.0.0.1"
MANAGE = Path(__file__).resolve().parents[2] / "manage.py"


class CannotServe(Exception):
    """The server did not come up, or cannot; the message says why."""


def refuse_taken_port(port):
    """Raises CannotServe when nobody can listen there: asked first, for the server itself would share the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CannotServe(f"Cannot listen on {HOST}:{port}: {error.strerror}.") from error


def free_port():
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def start_server(port, *, environment, workers=2, log=None):
    """The server's process; its output goes to `log`, or where ours goes."""
    return subprocess.Popen(
        [
            *dying_with_us("TERM"), sys.executable, "-m", "thinktank.operations.server",
            "--host", HOST, "--port", str(port), "--workers", str(workers),
        ],
        env=environment,
        stdout=log,
        stderr=log,
        start_new_session=True,  # a Ctrl-C reaches us alone, and we end the server
    )  # fmt: skip


def start_worker(*, environment, log=None):
    """The process that runs the tasks (manage.py work)."""
    return subprocess.Popen(
        [*dying_with_us("TERM"), sys.executable, str(MANAGE), "work"],
        env=environment,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )


def dying_with_us(signal_name):
    """The beginning of a command that ends when we are killed without a chance to end it; on Linux only."""
    return ["setpriv", "--pdeathsig", signal_name, "--"] if shutil.which("setpriv") else []


def wait_until_it_answers(process, port, *, seconds=30):
    """Returns when the server has answered a request, whatever it said; raises CannotServe when it ends instead."""
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


def stop_server(process, *, seconds=20):
    """End it and its children: politely, then not. It leads a session of its own, as what is started here does.

    The server could kill its workers by itself (--workers-kill-timeout), but on a busy machine it takes one that has
    ended for one that refuses to.
    """
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
