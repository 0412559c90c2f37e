"""What is started: a primary and its replica, the site with two server processes, two workers. All of it on loopback."""

import contextlib
import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from tests.live_site import LiveSite, family, server_processes
from tests.machine import Part, install
from tests.postgresql import find_programs
from tests.rehearsal import acts
from tests.rehearsal.outcome import NotRun, until
from tests.rehearsal.postgresql import primary_and_replica
from tests.rehearsal.requests import ask, crawl, paths_of_sitemap, statuses
from thinktank.operations.serving import HOST, free_port, start_server, start_worker, stop_server

UNBOUNDED = {"BALLOTS_PER_SUBSCRIBER": "1000000", "BALLOTS_PER_NETWORK": "1000000"}
LIBFAKETIME = "/usr/lib/*/faketime/libfaketime.so.1"
PARTS = [
    Part("PostgreSQL", ("postgresql",), find_programs),
    Part("faketime", ("faketime",), lambda: next(Path("/").glob(LIBFAKETIME[1:]), None)),
]


class Rehearsal:
    """Use as a context manager: however it ends, so does all it has started."""

    def __init__(self, folder, *, is_long):
        self.folder, self.is_long = Path(folder), is_long
        self.asked, self.small_site = 0, None

    def __enter__(self):
        self.missing = {part.name for part in install(PARTS)}
        programs = find_programs()
        if programs is None:
            raise SystemExit("The rehearsal needs PostgreSQL, which this machine lacks.")
        with ExitStack() as stack:
            self.primary, self.replica = stack.enter_context(primary_and_replica(programs))
            self.mail_port = free_port()
            self.site = LiveSite(
                self.new_folder("site"),
                database_url=self.primary.url,
                workers=2,
                DATABASE_REPLICA_URL=self.replica.url,
                EMAIL_URL=f"smtp://{HOST}:{self.mail_port}",
                **UNBOUNDED,
            )
            stack.enter_context(self.site)
            self.site.call(acts.load)
            self.workers = [self._start_worker() for _ in range(2)]
            stack.callback(self._stop_workers)
            self.paths = paths_of_sitemap(self.site.url)
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *error):
        self.stack.__exit__(*error)

    def need(self, name):
        """Raise NotRun where the machine lacks this part."""
        if name in self.missing:
            raise NotRun(f"this machine lacks {name}")

    def new_folder(self, name):
        folder = self.folder / name
        folder.mkdir()
        return folder

    def last_words(self):
        """The end of what the server has said."""
        logs = [self.site.log, *self.folder.glob("*.log")]
        lines = [line for log in logs for line in log.read_text(errors="replace").splitlines()[-25:]]
        return "\n".join(lines)

    def is_beyond_repair(self):
        """Try to bring back what a fault left broken; whether that is in vain."""
        try:
            for server in (self.primary, self.replica):
                if not server.is_running:
                    server.start()
            if self.site.process.poll() is not None:
                self.site.start()
            self.settle()
        except Exception as error:
            print(f"{type(error).__name__}: {error}", flush=True)
            return True
        return False

    # Workers

    def _start_worker(self, **environment):
        with (self.folder / "worker.log").open("a") as log:
            return start_worker(environment=self.site.environment | environment, log=log)

    def _stop_workers(self):
        for worker in self.workers:
            stop_server(worker)

    def kill_worker(self, number):
        """SIGKILL, and another one in its place."""
        self.workers[number].kill()
        self.workers[number].wait()
        self.workers[number] = self._start_worker()

    @contextlib.contextmanager
    def worker_with(self, **environment):
        """A further worker with this environment."""
        worker = self._start_worker(**environment)
        try:
            yield worker
        finally:
            stop_server(worker)

    # Server processes

    def processes(self):
        """Ids of the server processes of the site."""
        return server_processes(self.site.process.pid)

    def settle(self):
        """Wait until the site is whole again: every page answers, and two processes serve."""
        until(lambda: len(self.processes()) == 2, "two server processes", seconds=60)
        until(lambda: ask(self.site.url, "/readyz").status == 200, "/readyz answers 200", seconds=60)

    def see_every_page(self):
        """Crawl the sitemap. Afterwards pages are in the caches; the statuses by number."""
        return statuses(crawl(self.site.url, self.paths).values())

    def uncached_paths(self):
        """Addresses of searches that nobody has asked for, so that no cache has their pages."""
        self.asked += 1
        return [f"/en/search/?q=water+{self.asked}+{n}" for n in range(2_000)]

    @contextlib.contextmanager
    def another_server(self, *, workers=1, folder=None, seconds=150, **environment):
        """The address of a further server of the same site, with this environment."""
        port = free_port()
        with (self.folder / "another.log").open("a") as log:
            server = start_server(
                port, environment=self.site.environment | environment, workers=workers, log=log, folder=folder
            )
        self.other = server.pid
        try:
            url = f"http://{HOST}:{port}"
            until(
                lambda: ask(url, "/robots.txt", timeout=2).status,
                "the other server answers",
                seconds=seconds,
            )
            yield url
        finally:
            stop_server(server)

    def family_of_another(self):
        """Ids of the processes of the other server."""
        return family(self.other)

    def faketime(self, offset):
        """Environment variables with which a process has another clock."""
        self.need("faketime")
        library = str(next(Path("/").glob(LIBFAKETIME[1:])))
        return {"LD_PRELOAD": library, "FAKETIME": offset, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def memory(pid):
    """(resident, proportional) MB of a process; proportional counts shared pages by their share."""
    figures = {}
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
            name, _colon, rest = line.partition(":")
            figures[name] = int(rest.split()[0]) / 1024
    return figures.get("Rss", 0.0), figures.get("Pss", 0.0)


def processor_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def send(pid, name):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, getattr(signal, name))


def run(*command, **options):
    """A program that must succeed; its output."""
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def manage_in(folder, environment, *arguments):
    return run(sys.executable, "manage.py", *arguments, cwd=folder, env=environment)
