"""Requests a second of one worker, by wrk: everything in turn, several rounds, so that all meet the same weather."""

import itertools
import os
import re
import statistics
import subprocess
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from tests.live_site import family
from thinktank.operations.serving import HOST, free_port

ROUNDS, SECONDS, CONNECTIONS = 9, 2, 8


def measure(targets):
    """{name: requests/s of each round} of these addresses by name, each asked as a browser asks.

    A target is an address, or (origin, paths) whose pages are asked for in turn.
    """
    found = {name: [] for name in targets}
    for target in targets.values():
        _wrk(target, 1)
    for _round in range(ROUNDS):
        for name, target in targets.items():
            found[name].append(_wrk(target, SECONDS))
    return found


def ratio(rates, name, to):
    """The median of the rounds' own ratios: what is compared was measured within seconds."""
    return statistics.median(one / other for one, other in zip(rates[name], rates[to], strict=True))


IN_TURN = """\
local paths, at = {%s}, tonumber(os.getenv("FIRST"))
request = function()
  at = at %% #paths + 1
  return wrk.format("GET", paths[at])
end
"""
_asked = itertools.count(
    step=173
)  # where a run of wrk begins, so that it does not repeat what the last one asked


def _wrk(target, seconds):
    if isinstance(target, str):
        return _run_wrk(target, seconds)
    origin, paths = target
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(IN_TURN % ", ".join(f'"{path}"' for path in paths))
        script.flush()
        return _run_wrk(origin, seconds, "-s", script.name)


def _run_wrk(url, seconds, *options):
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{seconds}s",
        "--timeout",
        "15s",
        "-H",
        "Accept-Encoding: br",
        *options,
        url,
    ]
    environment = os.environ | {"FIRST": str(next(_asked))}
    said = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"{url}: {said}")
    return float(re.search(r"Requests/sec:\s*([0-9.]+)", said)[1])


def body_of(url):
    """What a browser is sent, compressed."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "br"})
    with urllib.request.urlopen(request) as response:
        return response.read()


@contextmanager
def nginx_with(folder, body):
    """The address of a file with these bytes, served by one nginx worker."""
    folder, port = Path(folder), free_port()
    (folder / "page.html").write_bytes(body)
    owner = "user root; " if os.geteuid() == 0 else ""  # the folder is its maker's alone
    (folder / "nginx.conf").write_text(
        f"{owner}worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
        "events { worker_connections 64; }\n"
        f"http {{ access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; "
        f"fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; "
        f"server {{ listen {HOST}:{port}; root {folder}; }} }}\n"
    )
    process = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"http://{HOST}:{port}/page.html")
        yield f"http://{HOST}:{port}/page.html"
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(url):
    for _attempt in range(100):
        try:
            return urllib.request.urlopen(url).close()
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{url} does not answer.")


def memory_of(server_pid):
    """Megabytes of a server and all its processes. What they share counts once (the proportional set size of Linux)."""
    return sum(_proportional(pid) for pid in family(server_pid))


def _proportional(pid):
    return (
        int(re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)[1])
        / 1024
    )
