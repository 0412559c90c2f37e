"""A supervisor: it loads the site once, forks the server processes, and replaces one that dies or stops responding.

It is started by `python -m thinktank.operations.server` (see __main__.py), which hands it the socket and hears by SIGUSR1
that all of its processes serve.
"""

import argparse
import contextlib
import ctypes
import gc
import logging
import multiprocessing
import os
import resource
import signal
import socket
import sys
import time

from django.core.exceptions import ImproperlyConfigured
from uvicorn import Config, _subprocess
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from thinktank.operations.server.connection import Connection

PATIENCE = 2  # seconds that a page waits for the database; commands wait longer
GRACE = 10  # seconds to finish responses when the server ends
KEPT_ALIVE = 10  # seconds that a connection may be idle between two requests
SILENT = 30  # seconds without a sign of life after which a process is replaced

PARENT = os.getppid()

logger = logging.getLogger("thinktank.operations.server")


class Supervisor(Multiprocess):
    """Replaces processes that have died or are silent, without waiting for any of them.

    The base class waits for each process in turn, and ends the server when one cannot start. Here that ends the server
    only until a first process has served.
    """

    def __init__(self, config: Config, sockets: list[socket.socket]) -> None:
        super().__init__(config, sockets)
        self.heard: dict[Process, float] = {}  # when each process last responded, on the monotonic clock
        self.serving: set[Process] = set()  # processes that have said that they serve
        self.has_served = False
        self.has_told = False

    def handle_hup(self) -> None:
        """Nothing: new code is loaded by a new supervisor."""

    def keep_subprocess_alive(self) -> None:
        if os.getppid() != PARENT:
            self.should_exit.set()  # whoever started this process is gone, so nobody would end it
            return
        for place, process in enumerate(self.processes):
            if process.process.is_alive() and not self._is_silent(process):
                continue
            process.kill()
            process.join()
            self.heard.pop(process, None)
            self.serving.discard(process)
            ended_itself = (process.exitcode or 0) > 0  # and the next one would do so too
            if ended_itself and not self.has_served:
                logger.error("The site cannot start: what stands above says why.")
                self.should_exit.set()
                return
            logger.error("Server process %d ended (%s) and is replaced.", process.pid, process.exitcode)
            self.processes[place] = Process(self.config, self.sockets)
            self.processes[place].start()
        if not self.has_told and self.serving.issuperset(self.processes):
            self.has_told = True
            os.kill(PARENT, signal.SIGUSR1)

    def _is_silent(self, process: Process) -> bool:
        now = time.monotonic()
        if process not in self.heard:
            self.heard[process] = now
            process.parent_conn.send(b"ping")
        elif process.parent_conn.poll():
            if process.parent_conn.recv():
                self.serving.add(process)
                self.has_served = True
            self.heard[process] = now
            process.parent_conn.send(b"ping")
        return now - self.heard[process] > SILENT


def main() -> int:
    """Serve until SIGTERM. Returns the exit code."""
    signal.pthread_sigmask(signal.SIG_SETMASK, [])  # the parent waits for signals, and so has blocked them
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("socket", type=int, help="the descriptor of the bound socket")
    options.add_argument("workers", type=int)
    chosen = options.parse_args()
    logging.basicConfig(format="{levelname} {name} {message}", style="{", level=logging.WARNING)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thinktank.settings")
    os.environ.setdefault("DATABASE_PATIENCE", str(PATIENCE))
    if sentence := _what_is_wrong():
        print(sentence, file=sys.stderr)
        return 1
    _allow_many_connections()
    give_memory_back()
    if not load_what_processes_share():
        return 1
    _subprocess.spawn = multiprocessing.get_context("fork")  # type: ignore[assignment] # uvicorn only spawns
    os.register_at_fork(after_in_child=_forget_our_signals)
    config = Config(
        "thinktank.operations.server.gate:application",
        workers=chosen.workers,
        http=Connection,
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=KEPT_ALIVE,
        timeout_graceful_shutdown=GRACE,
    )
    with socket.socket(fileno=chosen.socket) as bound:
        supervisor = Supervisor(config, [bound])
        supervisor.run()
    return 0 if supervisor.has_served else 1


def load_what_processes_share() -> bool:
    """Load the site before processes are forked, so that they share its memory.

    False when it cannot be loaded; the log says why.
    """
    try:
        from thinktank.operations.server import gate, warming  # noqa: F401 (gate sets Django up)

        warming.load_code()
    except Exception:
        logger.exception("The site cannot start.")
        return False
    gc.collect()
    gc.freeze()  # garbage collection would write to all objects, and so copy their memory
    return True


def give_memory_back() -> None:
    """Let threads allocate from one arena and return free memory: a dozen threads kept 20 MB more (glibc only)."""
    arena_max, trim_threshold = -8, -1  # malloc.h
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        libc.mallopt(arena_max, 1)
        libc.mallopt(trim_threshold, 64 * 1024)


def _forget_our_signals() -> None:
    """Restore the default signal handlers in a forked process, which must end at once until uvicorn handles signals."""
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, signal.SIG_DFL)


def _what_is_wrong() -> str | None:
    """Why the site cannot start, as a sentence, or None. Loading the settings reads keys and creates folders."""
    from django.conf import settings

    try:
        settings.INSTALLED_APPS  # noqa: B018 (reads the settings)
    except (ImproperlyConfigured, OSError) as error:
        return f"The site cannot start. {error}"
    return None


def _allow_many_connections() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


if __name__ == "__main__":
    sys.exit(main())
