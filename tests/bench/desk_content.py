"""What the desk's pages find at a large site: articles behind the copies, texts to search, days of reads."""

import datetime
import itertools
import random
from contextlib import contextmanager
from importlib import import_module

from django.apps import apps
from django.db import connection
from django.utils import timezone

from experts.models import Expert
from tests.bench.content import gather_statistics, wait_for_long_statements
from thinktank.publishing.models import Contribution, Publication, SearchText, SearchTitle, SearchWord
from thinktank.publishing.revisions import search_index
from thinktank.publishing.revisions.search_words import words_of
from thinktank.readership.models import ReadingDay, ReadingSum, SummedUpTo
from thinktank.taxonomy.models import Topic

add_titles = import_module("thinktank.publishing.migrations.0018_words_of_texts").fill_titles
sum_up = import_module("thinktank.readership.migrations.0002_sums_of_reads").fill  # as migrating does

IN_ALL, IN_SOME, IN_ONE = "institute", "quarterdeck", "number777"
BATCH = 2_000
PARAGRAPHS, WORDS_OF_A_PARAGRAPH, VOCABULARY = 4_000, 50, 200_000
DAYS_OF_READS, LAST_DAYS = 8, 60


def is_empty():
    return not Publication.objects.exists()


def is_grown():
    """Whether the last step was done."""
    return ReadingSum.objects.filter(publication__title_en__startswith="Copy ").exists()


def grow_to(number):
    """Give every publication what the act of saving and the readers would have given it; returns their number."""
    wait_for_long_statements()
    _add_articles()
    keys = list(Publication.objects.filter(search_text=None).order_by("pk").values_list("pk", flat=True))
    _add_topics_and_people(keys)
    _add_texts(keys)
    SearchTitle.objects.all().delete()
    add_titles(apps)
    _add_reads(keys)
    gather_statistics()
    return len(keys)


def _add_articles():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO articles_article (publication_ptr_id) SELECT id FROM publishing_publication"
            " WHERE type = 'article' AND id NOT IN (SELECT publication_ptr_id FROM articles_article)"
        )


def _add_topics_and_people(keys):
    """Two topics and one author each."""
    chance, through = random.Random(3), Publication.topics.through
    topics, experts = (list(model.objects.values_list("pk", flat=True)) for model in (Topic, Expert))
    for batch in itertools.batched(keys, BATCH):
        through.objects.bulk_create(
            (
                through(publication_id=pk, topic_id=topic)
                for pk in batch
                for topic in chance.sample(topics, 2)
            ),
            ignore_conflicts=True,
        )
        Contribution.objects.bulk_create(
            Contribution(publication_id=pk, expert_id=chance.choice(experts), name_en="Ann", name_ru="Анна")
            for pk in batch
        )


def _add_texts(keys):
    """The words are found once for each paragraph, not for each text that has it: that would take a quarter of an hour."""
    chance = random.Random(1)
    paragraphs = _paragraphs(chance)
    words = {paragraph: words_of(paragraph) for paragraph in paragraphs}
    known = dict(SearchWord.objects.values_list("word", "pk"))
    with _without_index():
        for batch in itertools.batched(keys, BATCH):
            texts = {pk: _text(pk, chance.choices(paragraphs, k=4), chance) for pk in batch}
            words_of_texts = {
                pk: set().union(*(words.get(line) or words_of(line) for line in text.split("\n")))
                for pk, text in texts.items()
            }
            missing = sorted(set().union(*words_of_texts.values()) - known.keys())
            rows = SearchWord.objects.bulk_create(SearchWord(word=word) for word in missing)
            known |= {row.word: row.pk for row in rows}
            SearchText.objects.bulk_create(
                SearchText(
                    publication_id=pk,
                    text=text,
                    word_ids=" ".join(map(str, sorted(known[word] for word in words_of_texts[pk]))),
                )
                for pk, text in texts.items()
            )


@contextmanager
def _without_index():
    """As while migrating: the index is made when all texts are there."""
    with connection.cursor() as cursor:
        for index, triggers in search_index.TRIGGERS.items():
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP INDEX {index}")
                continue
            for name in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(f"DROP TABLE {index}")
    yield
    search_index.install(connection)


def _text(pk, paragraphs, chance):
    rare = f"number{pk} {_word(chance, 12)} {_word(chance, 11)}"
    some = IN_SOME if pk % 100 == 0 else ""
    return "\n".join([f"copy {pk} of an article {IN_ALL}", *paragraphs, f"{rare} {some}"])


def _paragraphs(chance):
    """Words as often as in real texts: the second half as often as the first, and so on; Latin and Cyrillic."""
    vocabulary = [_word(chance, max(2, round(chance.gauss(8, 3)))) for _n in range(VOCABULARY)]
    often = list(itertools.accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))
    return [
        " ".join(chance.choices(vocabulary, cum_weights=often, k=WORDS_OF_A_PARAGRAPH))
        for _n in range(PARAGRAPHS)
    ]


def _word(chance, length):
    letters = chance.choice(["etaoinshrdlucmfwypvbgkjqx", "оеаинтсрвлкмдпуяыьгбчйхжшюцщэф"])
    return "".join(chance.choices(letters, weights=range(len(letters), 0, -1), k=length))


def _add_reads(keys):
    """Each was read on some of the last days, most of them a little and a few much."""
    chance, today = random.Random(2), timezone.localdate()
    for batch in itertools.batched(keys, BATCH):
        ReadingDay.objects.bulk_create(
            ReadingDay(
                publication_id=pk, language="en", day=today - datetime.timedelta(days=days), n=_reads(chance)
            )
            for pk in batch
            for days in chance.sample(range(LAST_DAYS), DAYS_OF_READS)
        )
    ReadingSum.objects.all().delete(), SummedUpTo.objects.all().delete()
    sum_up(apps, None)


def _reads(chance):
    return 1 + int(chance.paretovariate(1.2)) % 5_000
