"""PostgreSQL as in production, with fsync: a primary and a streaming replica, which can be stopped, crashed and paused."""

import os
import secrets
import shutil
import subprocess
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from tests.postgresql import USER, make_cluster, other_user, stop, wait_until_it_answers
from thinktank.operations.serving import HOST, dying_with_us, free_port

SETTINGS = ["max_connections=150", "shared_buffers=128MB", "wal_level=replica", "hot_standby_feedback=on"]


class Server:
    """One server in a folder of its own. `url` is the DATABASE_URL of its database."""

    def __init__(self, programs, folder, password):
        self.programs, self.folder, self.port = programs, Path(folder), free_port()
        self.url = f"postgresql://{USER}:{password}@{HOST}:{self.port}/postgres"
        self.process = None

    def start(self):
        options = [
            "listen_addresses=127.0.0.1",
            f"port={self.port}",
            f"unix_socket_directories={self.folder}",
        ]
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                [
                    *dying_with_us("INT"), self.programs / "postgres", "-D", self.folder / "data",
                    *(word for option in [*options, *SETTINGS] for word in ("-c", option)),
                ],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                **other_user(),
            )  # fmt: skip
        wait_until_it_answers(self.url, self.process, self.folder)

    def stop(self, mode="fast"):
        """pg_ctl stop. With "immediate", the server ends without a checkpoint, as in a crash."""
        subprocess.run(
            [self.programs / "pg_ctl", "stop", "-D", self.folder / "data", "-m", mode, "-w", "-t", "30"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            **other_user(),
        )
        self.process.wait(30)

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def ask(self, statement, *values):
        """The first column of the first row."""
        with psycopg.connect(self.url, autocommit=True, connect_timeout=5) as connection:
            return connection.execute(statement, values).fetchone()[0]


@contextmanager
def primary_and_replica(programs):
    """(primary, replica), running. What is in their folders is gone afterwards."""
    password = secrets.token_hex(16)
    with ExitStack() as stack:
        primary, replica = (
            Server(programs, stack.enter_context(_folder(name, password)), password)
            for name in ("primary", "replica")
        )
        for server in (primary, replica):
            stack.callback(_end, server)
        make_cluster(programs, primary.folder, other_user())
        with (primary.folder / "data" / "pg_hba.conf").open("a") as rules:
            rules.write("host replication all 127.0.0.1/32 scram-sha-256\n")
        primary.start()
        subprocess.run(
            [
                programs / "pg_basebackup", "--pgdata", replica.folder / "data", "--write-recovery-conf",
                "--checkpoint", "fast", "--no-sync", "--dbname", primary.url,
            ],
            check=True,
            cwd=replica.folder,
            **other_user(),
        )  # fmt: skip
        replica.start()
        yield primary, replica


@contextmanager
def server_in(programs, folder):
    """A server in this empty folder, running."""
    password = secrets.token_hex(16)
    _give_away(folder, password)
    server = Server(programs, folder, password)
    make_cluster(programs, folder, other_user())
    try:
        server.start()
        yield server
    finally:
        _end(server)


@contextmanager
def _folder(name, password):
    folder = Path(tempfile.mkdtemp(prefix=f"thinktank-{name}-"))
    try:
        _give_away(folder, password)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _give_away(folder, password):
    """Let the account that PostgreSQL runs as have the folder."""
    (folder / "password").write_text(password)
    if somebody := other_user():
        for path in (folder, folder / "password"):
            os.chown(path, somebody["user"], somebody["group"])


def _end(server):
    if server.is_running:
        stop(server.process)
