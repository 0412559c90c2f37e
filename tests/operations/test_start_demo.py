"""`make demo` with its real content and its real server, from the first start to a reset.

On a second database its pages are not looked at again: tests/database/test_same_pages.py compares them.
"""

import http.cookiejar
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from tests import place
from tests.live_site import database_of_its_own
from thinktank.operations.serving import free_port, refuse_taken_port

ROOT = Path(__file__).resolve().parents[2]


class Demo:
    """The demo in a temporary folder and database. Every start is a process as in `make demo`."""

    def __init__(self, folder, database_url):
        self.port, self.started = free_port(), []
        of_the_machine = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH")
        self.environment = {name: os.environ[name] for name in of_the_machine if name in os.environ} | {
            "PORT": str(self.port),
            "VAR_DIR": str(folder),
            "DATABASE_URL": database_url,
            "KEPT_PICTURES": str(place.OF_THE_RUN / "pictures-of-the-demo"),
        }

    def start(self, module="thinktank.operations.start_demo", **environment):
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.started.append(process)
        return process

    def start_until_ready(self, *module, **environment):
        """(process, what it has printed up to "Ctrl-C ends it.")"""
        process, said = self.start(*module, **environment), ""
        for line in process.stdout:
            said += line
            if line.startswith("Ctrl-C"):
                return process, said
        raise AssertionError(f"The demo ended with {process.wait()}:\n{said}")

    def end(self, process, number=signal.SIGTERM):
        """What it printed until its end, and its exit code."""
        process.send_signal(number)
        rest, _nothing = process.communicate(timeout=30)
        return rest, process.returncode

    def reset(self):
        command = [sys.executable, "-m", "thinktank.operations.reset_demo"]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)


def addresses(said):
    return re.findall(r"http://\S+", said)


def passwords(said):
    return dict(re.findall(r"^  (admin|editor) +(\S+)$", said, re.MULTILINE))


def get(address):
    with urllib.request.urlopen(address, timeout=30) as response:
        return response.read().decode()


def locations(sitemap):
    return re.findall(r"<loc>([^<]+)</loc>", get(sitemap))


def signs_in(address, name, password):
    """Whether the admin accepts the password."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = opener.open(f"{address}login/", timeout=30).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    form = {"username": name, "password": password, "csrfmiddlewaretoken": token, "next": "/admin/"}
    request = urllib.request.Request(f"{address}login/", urllib.parse.urlencode(form).encode())
    request.add_header("Origin", address.removesuffix("/admin/"))
    return opener.open(request, timeout=30).url == address


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    url, remove = database_of_its_own(settings.DATABASES["default"], folder)
    demo = Demo(folder, "" if url.startswith("sqlite") else url)
    yield demo
    for process in demo.started:
        process.terminate()
        process.wait()
    remove()


@pytest.mark.long
def test_a_demo_begins_serves_ends_keeps_and_starts_over(demo):
    process, said = demo.start_until_ready("tests.operations.demo_keeping_pictures")
    english, russian, admin = addresses(said)
    assert "/en/articles/" in english and "/ru/articles/" in russian and admin.endswith("/admin/")
    assert 'lang="en"' in get(english) and 'lang="ru"' in get(russian)
    files = locations(f"{admin.removesuffix('admin/')}sitemap.xml")
    pages = [page for file in files for page in locations(file)]
    assert len(pages) > 100
    looked_at = pages if not os.environ.get("IS_SECOND_DATABASE") else []
    assert all(get(page) for page in looked_at)  # an error of one is raised
    shown = passwords(said)
    assert signs_in(admin, "admin", shown["admin"]) and signs_in(admin, "editor", shown["editor"])
    assert len(set(shown.values())) == 2

    second = demo.start(PORT=str(free_port()))
    assert "running already" in second.communicate(timeout=30)[0] and second.returncode == 1
    on_the_same_port = demo.start()
    assert "Address already in use" in on_the_same_port.communicate(timeout=30)[0]

    rest, code = demo.end(process, signal.SIGINT)
    assert (rest, code) == ("Stopped. `make demo` starts it again with all that is in it.\n", 0)
    refuse_taken_port(demo.port)  # raises if a process still listens

    process, said = demo.start_until_ready(DEMO_PASSWORD="a tour")
    assert addresses(said) == [english, russian, admin]
    assert passwords(said) == {}
    assert signs_in(admin, "editor", "a tour")
    assert demo.end(process)[1] == 0
    refuse_taken_port(demo.port)  # raises if a process still listens

    done = demo.reset()
    assert (done.returncode, done.stderr) == (0, "")
    process = demo.start()
    assert process.stdout.readline().startswith("Preparing the demo")
    assert demo.end(process)[1] == 0


@pytest.mark.once
@pytest.mark.parametrize("port", ["none", "0", "65536", "-1", "8000.5", "٨٠٠٠", "9" * 30])
def test_a_port_that_is_none_is_refused_with_a_sentence(demo, port):
    process = demo.start(PORT=port)
    said = process.communicate(timeout=30)[0]
    assert (said, process.returncode) == (f"PORT must be a number from 1 to 65535, not {port!r}.\n", 1)


@pytest.mark.once
def test_a_database_that_does_not_answer_is_named_in_a_sentence(demo):
    process = demo.start(DATABASE_URL=f"postgresql://nobody:x@127.0.0.1:{free_port()}/nothing")
    said = process.communicate(timeout=60)[0]
    assert said.splitlines()[-1].startswith("The database does not answer") or "does not answer" in said
    assert process.returncode == 1 and "Traceback" not in said
