"""What the site is made of is written down, and known weaknesses of it are found, or said to be unknown."""

import http.server
import json
import re
import subprocess
import sys
import threading

import pytest
from django.conf import settings

from thinktank.operations.serving import free_port
from tools.audit_dependencies import NONE_KNOWN, NOT_CHECKED, SOME_KNOWN, audit

ROOT = settings.BASE_DIR
PINS = {"weakone": "1.0", "soundone": "2.0"}


class Advisories(http.server.BaseHTTPRequestHandler):
    """Answers as OSV does, for one weak package."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        weak = {"id": "PYSEC-1", "details": "Falls over.", "affected": [], "modified": "2026-01-01T00:00:00Z"}
        weak["affected"] = [
            {"package": {"name": "weakone", "ecosystem": "PyPI"}, "ranges": [], "versions": ["1.0"]}
        ]
        body = json.dumps({"vulns": [weak]} if asked["package"]["name"] == "weakone" else {}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def advisories():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Advisories)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def lock_of(folder, *names):
    lock = folder / "lock.txt"
    lock.write_text("".join(f"{name}=={PINS[name]} --hash=sha256:{'0' * 64}\n" for name in names))
    return lock


def test_a_weak_package_a_sound_one_and_silence_have_codes_of_their_own(advisories, tmp_path, capsys):
    def code(address, *names):
        options = ["--vulnerability-service", "osv", "--osv-url", f"{address}/v1/query", "--timeout", "5"]
        return audit(lock_of(tmp_path, *names), *options)

    assert code(advisories, "soundone") == NONE_KNOWN
    assert code(advisories, "weakone", "soundone") == SOME_KNOWN
    assert "weakone 1.0: PYSEC-1" in capsys.readouterr().out
    assert code(f"http://127.0.0.1:{free_port()}", "soundone") == NOT_CHECKED
    assert "NOT CHECKED" in capsys.readouterr().out


def test_the_sbom_names_every_locked_package_with_its_digests(tmp_path):
    recipe = re.search(
        r"cyclonedx-py (requirements .+?) && echo", (ROOT / "Makefile").read_text(), re.DOTALL
    )[1]
    words = recipe.replace("\\\n", "").replace("var/sbom.json", str(tmp_path / "sbom.json")).split()
    subprocess.run([sys.executable, "-m", "cyclonedx_py", *words], cwd=ROOT, check=True, capture_output=True)
    found = json.loads((tmp_path / "sbom.json").read_text())
    components = {each["name"]: each for each in found["components"]}
    locked = dict(
        re.findall(r"(?m)^([a-z0-9-]+)==([^ ;]+)", (ROOT / "requirements" / "base.txt").read_text())
    )
    assert {name: each["version"] for name, each in components.items()} == locked
    assert all(
        any(reference.get("hashes") for reference in each["externalReferences"])
        for each in components.values()
    )
    assert found["metadata"]["component"]["name"] == "thinktank"
