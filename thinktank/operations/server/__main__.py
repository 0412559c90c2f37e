"""`python -m thinktank.operations.server`: the site's processes, and one that watches over them.

A process that dies or no longer answers is replaced, however often. SIGTERM ends them when they have answered what they
were asked; SIGHUP replaces one after the other.
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
import sys
import time

from django.core.exceptions import ImproperlyConfigured
from uvicorn import Config, _subprocess
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from thinktank.operations.server.connection import Connection

PATIENCE = 2  # seconds a page waits for the database; commands wait for longer
GRACE = 10  # seconds for what is being answered when we end
KEPT_ALIVE = 10  # seconds a connection may rest between two requests
SILENT = 30  # seconds after which a process that does not answer us is replaced
START = 60  # seconds a process may take until it serves, when it is to replace one that does

logger = logging.getLogger("thinktank.operations.server")


class Supervisor(Multiprocess):
    """Replaces what has died or is silent, and waits for no answer: its own would be awaited meanwhile.

    The library's waits for each in turn, and ends the server when one cannot start; that is right only as long as none
    has served.
    """

    def __init__(self, config, sockets):
        super().__init__(config, sockets)
        self.heard = {}  # by process: when it last said something (monotonic)
        self.has_served = False

    def handle_hup(self):
        """New processes from now on, one after the other: begun from nothing, they run what is on the disk now."""
        start_processes_by("spawn")
        super().handle_hup()

    def keep_subprocess_alive(self):
        for place, process in enumerate(self.processes):
            if process.process.is_alive() and not self._is_silent(process):
                continue
            process.kill()
            process.join()
            self.heard.pop(process, None)
            if process.exitcode > 0 and not self.has_served:  # it ended by itself, and the next one would
                logger.error("The site cannot start: what stands above says why.")
                self.should_exit.set()
                return
            logger.error("Server process %d ended (%s) and is replaced.", process.pid, process.exitcode)
            self.processes[place] = Process(self.config, self.sockets)
            self.processes[place].start()

    def _is_silent(self, process):
        now = time.monotonic()
        if process not in self.heard:
            self.heard[process] = now
            process.parent_conn.send(b"ping")
        elif process.parent_conn.poll():
            self.has_served |= process.parent_conn.recv()
            self.heard[process] = now
            process.parent_conn.send(b"ping")
        return now - self.heard[process] > SILENT


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=8000)
    options.add_argument("--workers", type=int, default=2)
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
    start_processes_by("fork")
    os.register_at_fork(after_in_child=_forget_our_signals)
    config = Config(
        "thinktank.operations.server.gate:application",
        host=chosen.host,
        port=chosen.port,
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
        timeout_worker_healthcheck=START,
    )
    supervisor = Supervisor(config, [config.bind_socket()])
    supervisor.run()
    return 0 if supervisor.has_served else 1


def load_what_processes_share() -> bool:
    """Load the site before its processes are forked: they share our memory until they write to it.

    False when it cannot be loaded; the log says why.
    """
    try:
        from thinktank.operations.server import gate, warming  # noqa: F401 (gate sets Django up)

        warming.load_code()
    except Exception:
        logger.exception("The site cannot start.")
        return False
    gc.collect()
    gc.freeze()  # collecting garbage would write to all objects, and so copy them
    return True


def give_memory_back() -> None:
    """Let threads allocate from one arena and give free memory back: a dozen threads kept 20 MB more (glibc only)."""
    arena_max, trim_threshold = -8, -1  # malloc.h
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        libc.mallopt(arena_max, 1)
        libc.mallopt(trim_threshold, 64 * 1024)


def start_processes_by(method: str) -> None:
    """How uvicorn starts processes from now on: "fork" shares what is loaded, "spawn" loads everything again."""
    _subprocess.spawn = multiprocessing.get_context(method)


def _forget_our_signals() -> None:
    """In a forked process: what ends us must not wait there until uvicorn listens."""
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, signal.SIG_DFL)


def _what_is_wrong():
    """What keeps the site from starting, as a sentence; settings read their keys and make their folders here."""
    from django.conf import settings

    try:
        settings.INSTALLED_APPS  # noqa: B018 (reads the settings)
    except (ImproperlyConfigured, OSError) as error:
        return f"The site cannot start. {error}"
    return None


def _allow_many_connections():
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


if __name__ == "__main__":
    sys.exit(main())
