"""Requests a second of one worker, by wrk: everything in turn, several rounds, so that all meet the same weather."""

import os
import re
import statistics
import subprocess
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from thinktank.operations.serving import HOST, free_port

ROUNDS, SECONDS, CONNECTIONS = 9, 2, 8


def measure(targets):
    """{name: requests/s of each round} of these addresses by name, each asked as a browser asks."""
    found = {name: [] for name in targets}
    for url in targets.values():
        _wrk(url, 1)
    for _round in range(ROUNDS):
        for name, url in targets.items():
            found[name].append(_wrk(url, SECONDS))
    return found


def ratio(rates, name, to):
    """The median of the rounds' own ratios: what is compared was measured within seconds."""
    return statistics.median(one / other for one, other in zip(rates[name], rates[to], strict=True))


def _wrk(url, seconds):
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{seconds}s",
        "--timeout",
        "15s",
        "-H",
        "Accept-Encoding: br",
        url,
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
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


def memory_of_workers(server_pid):
    """Resident megabytes of the largest process below the server's."""
    below = [pid for pid, parent in _parents().items() if parent == server_pid]
    return max(_resident(pid) for pid in below or [server_pid])


def _parents():
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        found[int(stat.parent.name)] = int(words[1])
    return found


def _resident(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024
