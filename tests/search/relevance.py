"""How well the search answers the judged queries of relevance.toml, on a site with the demo's content.

VAR_DIR=… python -m tests.search.relevance          tuning: the queries that are not held out, worst first
VAR_DIR=… python -m tests.search.relevance --all    means of both sets, by sort
"""

import math
import sys
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

DEPTH = 10  # results that count
QUERIES = tomllib.loads((Path(__file__).parent / "relevance.toml").read_text(encoding="utf-8"))["query"]


@dataclass(frozen=True)
class Answered:
    """A judged query with its nDCG and what was found."""

    query: dict
    ndcg: float
    found: list[str]  # paths, the best first


def answer_all() -> list[Answered]:
    """Every judged query, answered by the search of this site."""
    from thinktank.search.models import SearchDocument

    rows = SearchDocument.objects.values_list("pk", "owner_uid", "path")
    documents = {key: (owner, path) for key, owner, path in rows}
    owners = {path: owner for owner, path in documents.values()}
    return [_answered(query, documents, owners) for query in QUERIES]


def _answered(query: dict, documents: dict, owners: dict) -> Answered:
    from django.utils import timezone

    from thinktank.search.find import find

    grades = {owners[path]: grade for path, grade in query["judged"].items() if path in owners}
    keys = find(query["q"], query["language"], [], timezone.now()).keys
    found = [documents[key] for key in keys[:DEPTH]]
    return Answered(
        query, ndcg([grades.get(owner, 0) for owner, _path in found], grades.values()), [p for _o, p in found]
    )


def ndcg(found, judged) -> float:
    """Normalised discounted cumulative gain with gains of 2^grade - 1; 1 when nothing is relevant and nothing is found."""
    best = _dcg(sorted(judged, reverse=True)[:DEPTH])
    if not best:
        return 0.0 if found else 1.0
    return _dcg(found) / best


def _dcg(grades) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def mean(answers) -> float:
    return sum(each.ndcg for each in answers) / max(1, len(answers))


def main() -> None:
    import django

    django.setup()
    answers = answer_all()
    if "--all" in sys.argv:
        for held_out in (False, True):
            of_set = [each for each in answers if each.query["held_out"] == held_out]
            sorts = defaultdict(list)
            for each in of_set:
                sorts[each.query["sort"]].append(each)
            print("held out" if held_out else "for tuning", f"{mean(of_set):.3f}", len(of_set))
            for sort, some in sorted(sorts.items()):
                print(f"    {sort:10} {mean(some):.3f} {len(some)}")
        return
    shown = sorted((each for each in answers if not each.query["held_out"]), key=lambda each: each.ndcg)
    for each in shown:
        print(f"{each.ndcg:.2f} {each.query['language']} {each.query['sort']:8} {each.query['q']}")
        if each.ndcg < 0.8:
            missing = {p: g for p, g in each.query["judged"].items() if p not in each.found}
            print("       found", [(p, each.query["judged"].get(p, "-")) for p in each.found[:5]])
            print("       missing", missing)
    print(f"{mean(shown):.3f}")


if __name__ == "__main__":
    main()
