"""Clients that hold connections, and files made to fill the memory."""

import contextlib
import socket
import threading
import time

from tests.library import uploads
from tests.rehearsal.desk import Desk
from tests.rehearsal.outcome import expect, fault
from tests.rehearsal.place import family, memory, processor_seconds
from tests.rehearsal.requests import Load, ask, crawl, statuses
from thinktank.operations.serving import HOST

MANY = 200  # connections
GROWTH = 300  # MB
ADD_PICTURE = "/admin/library/image/add/"


@fault("200 clients send a byte and keep their connections open (slow-loris)", holds="the others are served")
def slow_clients(rehearsal):
    site, sent = rehearsal.site, f"GET /en/ HTTP/1.1\r\nHost: {HOST}\r\nX-A: ".encode()
    with contextlib.ExitStack() as held:
        slow = [
            held.enter_context(socket.create_connection((HOST, site.port), timeout=10)) for _ in range(MANY)
        ]
        for each in slow:
            each.sendall(sent)
        seen = []
        for _round in range(3):
            seen += crawl(site.url, rehearsal.paths[:60], threads=4).values()
            for each in slow:
                with contextlib.suppress(OSError):
                    each.sendall(b"a")
        open_still = sum(map(_is_open, slow))
    found = statuses(seen)
    expect(set(found) == {200}, f"others: {found}")
    slowest = max(answer.seconds for answer in seen)
    return f"{found[200]} of {len(seen)} requests of others 200, slowest {slowest:.2f} s; {open_still} slow connections still open"


def _is_open(connection):
    connection.setblocking(False)
    try:
        return connection.recv(1000) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


@fault(
    "Pictures that unpack to gigabytes are uploaded under load",
    holds=f"refused; the site grows by less than {GROWTH} MB and serves",
)
def memory_bomb(rehearsal):
    desk = Desk(rehearsal.site)
    bombs = {
        "81 MP": (uploads.png_bomb(9_000, 9_000), "a.png"),
        "400 MP": (uploads.png_bomb(20_000, 20_000), "b.png"),
        "10,000 frames": (uploads.gif_of(10_000), "c.gif"),
    }
    with _watched_memory(rehearsal) as watched, Load(rehearsal.site.url, rehearsal.paths, threads=2) as load:
        answers = {name: desk.send_file(ADD_PICTURE, *bomb) for name, bomb in bombs.items()}
        afterwards = ask(rehearsal.site.url, "/en/")
    found = {name: answer.status for name, answer in answers.items()}
    expect(all(400 <= status < 500 for status in found.values()), f"{found}")
    expect(not load.failed, f"others: {statuses(load.answers)}")
    expect(watched.growth < GROWTH, f"grew by {watched.growth:.0f} MB")
    expect(
        afterwards.status == 200 and afterwards.seconds < 1, f"the next request: {afterwards.seconds:.1f} s"
    )
    return (
        f"{', '.join(f'{name}: {status}' for name, status in found.items())}; all processes together grew by"
        f" {watched.growth:.0f} MB; the next page after {afterwards.seconds * 1000:.0f} ms; {len(load.answers)} others 200"
    )


class _watched_memory:
    """The growth of the proportional memory of the server and of whatever it starts, looked at ten times a second."""

    def __init__(self, rehearsal):
        self.pid, self._ending = rehearsal.site.process.pid, threading.Event()
        self.first = self.most = sum(memory(pid)[1] for pid in family(self.pid))
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *error):
        self._ending.set()
        self._thread.join()

    def _watch(self):
        while not self._ending.wait(0.1):
            self.most = max(self.most, sum(memory(pid)[1] for pid in family(self.pid)))

    @property
    def growth(self):
        return self.most - self.first


@fault(
    "Nothing: the site after all this, idle",
    holds="figures alone; the target is 150 MB for the server and two processes",
)
def idle(rehearsal):
    rehearsal.settle()
    server, workers = family(rehearsal.site.process.pid), [worker.pid for worker in rehearsal.workers]
    before = sum(map(processor_seconds, server)), sum(map(processor_seconds, workers))
    time.sleep(15)
    after = sum(map(processor_seconds, server)), sum(map(processor_seconds, workers))
    of_server, of_workers = ((b - a) / 15 * 100 for a, b in zip(before, after, strict=True))
    proportional = sum(memory(pid)[1] for pid in server)
    resident = [memory(pid)[0] for pid in rehearsal.processes()]
    return (
        f"server and two processes {proportional:.0f} MB (proportional), each process"
        f" {' and '.join(f'{each:.0f}' for each in resident)} MB resident; a worker"
        f" {memory(workers[0])[1]:.0f} MB; idle processor {of_server:.1f} % for the server, {of_workers:.1f} % for two workers"
    )
