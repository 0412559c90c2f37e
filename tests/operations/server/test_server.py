"""New code is loaded by a second supervisor, and the first one ends when the second serves."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.live_site import children_of

SERVING = (
    "import os, signal; signal.pthread_sigmask(2, []); os.kill(os.getppid(), signal.SIGUSR1); signal.pause()"
)
BROKEN = "raise SystemExit(1)"
SERVER = """
import signal, subprocess, sys
from thinktank.operations.server import __main__ as server

supervisors = iter(sys.argv[1:])
server.Server._start = lambda self: subprocess.Popen([sys.executable, "-c", next(supervisors)])
signal.pthread_sigmask(signal.SIG_BLOCK, server.HEARD)
sys.exit(server.Server("127.0.0.1", 0, 2).run())
"""


@pytest.fixture
def start():
    """Start a server whose supervisors are these programs, one after the other."""
    started = []

    def start(*supervisors):
        command = [sys.executable, "-c", SERVER, *supervisors]
        started.append(subprocess.Popen(command, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for server in started:
        server.kill()
        server.communicate()


def until(holds):
    deadline = time.monotonic() + 20
    while not (found := holds()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def test_a_second_supervisor_takes_over_when_it_serves_and_one_that_cannot_start_changes_nothing(start):
    server = start(SERVING, BROKEN, SERVING)
    [first] = until(lambda: children_of(server.pid))
    os.kill(server.pid, signal.SIGHUP)
    assert (
        server.stderr.readline() == "The new code does not start. The server goes on with the code it has.\n"
    )
    assert children_of(server.pid) == [first]

    os.kill(server.pid, signal.SIGHUP)
    until(lambda: children_of(server.pid) not in ([first], []) and first not in children_of(server.pid))
    server.terminate()
    server.wait(20)
    assert server.returncode == 1, "a supervisor that a signal ends at once has not ended as it should"


def test_a_server_whose_first_supervisor_cannot_start_ends_with_its_code(start):
    assert start("raise SystemExit(3)").wait(20) == 3
