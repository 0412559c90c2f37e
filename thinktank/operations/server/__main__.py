"""`python -m thinktank.operations.server`: keep a supervisor running, which keeps the server processes running.

SIGTERM ends the processes after they have answered their requests. SIGHUP starts a second supervisor, which loads the code
from the disk; the first one is ended when all processes of the second serve, and goes on when they do not. This process
loads nothing of the site, so that it never has old code in its memory. See decision 0208.
"""

import argparse
import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

HEARD = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD, signal.SIGUSR1}
IN_MEMORY = "/dev/shm"  # noqa: S108


class Server:
    """The supervisor that serves, and at times its successor. Both have one socket, so no connection is lost between them."""

    def __init__(self, host: str, port: int, workers: int) -> None:
        self.socket, self.workers = bound_socket(host, port), workers
        self.current = self._start()
        self.next: subprocess.Popen[bytes] | None = None
        self.ending: list[subprocess.Popen[bytes]] = []
        self.is_serving = self.is_next_wanted = False

    def _start(self) -> subprocess.Popen[bytes]:
        descriptor = self.socket.fileno()
        command = [sys.executable, "-m", "thinktank.operations.server.supervisor"]
        return subprocess.Popen([*command, str(descriptor), str(self.workers)], pass_fds=[descriptor])

    def run(self) -> int:
        """Act on signals until the server has ended. Returns the exit code."""
        while True:
            heard = signal.sigwait(HEARD)
            if heard in (signal.SIGTERM, signal.SIGINT):
                self._end()
            elif heard == signal.SIGHUP:
                self.is_next_wanted = True
            elif heard == signal.SIGUSR1:
                self._take_the_one_that_serves()
            self._look_after_the_ended()
            if (code := self.current.poll()) is not None:
                self._end()
                return code if code >= 0 else 1
            if self.is_next_wanted and self.is_serving and not self.next:
                self.is_next_wanted, self.next = False, self._start()

    def _take_the_one_that_serves(self) -> None:
        """Only one at a time has not said yet that it serves: the next one, or else the first."""
        self.is_serving = True
        if self.next:
            self.current.terminate()
            self.ending.append(self.current)
            self.current, self.next = self.next, None

    def _look_after_the_ended(self) -> None:
        self.ending = [each for each in self.ending if each.poll() is None]
        if self.next and self.next.poll() is not None:
            print("The new code does not start. The server goes on with the code it has.", file=sys.stderr)
            self.next = None

    def _end(self) -> None:
        supervisors = [self.current, *self.ending, *([self.next] if self.next else [])]
        for each in supervisors:
            each.terminate()
        for each in supervisors:
            each.wait()


def bound_socket(host: str, port: int) -> socket.socket:
    """A socket that is bound and does not listen: connections are refused until a process serves. Raises OSError."""
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((host, port))
    return made


def share_figures() -> None:
    """Let all processes of this server count into files of one folder, so that any of them can add up the figures.

    In memory where the machine has a file system for it: a file mapped from a full disk would kill the process.
    """
    folder = tempfile.mkdtemp(
        prefix="thinktank-figures-", dir=IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None
    )
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
    atexit.register(shutil.rmtree, folder, ignore_errors=True)


def main() -> int:
    """Run the server until it is ended. Returns the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=8000)
    options.add_argument("--workers", type=int, default=2)
    chosen = options.parse_args()
    signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)
    share_figures()
    try:
        server = Server(chosen.host, chosen.port, chosen.workers)
    except OSError as error:
        print(f"Cannot listen on {chosen.host}:{chosen.port}: {error.strerror}.", file=sys.stderr)
        return 1
    with server.socket:
        return server.run()


if __name__ == "__main__":
    sys.exit(main())
