"""What searches cost, as `make bench-search` measures it: on SQLite, or with --postgresql on a server of its own.

Texts in English and Russian are made of a vocabulary whose words are as unevenly frequent as those of a language
(Zipf). Twenty searches are asked for in turn: their counts and first ten results with passages, and whole pages without
the page cache.
"""

import argparse
import datetime
import json
import random
import statistics
import sys
import time
import uuid
from pathlib import Path

from tests.bench.own_process import site_in_this_process

SIZES = (10_000, 100_000)  # editions
TURNS = 15  # of all searches
WORDS = 350  # of a text
VOCABULARY = 20_000  # words of each language
TOPICS, PEOPLE = 40, 300
BATCH = 1_000
TARGETS = {10_000: (10, 200), 100_000: (50, 200)}  # editions: (median, 99th percentile), in milliseconds
SYLLABLES = {
    "en": "an be con den er for gal hin in jor ka lem mon nor op per qua ron sta tor un ver wen yor zel tion ment".split(),
    "ru": "ан бе ков ден ер фор гал хин ин жор ка лем мон нор оп пер ква рон ста тор ун вер цен йор зел ция мент".split(),
}


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--postgresql", action="store_true")
    options.add_argument("--json", metavar="PATH")
    options.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="editions, from few to many")
    chosen = options.parse_args()
    figures = {}
    with site_in_this_process(on_postgresql=chosen.postgresql, ALLOWED_HOSTS="testserver"):
        from tests.bench.content import wait_for_long_statements

        wait_for_long_statements()
        site = Site()
        for size in sorted(chosen.sizes):
            figures[str(size)] = site.measured_at(size)
            _tell(size, figures[str(size)])
    if chosen.json:
        Path(chosen.json).write_text(json.dumps(figures, indent=1, ensure_ascii=False))
    sys.exit(any(_missed(int(size), found) for size, found in figures.items()))


class _Vocabulary:
    """Words of one language, the first far more frequent than the last."""

    def __init__(self, language: str, chance: random.Random) -> None:
        made = {
            "".join(chance.choices(SYLLABLES[language], k=chance.choice((2, 2, 3, 3, 4))))
            for _n in range(4 * VOCABULARY)
        }
        self.words = sorted(made)[:VOCABULARY]
        chance.shuffle(self.words)
        self.weights = [1 / (rank + 10) for rank in range(len(self.words))]
        self.sums = [sum(self.weights[:1])]
        for weight in self.weights[1:]:
            self.sums.append(self.sums[-1] + weight)

    def text(self, n: int, chance: random.Random) -> str:
        return " ".join(chance.choices(self.words, cum_weights=self.sums, k=n))


class Site:
    def __init__(self) -> None:
        from tests.factories import make_article, make_expert, make_topic, publish_now

        self.chance = random.Random(2019)
        self.vocabularies = {language: _Vocabulary(language, self.chance) for language in SYLLABLES}
        self.topics = [make_topic() for _n in range(TOPICS)]
        self.people = [
            make_expert(
                given_name_en="Anna", given_name_ru="Анна",
                family_name_en=self.vocabularies["en"].words[-n].capitalize() + "ov",
                family_name_ru=self.vocabularies["ru"].words[-n].capitalize() + "ов",
            )
            for n in range(1, PEOPLE + 1)
        ]  # fmt: skip
        article = make_article()
        publish_now(article, "en", "ru")
        from thinktank.publishing.models import Edition

        self.patterns = list(Edition.objects.filter(publication_id=article.pk).order_by("language"))

    def measured_at(self, size: int) -> dict[str, float]:
        """The figures of the site with so many editions."""
        from thinktank.publishing.models import Edition

        began = time.perf_counter()
        self.grow_to(size)
        print(f"made {size} editions in {time.perf_counter() - began:.0f} s", flush=True)
        before = _without_index()
        rebuilding = self.rebuilt()
        index = bytes_used() - before
        times, pages = self._times()
        every = sorted(each for of_search in times.values() for each in of_search)
        publishing, indexing = self._publishing()
        return {
            "editions": Edition.objects.count(),
            "median, ms": round(statistics.median(every), 2),
            "99th percentile, ms": round(every[int(len(every) * 0.99)], 2),
            "whole page, median, ms": round(statistics.median(pages), 2),
            "slowest search": max(times, key=lambda typed: statistics.median(times[typed])),
            "its median, ms": round(max(map(statistics.median, times.values())), 2),
            "rebuilding, s": round(rebuilding, 1),
            "index, MB": round(index / 1e6, 1),
            "publishing, ms": round(publishing, 2),
            "of which indexing, ms": round(indexing, 2),
        }

    def grow_to(self, size: int) -> None:
        from tests.bench.content import let_ids_go_on
        from thinktank.publishing.models import Edition, Publication

        there = Edition.objects.count()
        first = Publication.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
        for start in range(0, (size - there) // 2, BATCH):
            self._copy(range(first + start, first + min(start + BATCH, (size - there) // 2)))
        let_ids_go_on()

    def _copy(self, keys: range) -> None:
        from thinktank.publishing.models import Edition, Publication

        publications = [
            Publication(
                pk=pk, uid=uuid.UUID(int=self.chance.getrandbits(128)), type="article", kind="news", title_en=f"C {pk}",
                title_ru=f"К {pk}", slug_en=f"c-{pk}", slug_ru=f"k-{pk}", original_language="en",
            )
            for pk in keys
        ]  # fmt: skip
        Publication.objects.bulk_create(publications)
        editions = [self._edition(pattern, each) for each in publications for pattern in self.patterns]
        Edition.objects.bulk_create(editions)

    def _edition(self, pattern, publication):
        from thinktank.publishing.models import Edition

        words, chance = self.vocabularies[pattern.language], self.chance
        person, topics = chance.choice(self.people), chance.sample(self.topics, 2)
        name = person.label_in(pattern.language)
        sentence = f"{words.text(WORDS, chance)} {name} {words.text(5, chance)}"
        content = pattern.content | {
            "people": [{"role": "author", "name": name, "affiliation": "", "uid": str(person.uid)}],
            "topics": [topic.record(pattern.language) for topic in topics],
        }
        values = {field.attname: getattr(pattern, field.attname) for field in Edition._meta.concrete_fields}
        return Edition(
            **values
            | {
                "id": None, "uid": uuid.UUID(int=chance.getrandbits(128)), "publication_id": publication.pk,
                "publication_uid": publication.uid, "slug": f"{pattern.language}-{publication.pk}",
                "title": words.text(7, chance).capitalize(), "standfirst": words.text(25, chance), "plain_text": sentence,
                "content": content,
                "dated": datetime.date(2024, 1, 1) - datetime.timedelta(days=publication.pk % 6000),
            }
        )  # fmt: skip

    def rebuilt(self) -> float:
        from tests.bench.content import gather_statistics
        from thinktank.search.indexing import rebuild

        began = time.perf_counter()
        for _done, _total in rebuild():
            pass
        took = time.perf_counter() - began
        gather_statistics()
        return took

    def searches(self) -> list[str]:
        """Twenty: of frequent, middling and rare words, alone and together, names, phrases, fields, mistakes."""
        en, ru = (self.vocabularies[language].words for language in ("en", "ru"))
        person = self.people[7]
        return [
            en[60], ru[60], en[120], ru[120], en[900], ru[900], f"{en[70]} {en[140]}", f"{ru[70]} {ru[140]}",
            f"{en[80]} {en[130]} {en[250]}", f"{ru[200]} {ru[300]}", f'"{en[90]} {en[160]}"', f'"{ru[90]} {ru[160]}"',
            f"{en[100]} -{en[110]}", person.family_name_en, person.family_name_ru, f"author:{person.family_name_en}",
            f"{ru[150]} year:2019", en[5000][:-1] + "q" + en[5000][-1:], f"{en[130]} {ru[130]}", f"{en[3000]} {en[4000]}",
        ]  # fmt: skip

    def _times(self) -> tuple[dict[str, list[float]], list[float]]:
        """({search: milliseconds until its first ten results are there with their passages}, those of whole pages).

        Asked for in turn; the first turn fills what processes remember.
        """
        from django.test import Client
        from django.utils import timezone

        from thinktank.search.find import find
        from thinktank.search.hits import hits

        client, times, pages = Client(), {typed: [] for typed in self.searches()}, []
        for turn in range(TURNS + 1):
            for n, (typed, of_search) in enumerate(times.items()):
                language, began = "en" if n % 2 else "ru", time.perf_counter()
                found = find(typed, language, [], timezone.now())
                hits(found.keys[:10], found.query)
                asked = time.perf_counter()
                response = client.get(f"/{language}/search/", {"q": typed})
                assert response.status_code == 200, typed
                if turn:
                    of_search.append((asked - began) * 1000)
                    pages.append((time.perf_counter() - asked) * 1000)
        return times, pages

    def _publishing(self) -> tuple[float, float]:
        """Milliseconds of publishing two languages, and of the part that indexes."""
        from tests.factories import make_article, publish_now
        from thinktank.publishing.editions import indexes

        spent = []
        writers = list(indexes._writers)

        def timed(publication_id: int) -> None:
            began = time.perf_counter()
            for writer in writers:
                writer(publication_id)
            spent.append((time.perf_counter() - began) * 1000)

        indexes._writers[:] = [timed]
        whole = []
        words = {
            f"body_{code}": f"<p>{v.text(WORDS, self.chance)}</p>" for code, v in self.vocabularies.items()
        }
        for _n in range(20):
            article = make_article(**words)
            began = time.perf_counter()
            publish_now(article, "en", "ru")
            whole.append((time.perf_counter() - began) * 1000)
        indexes._writers[:] = writers
        return statistics.median(whole), statistics.median(spent)


def _without_index() -> int:
    """Bytes of the database without what rebuilding will make."""
    from django.db import connection

    from thinktank.search.models import SearchDocument, SearchTerm

    for model in (SearchDocument, SearchTerm):
        model.objects.all().delete()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM FULL")
    return bytes_used()


def bytes_used() -> int:
    """Bytes of the database."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            return cursor.fetchone()[0]
        values = []
        for pragma in ("page_count", "freelist_count", "page_size"):
            cursor.execute(f"PRAGMA {pragma}")
            values.append(cursor.fetchone()[0])
        return (values[0] - values[1]) * values[2]


def _missed(size: int, found: dict[str, float]) -> bool:
    median, slow = TARGETS.get(size, (float("inf"), float("inf")))
    return found["median, ms"] > median or found["99th percentile, ms"] > slow


def _tell(size: int, found: dict[str, float]) -> None:
    print(f"{size} editions{' MISSED' if _missed(size, found) else ''}")
    for name, value in found.items():
        print(f"    {name:24} {value}")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
