"""What pages cost that could grow with the site: the desk's lists, searches and what is read, and "most read".

python -m tests.bench.desk [--postgresql] [--many 100000] [--json PATH] [--plans] [--database URL]

Filling the database takes minutes. `--database` names one that is kept: it is filled when it is empty, and later runs
find it full. One process asks for each page in turn with an empty view; figures are medians in milliseconds.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests import place  # noqa: F401 (first: the settings)

# isort: split

from tests.bench import content, desk_content, desk_costs, desk_past
from tests.live_site import LiveSite
from tests.postgresql import find_programs, throw_away_server

MANY, MOST_MILLISECONDS = 100_000, 150
RELATED = "/admin/autocomplete/?app_label=publishing&model_name=relation&field_name=target&term="
PAGES = {
    "articles": "/admin/articles/article/",
    "articles, page 150": "/admin/articles/article/?p=150",
    "all publications": "/admin/publishing/publication/",
    "all publications, of one kind": "/admin/publishing/publication/?type=article",
    "articles that are live": "/admin/articles/article/?state_en=live",
    "all that are live": "/admin/publishing/publication/?state_ru=live",
    "articles that are scheduled": "/admin/articles/article/?state_en=scheduled",
    "articles that are drafts": "/admin/articles/article/?state_en=draft",
    "articles that have ended": "/admin/articles/article/?state_en=ended",
    "articles with a newer draft": "/admin/articles/article/?state_en=newer",
    "articles with an old translation": "/admin/articles/article/?state_ru=outdated",
    "articles on a topic": "/admin/articles/article/?topics__id__exact={topic}",
    "articles by a person": "/admin/articles/article/?person={person}",
    "all by a person that are live": "/admin/publishing/publication/?state_en=live&person={person}",
    "articles on a topic, page 150": "/admin/articles/article/?topics__id__exact={topic}&p=150",
    "search, in every text": f"/admin/articles/article/?q={desk_content.IN_ALL}",
    "search, in one of a hundred": f"/admin/articles/article/?q={desk_content.IN_SOME}",
    "search, in one text": f"/admin/publishing/publication/?q={desk_content.IN_ONE}",
    "search, in no text": "/admin/articles/article/?q=no+such+zzqzz",
    "search, one letter": "/admin/articles/article/?q=z",
    "search, two words, live": f"/admin/articles/article/?state_en=live&q={desk_content.IN_SOME}+{desk_content.IN_ALL}",
    "related, title of all": f"{RELATED}copy",
    "related, in every text": f"{RELATED}{desk_content.IN_ALL}",
    "related, in one of a hundred": f"{RELATED}{desk_content.IN_SOME}",
    "related, in no text": f"{RELATED}zzqzz",
    "link targets": f"/admin/publishing/publication/link-targets/?q={desk_content.IN_SOME}",
    "link targets, in every text": f"/admin/publishing/publication/link-targets/?q={desk_content.IN_ALL}",
    "what is read": "/admin/readership/readership/",
    "what is read, search in every text": f"/admin/readership/readership/?q={desk_content.IN_ALL}",
    "what is read, search in one of a hundred": f"/admin/readership/readership/?q={desk_content.IN_SOME}",
    "the desk's front page": "/admin/",
    "calendar of a month": "/admin/publishing/publication/calendar/",
    "front page": "/en/",
}


def main():
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--postgresql", action="store_true")
    options.add_argument("--many", type=int, default=MANY, help="publications of the site")
    options.add_argument("--json", metavar="PATH")
    options.add_argument("--plans", action="store_true", help="print the plan of each query above 10 ms")
    options.add_argument(
        "--database", metavar="URL", help="one that is kept: empty, or filled by an earlier run"
    )
    chosen = options.parse_args()
    figures = run(chosen.postgresql, chosen.many, chosen.plans, chosen.database)
    tell(figures)
    if chosen.json:
        Path(chosen.json).write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")


def run(on_postgresql, many, with_plans, kept):
    on_postgresql = kept.startswith("postgres") if kept else on_postgresql
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="thinktank-bench-"))
        if kept:
            url = kept
        elif on_postgresql:
            url = stack.enter_context(throw_away_server(find_programs()))
        else:
            url = f"sqlite:///{folder}/db"
        site = stack.enter_context(
            LiveSite(
                folder,
                database_url=url,
                workers=1,
                DJANGO_SETTINGS_MODULE="tests.bench.settings",
                PAGE_CACHE="0",
            )
        )
        if site.call(desk_content.is_empty):
            site.call(content.load)
        site.stop()
        steps = [(content.grow_to, many * 6 // 10), (desk_past.grow_to, many), (desk_content.grow_to, many)]
        for step, number in steps:
            if site.call(desk_content.is_grown):
                break
            began = time.monotonic()
            site.call(step, number)
            print(f"{step.__module__}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        costs = site.call(desk_costs.measure, PAGES)
        if with_plans:
            for name, path in PAGES.items():
                print(f"\n== {name}\n" + "\n".join(site.call(desk_costs.plans_of, path)), file=sys.stderr)
        return {
            "machine": {"cores": os.cpu_count(), "database": "PostgreSQL" if on_postgresql else "SQLite"},
            "publications": many,
            "costs": costs,
        }


def tell(figures):
    print(f"\n{figures['machine']}, {figures['publications']} publications")
    print("queries, milliseconds: median, least, of this processor; empty view, times the empty view")
    for name, cost in figures["costs"].items():
        reached = "reached" if cost["milliseconds"] < MOST_MILLISECONDS else "NOT REACHED"
        print(
            f"  {name:32} {cost['queries']:>3} {cost['milliseconds']:>9.1f} {cost['least']:>8.1f} {cost['processor']:>8.1f} {cost['empty']:>7.2f}"
            f" {cost['milliseconds'] / cost['empty']:>8.0f}  (under {MOST_MILLISECONDS} ms: {reached})"
        )


if __name__ == "__main__":
    main()
