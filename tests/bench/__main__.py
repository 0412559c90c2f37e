"""What pages cost, as `make bench` measures it: on SQLite, or with --postgresql on a server of its own.

Rates are of one worker, as ratios to an empty view on the same server and to a file on nginx, measured in turn in one
run; costs are queries and medians with the page cache off, at 1,000 and at 100,000 publications asked for in turn.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from tests import place  # noqa: F401 (first: the settings)

# isort: split

from tests.bench import content, costs, rates
from tests.live_site import LiveSite, database_of_its_own
from tests.machine import Part, install
from tests.postgresql import find_programs, throw_away_server
from thinktank import environment
from thinktank.operations.serving import HOST, free_port, start_server, stop_server, wait_until_it_answers

FEW, MANY = 1_000, 100_000
NEEDED = [Part.program("wrk"), Part.program("nginx", "nginx-light")]
TARGETS = {  # figure: (least or most, limit)
    "cached article / empty view": ("least", 0.8),
    "cold article / empty view": ("least", 0.2),
    "article that is not in memory / empty view": ("least", 0.1),
    "cold article list / empty view": ("least", 0.08),
    "cold topic / empty view": ("least", 0.08),
    "cold expert / empty view": ("least", 0.08),
    "cold home / empty view": ("least", 0.06),
    "600 articles in turn / empty view": ("least", 0.3),
    "HTML of a list of 20, KB": ("most", 25),
    "frame of an article, KB": ("most", 12),
    "queries of an article, shared values in memory": ("most", 4),
    "queries of a list, topic, expert or home page": ("most", 6),
    "article list at 100,000 / at 1,000": ("most", 1.2),
    "topic at 100,000 / at 1,000": ("most", 1.2),
    "article at 100,000 / at 1,000": ("most", 1.2),
    "expert at 100,000 / at 1,000": ("most", 1.2),
    "home at 100,000 / at 1,000": ("most", 1.2),
    "page 500 / page 1": ("most", 1.5),
    "memory of two workers and their server, MB": ("most", 150),
}


def main():
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--postgresql", action="store_true")
    options.add_argument("--json", metavar="PATH")
    options.add_argument("--many", type=int, default=MANY, help="publications of the large site")
    chosen = options.parse_args()
    if missing := install(NEEDED):
        sys.exit(f"This machine lacks {', '.join(part.name for part in missing)}, which the benchmark needs.")
    figures = run(chosen.postgresql, chosen.many)
    tell(figures)
    if chosen.json:
        Path(chosen.json).write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")


def run(on_postgresql, many):
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="thinktank-bench-"))
        url = (
            stack.enter_context(throw_away_server(find_programs()))
            if on_postgresql
            else f"sqlite:///{folder}/db"
        )
        os.environ["DATABASE_URL"] = url
        site = stack.enter_context(
            LiveSite(folder, database_url=url, workers=1, DJANGO_SETTINGS_MODULE="tests.bench.settings")
        )
        paths = site.call(content.load)
        site.call(content.grow_to, FEW)
        figures = {"machine": _machine("PostgreSQL" if on_postgresql else "SQLite")}
        figures["requests/s of each round"] = _rates(site, paths, folder)
        figures["weight"] = {name: len(rates.body_of(site.url + path)) for name, path in paths.items()}
        figures["KB of HTML"] = _html(site, paths)
        site.stop()
        figures["memory of two workers and their server, MB"] = round(_memory(site))
        site.environment["PAGE_CACHE"] = "0"
        figures["costs"] = _costs(site, paths, many)
        return figures | {"figures": _compared(figures)}


def _machine(database):
    return {"cores": os.cpu_count(), "python": platform.python_version(), "database": database}


def _rates(site, paths, folder):
    port = free_port()
    cold = start_server(port, environment=site.environment | {"PAGE_CACHE": "0"}, workers=1, log=None)
    try:
        wait_until_it_answers(cold, port)
        article = site.url + paths["article"]
        with rates.nginx_with(folder, rates.body_of(article)) as file:
            origin, many = f"http://{HOST}:{port}", site.call(content.articles, FEW)
            _ask_once(site.url, many[:600])
            targets = {
                "empty view": f"{site.url}/empty/",
                "cached article": article,
                "600 articles in turn": (site.url, many[:600]),
                "cold article": (origin, many[:40]),
                "article that is not in memory": (origin, many),
                **{
                    f"cold {name}": origin + paths[name]
                    for name in ("article list", "topic", "expert", "home")
                },
                "file on nginx": file,
            }
            return rates.measure(targets)
    finally:
        stop_server(cold)


def _ask_once(origin, paths):
    for path in paths:
        rates.body_of(origin + path)


def _memory(site):
    """Megabytes of two workers and their server after every page of the sitemap and 600 articles in two encodings."""
    from lxml import etree

    def locations(address):
        with urllib.request.urlopen(address) as response:
            return etree.fromstring(response.read()).xpath("//*[local-name() = 'loc']/text()")

    site.workers = 2
    site.start()
    for part in locations(f"{site.url}/sitemap.xml"):
        _ask_once("", locations(part)[:600])
    for _worker in range(4):  # whichever answers
        _ask_once(site.url, site.call(content.articles, 600))
    found = rates.memory_of(site.process.pid)
    site.stop()
    return found


def _html(site, paths):
    """Kilobytes of HTML before compression: of a list of 20, and of an article but for its own text.

    The second is also given without what few sites have: poll, rating, sharing, related texts, readers.
    """
    from lxml import html

    pages = {name: _plain(site.url + paths[name]) for name in ("article", "article list")}
    tree = html.fromstring(pages["article"])

    def size_of(*classes):
        found = [element for name in classes for element in tree.find_class(name)]
        return sum(len(html.tostring(element, encoding="utf-8", with_tail=False)) for element in found)

    frame = len(pages["article"]) - size_of("prose", "footnotes")
    return {
        "HTML of a list of 20": round(len(pages["article list"]) / 1024, 1),
        "frame of an article": round(frame / 1024, 1),
        "frame without poll, rating, sharing, related": round(
            (frame - size_of("poll", "rating", "share", "related", "audiences")) / 1024, 1
        ),
    }


def _plain(url):
    with urllib.request.urlopen(url) as response:
        return response.read()


def _costs(small, paths, many):
    """{"1000": {name: cost}, ...} of the site as it is, grown to FEW publications, and of a copy with many."""
    settings = environment.database("DATABASE_URL", None)
    with tempfile.TemporaryDirectory(prefix="thinktank-bench-") as folder, ExitStack() as stack:
        small.call(content.grow_to, FEW)
        url, remove = database_of_its_own(settings, folder, like=os.environ["DATABASE_URL"])
        stack.callback(remove)
        large = small.on(url)
        stack.callback(large.end_calls)
        large.call(content.grow_to, many)
        of_few, of_many = {}, {}
        for name, path in paths.items():
            of_few[name], of_many[name] = costs.compare([(small, path), (large, path)])
        if many > 20_000:
            pages = [(large, paths["article list"]), (large, f"{paths['article list']}?page=500")]
            of_many["page 1 beside it"], of_many["page 500"] = costs.compare(pages)
    return {str(FEW): of_few, str(many): of_many}


def _compared(figures):
    rate, (few, many) = figures["requests/s of each round"], figures["costs"].values()
    found = {
        "cached article / empty view": rates.ratio(rate, "cached article", "empty view"),
        **{
            f"{name} / empty view": rates.ratio(rate, name, "empty view")
            for name in rate
            if name.startswith("cold") or name in ("600 articles in turn", "article that is not in memory")
        },
        "cached article / file on nginx": rates.ratio(rate, "cached article", "file on nginx"),
        "first article of a process / empty view": few["article"]["empty"] / few["article"]["first"],
        "queries of an article, shared values in memory": many["article"]["warm"],
        "queries of a list, topic, expert or home page": max(
            many[name]["cold"] for name in few if name != "article"
        ),
        **{
            f"{name} at 100,000 / at 1,000": many[name]["milliseconds"] / few[name]["milliseconds"]
            for name in few
        },
        "memory of two workers and their server, MB": figures["memory of two workers and their server, MB"],
        **{f"{name}, KB": size for name, size in figures["KB of HTML"].items()},
    }
    if page_500 := many.get("page 500"):
        found["page 500 / page 1"] = page_500["milliseconds"] / many["page 1 beside it"]["milliseconds"]
    return {name: round(value, 3) for name, value in found.items()}


def tell(figures):
    print(f"\n{figures['machine']}\n\nRequests a second of one worker: median, least and most")
    for name, rounds in figures["requests/s of each round"].items():
        print(f"  {name:24} {statistics.median(rounds):>8.0f} {min(rounds):>8.0f} {max(rounds):>8.0f}")
    for number, costs_of in figures["costs"].items():
        print(
            f"\nAt {number} publications, not kept: queries cold and warm, milliseconds, for the first time, of an empty view"
        )
        for name, cost in costs_of.items():
            print(
                f"  {name:24} {cost['cold']:>3} {cost['warm']:>3} {cost['milliseconds']:>9.2f} {cost['first']:>9.2f} {cost['empty']:>9.2f}"
            )
    print("\nBytes sent, br: " + ", ".join(f"{name} {size}" for name, size in figures["weight"].items()))
    print()
    for name, value in figures["figures"].items():
        print(f"  {name:48} {value:>9} {_verdict(name, value)}")


def _verdict(name, value):
    if name not in TARGETS:
        return ""
    side, limit = TARGETS[name]
    holds = value >= limit if side == "least" else value <= limit
    return f"({side} {limit}: {'reached' if holds else 'NOT REACHED'})"


if __name__ == "__main__":
    main()
