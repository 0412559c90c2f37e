"""A throw-away PostgreSQL server on a free loopback port: run as nobody of importance, removed afterwards."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from thinktank.operations.serving import dying_with_us, free_port

USER = "thinktank"
LOCALE = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
FAST = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=256MB",
    "max_connections=200",
]


def find_programs():
    """The folder with initdb and postgres, of the newest version on this machine; None when there is none."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    for pattern in ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin"):
        folders += sorted(Path("/").glob(pattern[1:]), key=_version, reverse=True)
    return next(
        (folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()),
        None,
    )


def _version(folder):
    digits = "".join(character for character in str(folder) if character.isdigit())
    return int(digits or 0)


def other_user():
    """PostgreSQL refuses to run as root: the arguments that make a child somebody else."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    raise RuntimeError("There is no user postgres or nobody to run PostgreSQL as.")


@contextmanager
def throw_away_server(programs):
    """Gives the DATABASE_URL of a new, empty database."""
    folder = Path(tempfile.mkdtemp(prefix="thinktank-postgresql-"))
    server = None
    try:
        somebody, password, port = other_user(), secrets.token_hex(16), free_port()
        (folder / "password").write_text(password)
        if somebody:
            for path in (folder, folder / "password"):
                os.chown(path, somebody["user"], somebody["group"])
        make_cluster(programs, folder, somebody)
        server = _start(programs, folder, port, somebody)
        url = f"postgresql://{USER}:{password}@127.0.0.1:{port}/postgres"
        wait_until_it_answers(url, server, folder)
        yield url
    finally:
        if server:
            stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def make_cluster(programs, folder, somebody):
    subprocess.run(
        [
            programs / "initdb", "--pgdata", folder / "data", "--username", USER, "--pwfile", folder / "password",
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", LOCALE, "--no-sync",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        **somebody,
    )  # fmt: skip


def _start(programs, folder, port, somebody):
    options = ["listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={folder}", *FAST]
    with (folder / "log").open("w") as log:
        return subprocess.Popen(
            [
                *dying_with_us("INT"), programs / "postgres", "-D", folder / "data",
                *(word for option in options for word in ("-c", option)),
            ],
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,  # a Ctrl-C reaches the tests first
            **somebody,
        )  # fmt: skip


def stop(server):
    server.send_signal(signal.SIGINT)  # does not wait for its clients
    try:
        server.wait(15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def wait_until_it_answers(url, server, folder):
    import psycopg

    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(
                    f"PostgreSQL did not start:\n{(folder / 'log').read_text()[-2000:]}"
                ) from None
            time.sleep(0.1)
