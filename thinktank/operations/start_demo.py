"""`make demo`: a site with content, served as in production. The first start loads the content, later ones keep it.

Reads PORT, DEMO_PASSWORD and DATABASE_URL from the environment.
"""

import contextlib
import multiprocessing
import os
import secrets
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, cast

from thinktank.operations import demo_place, serving
from thinktank.operations.demo_place import DemoRefused, OwnDatabase
from thinktank.operations.serving import CannotServe

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from django.db.backends.base.base import BaseDatabaseWrapper

type Addresses = list[tuple[str, str]]  # of pages to begin with, each with a name

SHOWN = "articles/round-table"
ADMIN, EDITOR = "admin", "editor"


class Stopped(SystemExit):
    """Raised by the signals that end the demo."""


def main() -> int:
    """Run the demo until it is ended. Returns the exit code."""
    began = time.monotonic()
    _on_every_ending(_stop)
    try:
        port, place = _free_port(), demo_place.folder()
        with demo_place.alone_in(place):
            demo_place.settle(place, f"http://{serving.HOST}:{port}")
            passwords, addresses = _in_a_process_of_its_own(lambda: (_prepare(place), _addresses()))
            _serve(port, passwords, addresses, began)
    except (CannotServe, DemoRefused) as error:
        return demo_place.tell(error)
    except Stopped:
        with contextlib.suppress(OSError):  # the terminal may be gone
            _say("Stopped. `make demo` starts it again with all that is in it.")
    return 0


def _in_a_process_of_its_own[T](work: Callable[[], T]) -> T:
    """What `work` returns or raises. The memory that it took is free afterwards, for as long as the demo is served."""
    fork = multiprocessing.get_context("fork")
    receiving, sending = fork.Pipe(duplex=False)
    process = fork.Process(target=_report, args=(work, sending))
    process.start()
    sending.close()
    try:
        result = receiving.recv()
    except EOFError:
        process.join()
        raise CannotServe(f"Preparing the demo ended by itself with code {process.exitcode}.") from None
    except BaseException:
        process.terminate()
        raise
    finally:
        process.join()
    if isinstance(result, BaseException):
        raise result
    return cast(T, result)


def _report(work: Callable[[], object], to: "Connection") -> None:
    try:
        to.send(work())
    except DemoRefused as error:
        to.send(error)


def _stop(number: int, frame: FrameType | None) -> None:
    _on_every_ending(signal.SIG_IGN)
    raise Stopped


def _on_every_ending(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, handler)


def _say(line: str) -> None:
    print(line, flush=True)


def _free_port() -> int:
    given = os.environ.get("PORT") or "8000"
    if not given.isascii() or not given.isdigit() or not 1 <= int(given[:6]) <= 65535:
        raise DemoRefused(f"PORT must be a number from 1 to 65535, not {given!r}.")
    try:
        serving.refuse_taken_port(int(given))
    except CannotServe as error:
        raise DemoRefused(f"{error} Name another port: make demo PORT=8001") from error
    return int(given)


def _prepare(place: Path) -> dict[str, str]:
    """Bring database, translations, static files and content up to date.

    Returns new passwords by user name, if any. Raises DemoRefused.
    """
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import OperationalError, connection

    django.setup()

    from thinktank.operations.catalogues import compile_catalogues
    from thinktank.operations.sqlite_check import complain_of_sqlite_that_loses_writes
    from thinktank.operations.static_files import collect_static_files

    for complaint in complain_of_sqlite_that_loses_writes(None):
        _say(f"{complaint.msg} {complaint.hint}")
    database = OwnDatabase(connection)
    try:
        state = database.state()
    except OperationalError as error:
        raise DemoRefused(f"The database does not answer: {error}") from error
    if state in (OwnDatabase.LOADING, OwnDatabase.FOREIGN):
        database.empty()  # raises DemoRefused for FOREIGN
        demo_place.empty_files(place)
    is_first = state != OwnDatabase.LOADED
    if is_first:
        _say("Preparing the demo, which takes a minute the first time.")
        database.mark_loading()
    if is_first or _has_new_migrations(connection):
        _say("Database")
        call_command("migrate", interactive=False, verbosity=0)
    compile_catalogues(settings.LOCALE_PATHS)
    if is_first:
        _say("Static files")
    collect_static_files()
    passwords = _set_passwords(is_first)
    if is_first:
        _load(database)
    else:
        call_command("make_files", queue=True, verbosity=0)
    return passwords


def _has_new_migrations(connection: "BaseDatabaseWrapper") -> bool:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _set_passwords(is_first: bool) -> dict[str, str]:
    """Set DEMO_PASSWORD, if given, for both users; else random passwords at the first start. Returns what it has set."""
    given = os.environ.get("DEMO_PASSWORD", "")
    if not is_first and not given:
        return {}
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group

    from thinktank.accounts.roles import ensure_roles

    ensure_roles()
    passwords = {name: given or secrets.token_urlsafe(12) for name in (ADMIN, EDITOR)}
    for name, password in passwords.items():
        is_admin = name == ADMIN
        user, _is_new = get_user_model().objects.get_or_create(
            username=name, defaults={"is_staff": True, "is_superuser": is_admin}
        )
        user.set_password(password)
        user.save(update_fields=["password"])
        if not is_admin:
            user.groups.add(Group.objects.get(name="Editors"))
    return passwords


def _load(database: OwnDatabase) -> None:
    from django.contrib.auth import get_user_model

    from thinktank.operations.demo.load import load_demo

    publications = load_demo(get_user_model().objects.get(username=ADMIN), say=_say)
    database.mark_loaded(publications[SHOWN].uid)


def _serve(port: int, passwords: dict[str, str], addresses: Addresses, began: float) -> None:
    """Serve until the demo is stopped. Raises CannotServe when the server ends by itself."""
    server = serving.start_server(port, environment=os.environ)
    worker = serving.start_worker(environment=os.environ)
    try:
        serving.wait_until_it_answers(server, port, seconds=120)
        _introduce(passwords, addresses, time.monotonic() - began)
        server.wait()
        raise CannotServe(f"The server ended by itself with code {server.returncode}.")
    finally:
        serving.stop_server(worker)
        serving.stop_server(server)


def _introduce(passwords: dict[str, str], addresses: Addresses, seconds: float) -> None:
    width = max(len(label) for label, _address in addresses)
    _say(f"\nReady after {seconds:.0f} s.\n")
    for label, address in addresses:
        _say(f"  {label.ljust(width)}  {address}")
    if passwords:
        _say("\nSign in to the admin; these passwords are shown once:\n")
        for name, password in passwords.items():
            _say(f"  {name.ljust(width)}  {password}")
    _say("\nCtrl-C ends it.")


def _addresses() -> Addresses:
    """("In English", its address) for each language in which the shown article is live, and the desk's."""
    from django.conf import settings
    from django.db import connection
    from django.utils import timezone

    from thinktank.language import languages
    from thinktank.publishing.models import Edition

    shown = OwnDatabase(connection).shown()
    editions = {e.language: e for e in Edition.objects.live(timezone.now()).filter(publication_uid=shown)}
    return [
        (f"In {languages.name_of(code)}", f"{settings.SITE_ORIGIN}{editions[code].get_absolute_url()}")
        for code in languages.codes()
        if code in editions
    ] + [("Admin", f"{settings.SITE_ORIGIN}/admin/")]


if __name__ == "__main__":
    sys.exit(main())
