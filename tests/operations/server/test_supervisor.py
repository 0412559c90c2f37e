"""Server processes that end are replaced, unless none has ever served."""

import threading
from types import SimpleNamespace

import pytest

from thinktank.operations.server import supervisor as server
from thinktank.operations.server.supervisor import Supervisor


class Ended:
    pid = 7

    def __init__(self, exitcode):
        self.exitcode, self.process = exitcode, SimpleNamespace(is_alive=lambda: False)

    def kill(self):
        pass

    join = kill


@pytest.mark.parametrize(
    "exitcode, has_served, is_replaced",
    [(1, False, False), (3, False, False), (-9, False, True), (1, True, True), (3, True, True)],
)
def test_a_process_that_ends_by_itself_before_any_has_served_ends_the_server(
    monkeypatch, exitcode, has_served, is_replaced
):
    """A process that ends itself has a fault that the next one would have too; other processes were killed."""
    started = []
    successor = SimpleNamespace(start=lambda: started.append(1))
    monkeypatch.setattr(server, "Process", lambda config, sockets: successor)
    supervisor = object.__new__(Supervisor)
    supervisor.processes, supervisor.heard, supervisor.has_served = [Ended(exitcode)], {}, has_served
    supervisor.config = supervisor.sockets = None
    supervisor.serving, supervisor.has_told = set(), True
    supervisor.should_exit = threading.Event()

    supervisor.keep_subprocess_alive()

    assert (bool(started), supervisor.should_exit.is_set()) == (is_replaced, not is_replaced)
