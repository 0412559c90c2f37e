"""The temporary PostgreSQL of the suite is removed however the suite ends."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psycopg
import pytest

from tests.postgresql import find_programs, throw_away_server
from thinktank.operations.serving import dying_with_us

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(
        not find_programs() and not os.environ.get("CI"), reason="PostgreSQL is not on this machine"
    ),
]


def _is_gone(url):
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return True
    return False


def _folder(url):
    with psycopg.connect(url) as connection:
        return Path(connection.execute("SHOW data_directory").fetchone()[0]).parent


def test_a_failure_inside_takes_the_server_and_its_folder_along():
    with pytest.raises(ZeroDivisionError), throw_away_server(find_programs()) as url:
        folder = _folder(url)
        raise ZeroDivisionError
    assert _is_gone(url)
    assert not folder.exists()


@pytest.fixture
def runner():
    """(process that owns a server, the server's URL, its folder)"""
    code = """
        import time
        from tests import run
        from tests.postgresql import find_programs, throw_away_server
        run.end_with_all_we_started()
        with throw_away_server(find_programs()) as url:
            print(url, flush=True)
            time.sleep(60)
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    url = process.stdout.readline().strip()
    folder = _folder(url)
    yield process, url, folder
    process.kill()
    process.communicate()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_interruption_takes_the_server_and_its_folder_along(runner, number):
    process, url, folder = runner
    process.send_signal(number)
    process.wait(30)
    assert _is_gone(url)
    assert not folder.exists()


@pytest.mark.skipif(not dying_with_us("INT"), reason="setpriv is not on this machine")
def test_a_runner_that_is_killed_takes_the_server_along(runner):
    process, url, _folder = runner
    process.kill()
    process.wait(30)
    deadline = time.monotonic() + 20
    while not _is_gone(url) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert _is_gone(url)
