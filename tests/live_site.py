"""The real site in processes of its own: the production server, two workers, its own database and files.

For what one process cannot show: a browser, several people at once, a server that is killed.
"""

import contextlib
import copy
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import uuid
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests import place
from thinktank.operations.catalogues import compile_catalogues
from thinktank.operations.serving import HOST, free_port, start_server, stop_server, wait_until_it_answers

OF_THE_TESTS = {
    "STATICFILES_STORAGE",
    "PUBLIC_PAGES_STRICT",
    "PAGE_CACHE",
    "ALLOWED_HOSTS",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
}
ROOT = Path(__file__).resolve().parent.parent


def server_processes(pid):
    """Ids of the processes that serve, of the server with this id. Its supervisors have started them."""
    return sorted(child for supervisor in children_of(pid) for child in children_of(supervisor))


def children_of(pid):
    """Ids of the processes that this one has started; [] when it is gone."""
    with contextlib.suppress(OSError):
        threads = Path(f"/proc/{pid}/task").iterdir()
        return [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    return []


def family(pid):
    """Ids of this process and of all below it."""
    return [pid, *(each for child in children_of(pid) for each in family(child))]


class LiveSite:
    """Use as a context manager. `url` is its address; `environment` is what its processes are started with."""

    def __init__(self, folder, *, database_url, workers=2, is_migrated=False, **environment):
        self.folder, self.workers, self.is_migrated = Path(folder), workers, is_migrated
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}"
        self._asking, self._process_for_calls = threading.Lock(), None
        self.environment = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS} | {
            "DJANGO_SETTINGS_MODULE": "thinktank.settings",
            "PYTHONWARNINGS": "default",
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": database_url,
            "SITE_ORIGIN": self.url,
            **environment,
        }

    def __enter__(self):
        if not self.is_migrated:
            self.manage("migrate", verbosity=0)
        compile_catalogues([ROOT / "locale"])
        self._borrow_static_files()
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *error):
        self.end_calls()
        self.stop()

    def _borrow_static_files(self):
        """Collected, hashed and compressed as in production, once for all sites of a run."""
        collected = place.COLLECTED
        with collected.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not collected.exists():
                self.manage("collectstatic", "--noinput", verbosity=0)
                (self.folder / "static").rename(collected)
        (self.folder / "static").symlink_to(collected)

    def start(self):
        with self.log.open("a") as log:
            self.process = start_server(
                self.port, environment=self.environment, workers=self.workers, log=log
            )
        wait_until_it_answers(self.process, self.port)

    def stop(self):
        stop_server(self.process)

    @property
    def log(self):
        """What the server said, errors with their tracebacks included."""
        return self.folder / "server.log"

    def manage(self, command, *arguments, verbosity=1):
        """What `manage.py command` printed; an error of it is an error here, with its last words."""
        done = subprocess.run(
            [sys.executable, "manage.py", command, "-v", str(verbosity), *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{command} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    def call(self, function, *arguments, **keywords):
        """The answer of an importable function, called in a process of the site. All values are JSON."""
        asked = {
            "module": function.__module__,
            "name": function.__qualname__,
            "args": arguments,
            "kwargs": keywords,
        }
        with self._asking:
            caller = self._caller()
            caller.stdin.write(json.dumps(asked) + "\n")
            caller.stdin.flush()
            told = json.loads(caller.stdout.readline() or '{"said": "The process for calls has ended."}')
        assert "answer" in told, f"{function.__qualname__} failed:\n{told['said'][-6000:]}"
        return told["answer"]

    def _caller(self):
        """The process that calls functions (tests/live_call.py), started with the first of them."""
        if self._process_for_calls is None:
            self._process_for_calls = subprocess.Popen(
                [sys.executable, "-m", "tests.live_call"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        return self._process_for_calls

    def on(self, database_url):
        """The same site on another database: for calls, not for serving."""
        other = copy.copy(self)
        other.environment = self.environment | {"DATABASE_URL": database_url}
        other._process_for_calls = None
        return other

    def end_calls(self):
        if self._process_for_calls:
            self._process_for_calls.communicate()
            self._process_for_calls = None


def database_of_its_own(settings, folder, *, like=None):
    """(url, remove): a new database of the kind the tests run on, empty or a copy of the one at this url."""
    if settings["ENGINE"].endswith("sqlite3"):
        file = Path(folder) / "thinktank.sqlite3"
        if like:
            shutil.copy(like.removeprefix("sqlite:///"), file)
        return f"sqlite:///{file}", lambda: None
    name, server = f"live_{uuid.uuid4().hex}", _server(settings)

    def execute(statement):
        _execute(server, statement)

    execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{like.rpartition("/")[2]}"' if like else ""))
    return (
        f"postgresql://{server['user']}:{server['password']}@{server['host']}:{server['port']}/{name}",
        lambda: execute(f'DROP DATABASE "{name}" WITH (FORCE)'),
    )


def _server(settings):
    return {name.lower(): settings[name] for name in ("HOST", "PORT", "USER", "PASSWORD")}


def _execute(server, statement):
    import psycopg

    with psycopg.connect(**server, dbname="postgres", autocommit=True) as connection:
        connection.execute(statement)


def migrated_database(settings, folder):
    """(url, remove): the same with all migrations done, copied from the one of the run."""
    return database_of_its_own(settings, folder, like=migrated_once(settings))


def migrated_once(settings):
    """The URL of a database with all migrations done, made once for a run on each kind of database; only to be copied."""
    made = _folder_of_migrated(settings, place.OF_THE_RUN)
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made / "url").exists():
            made.mkdir()
            url, _remove = database_of_its_own(settings, made)
            LiveSite(made, database_url=url, PYTHONWARNINGS="error").manage("migrate", verbosity=0)
            (made / "url").write_text(url)
    return (made / "url").read_text()


def _folder_of_migrated(settings, folder):
    return folder / f"migrated-{settings['ENGINE'].rpartition('.')[2]}"


def remove_migrated_database(settings):
    """At the end of a run, by the process that began it; a server of the run's own vanishes with all that is in it."""
    made = _folder_of_migrated(settings, place.FOLDER) / "url"
    if made.exists() and settings["ENGINE"].endswith("postgresql"):
        name = made.read_text().rpartition("/")[2]
        _execute(_server(settings), f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def open_site(settings, **options):
    """A started LiveSite whose folder and database vanish with it; `settings` are the tests' own database's."""
    with ExitStack() as stack:
        folder = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="thinktank-live-", ignore_cleanup_errors=True)
        )
        url, remove_database = migrated_database(settings, folder)
        stack.callback(remove_database)
        yield stack.enter_context(LiveSite(folder, database_url=url, is_migrated=True, **options))
