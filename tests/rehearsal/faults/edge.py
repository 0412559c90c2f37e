"""What readers get through nginx, as it is deployed, when the database or the whole site behind it is away."""

import shutil
import time
from concurrent.futures import ThreadPoolExecutor

from tests.edge.nginx import SITE, nginx_before
from tests.machine import nginx_path
from tests.rehearsal import acts
from tests.rehearsal.outcome import NotRun, expect, fault, until
from tests.rehearsal.place import send
from tests.rehearsal.requests import statuses


@fault(
    "Through nginx: PostgreSQL is away, then all processes behind nginx hang",
    holds="every page seen is answered 200, a withdrawn text never",
)
def through_nginx(rehearsal):
    if not nginx_path():
        raise NotRun("this machine lacks nginx")
    folder = rehearsal.new_folder("edge")
    behind = {"SITE_ORIGIN": f"https://{SITE}", "ALLOWED_HOSTS": SITE + ",127.0.0.1", "TRUSTED_PROXIES": "1"}
    with (
        rehearsal.another_server(workers=2, **behind) as url,
        nginx_before(int(url.rpartition(":")[2]), folder) as edge,
    ):
        shutil.rmtree(edge.marks, ignore_errors=True)
        edge.marks.symlink_to(rehearsal.site.folder / "withdrawal-mark")
        pk, withdrawn = rehearsal.site.call(acts.publish_new, "Withdrawn behind nginx")
        expect(edge.ask(withdrawn).status == 200, "the text before it is withdrawn")
        rehearsal.site.call(acts.withdraw_text, pk)
        until(lambda: set(_crawl(edge, rehearsal.paths)[0]) == {200}, "pages are whole", seconds=60)

        rehearsal.primary.stop("fast")
        try:
            without_database, slowest = _crawl(edge, rehearsal.paths)
            gone = edge.ask(withdrawn)
            expect(
                gone.status in (410, 503) and "Withdrawn behind" not in gone.text, f"withdrawn: {gone.status}"
            )
            hung = rehearsal.family_of_another()
            for pid in hung:
                send(pid, "SIGSTOP")
            try:
                hanging, slowest_hanging = _crawl(edge, rehearsal.paths[:40])
                gone = edge.ask(withdrawn)
                expect(
                    gone.status >= 400 and "Withdrawn behind" not in gone.text, f"withdrawn: {gone.status}"
                )
            finally:
                for pid in hung:
                    send(pid, "SIGCONT")
        finally:
            rehearsal.primary.start()
        expect(set(without_database) == {200}, f"without the database: {without_database}")
        expect(set(hanging) == {200}, f"while all hang: {hanging}")
    rehearsal.settle()
    return (
        f"without the database {without_database[200]} of {len(rehearsal.paths)} pages 200 (slowest {slowest:.1f} s); while all"
        f" processes hang {hanging[200]} of 40 (slowest {slowest_hanging:.1f} s); the withdrawn text {gone.status}"
    )


def _crawl(edge, paths):
    """(statuses by number, seconds of the slowest)"""

    def ask(path):
        began = time.monotonic()
        response = edge.ask(path)
        response.seconds = time.monotonic() - began
        return response

    with ThreadPoolExecutor(4) as readers:
        answers = list(readers.map(ask, paths))
    return statuses(answers), max(answer.seconds for answer in answers)
