import os
import signal
import socket
import sys
import time

import pytest

from tests.live_site import server_processes
from thinktank.operations import serving
from thinktank.operations.serving import CannotServe


def test_a_taken_port_is_refused_with_a_sentence():
    with socket.socket() as other:
        other.bind((serving.HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotServe, match=f"Cannot listen on 127.0.0.1:{port}: Address already in use."):
            serving.refuse_taken_port(port)


def test_a_port_just_given_up_is_not_taken():
    serving.refuse_taken_port(serving.free_port())


def test_a_server_that_ends_at_once_is_an_error_and_not_a_wait(tmp_path):
    port = serving.free_port()
    environment = os.environ | {"SITE_ORIGIN": "no address", "PYTHONPATH": os.pathsep.join(sys.path)}
    with (tmp_path / "log").open("w") as log:
        process = serving.start_server(port, environment=environment, log=log)
    try:
        with pytest.raises(CannotServe, match="ended with code|did not answer"):
            serving.wait_until_it_answers(process, port, seconds=3)
    finally:
        serving.stop_server(process)
    assert process.poll() is not None


def test_a_worker_that_refuses_to_end_is_ended_with_its_server(tmp_path):
    port = serving.free_port()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with (tmp_path / "log").open("w") as log:
        process = serving.start_server(port, environment=environment, log=log)
    try:
        serving.wait_until_it_answers(process, port)
        workers = server_processes(process.pid)
        assert workers
        for worker in workers:
            os.kill(worker, signal.SIGSTOP)  # a stopped process reacts to no signal but SIGKILL
    finally:
        serving.stop_server(process, seconds=1)
    deadline = time.monotonic() + 10  # killed processes take a moment to end
    while is_taken(port) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_taken(port)


def is_taken(port):
    try:
        serving.refuse_taken_port(port)
    except CannotServe:
        return True
    return False
