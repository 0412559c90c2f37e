"""A site in which everything is fixed: its content, the clock, and random values.

GeneratedFile twice, it is the same site to the byte, unless what it is made with differs: see test_same_pages.py.
"""

import datetime
import hashlib
import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from unittest.mock import patch

import time_machine
from django.core.files.base import ContentFile
from django.utils import timezone

from polls.voting import Outcome as BallotOutcome
from polls.voting import cast_ballot
from tests.desk.everything import one_of_everything
from tests.factories import (
    make_affiliation,
    make_article,
    make_chart,
    make_editor,
    make_event,
    make_expert,
    make_image,
    make_organization,
    make_page,
    make_report,
    make_topic,
    publish_now,
    with_chart,
)
from tests.library import sounds, uploads
from tests.polls.making import make_poll
from thinktank.language import languages
from thinktank.library.intake import take_document, take_recording
from thinktank.markings.models import Marking
from thinktank.pages.models import FrontPage
from thinktank.publishing.editions.end import expire, withdraw
from thinktank.publishing.editions.erase import erase
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.models import Edition, EditionFile, Publication, Relation, Release
from thinktank.publishing.public.downloads import ADDRESSES
from thinktank.publishing.revisions.save import save_revision
from thinktank.ratings.rate import Outcome as RatingOutcome
from thinktank.ratings.rate import rate
from thinktank.readership.models import ReadingDay
from thinktank.taxonomy.models import Topic

# It must lie ahead of the real clock, for triggers refuse to end an edition in the past of the database, and before the
# events of tests/factories.py, which are in 2030, so that they are still to come.
BEGIN = datetime.datetime(2029, 11, 30, 9, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
# Databases sort by bytes, code sorts by the rules of a language; none of these lies where its bytes would put it.
NAMES = ["Ёлкина", "Елисеева", "Жукова", "ёлкина", "Åberg", "Zimina", "abel", "Ärger", "O’Neil", "Щукина"]


@contextmanager
def fixed_chance() -> Iterator[None]:
    """Makes keys, uids and tokens from a seed; see `begin_again`."""
    with patch("os.urandom", _given), patch("random._urandom", _given):
        begin_again("the site")
        yield


def begin_again(seed: str) -> None:
    """From here on random values depend on this seed only, not on earlier calls."""
    _dice.seed(seed)


_dice = random.Random()


def _given(length: int) -> bytes:
    return _dice.randbytes(length)


def make_fixed_site(clock: time_machine.Traveller) -> None:
    """Publish everything into an empty database. Each act takes a minute of the fixed clock."""

    def pass_on() -> None:
        clock.shift(60)

    publications = one_of_everything()
    _publish_a_long_list(pass_on)
    _make_names()
    _publish_every_state(pass_on)
    _make_files()
    _count_what_readers_did(publications[0])
    FrontPage.objects.get(pk=1).slots.create(publication=publications[0], position=1)
    Release.objects.create(name="A launch").items.create(publication=publications[0], languages=["en"])
    make_editor("vera")
    pass_on()


def _publish_a_long_list(pass_on: Callable[[], None]) -> None:
    """Fill more than one page of each list, over a year, under one topic, in one language or both."""
    topic = make_topic(name_en="Arms control", name_ru="Контроль над вооружениями")
    for number in range(40):
        dated = (BEGIN - 9 * number * DAY).date()
        make = (make_article, make_article, make_event, make_report)[number % 4]
        starts_at = BEGIN + (9 - number) * 5 * DAY
        told = {"starts_at": starts_at, "ends_at": starts_at + DAY} if make is make_event else {}
        publication = make(title_en=f"{NAMES[number % 10]} {number}", dated=dated, **told)
        publication.topics.add(topic)
        publish_now(publication, *(("en", "ru"), ("en",), ("ru",))[number % 3])
        pass_on()


def _make_names() -> None:
    """Topics, experts and organisations, one name twice; each expert has all topics made before."""
    for name in [*NAMES, NAMES[0]]:
        make_topic(name_en=name, name_ru=name)
        expert = make_expert(family_name_en=name, family_name_ru=name)
        make_affiliation(expert=expert, organization=make_organization(name_en=name, name_ru=name))
        expert.topics.set(Topic.objects.all())


def _publish_every_state(pass_on: Callable[[], None]) -> None:
    """Of each type: a draft, and texts that are scheduled, changed, corrected, expired, withdrawn and erased."""
    for make in (make_article, make_event, make_report, make_page):
        draft, scheduled, corrected, expired, withdrawn, erased = (make() for _state in range(6))
        save_revision(draft, by=None)
        save_revision(scheduled, by=None)
        publish(scheduled, languages.codes(), by=None, at=timezone.now() + DAY)
        for publication in (corrected, expired, withdrawn, erased):
            publish_now(publication, *languages.codes())
        pass_on()
        for publication in (corrected, erased):
            _change_words(publication)
            publish_now(publication, *languages.codes(), note="New facts.", correction="It said otherwise.")
        pass_on()
        _change_words(draft), _change_words(corrected)
        for language in languages.codes():
            expire(expired, language, at=timezone.now(), now=timezone.now())
            withdraw(withdrawn, language, public_note="It was wrong.", now=timezone.now())
        erase(
            Edition.objects.get(publication_id=erased.pk, language="en", number=1), "A court order.", by=None
        )
        Relation.objects.create(source=corrected, target=scheduled, role="follows")
        Relation.objects.create(source=corrected, target=expired, role="result_of")


def _change_words(publication: Publication) -> None:
    for language in languages.codes():
        number = publication.revisions.count()
        setattr(publication, languages.field_name("body", language), f"<h2>Part</h2><p>Words {number}.</p>")
    publication.save()
    save_revision(publication, by=None)


def _make_files() -> None:
    """An episode with its recording, a report with its PDF, a large picture; and the files that the worker would generate."""
    recording = take_recording(uploads.upload(sounds.mp3(), "Выпуск.mp3"), title="Episode")
    publish_now(make_article(recording_en=recording, cover=make_image(width=900, height=600)), "en", "ru")
    publish_now(with_chart(make_chart()), "en", "ru")
    Marking.objects.create(words_en="On the register", words_ru="В реестре", organization=make_organization())
    document = take_document(uploads.upload(uploads.pdf(7), "Report.pdf"), title="Report")
    publish_now(make_report(pdf_en=document, pdf_ru=document), "en", "ru")
    for edition, kind in product(Edition.objects.live(timezone.now()).order_by("pk"), ADDRESSES):
        file = ContentFile(f"{kind} of {edition}".encode(), name="x")
        EditionFile.objects.create(
            edition=edition, kind=kind, file=file, sha256=hashlib.sha256(file.read()).hexdigest(),
            media_type="application/pdf", size=file.size, made_at=timezone.now(),
        )  # fmt: skip


def _count_what_readers_did(publication: Publication) -> None:
    """Votes in an open poll and in an imported one, ratings, page views."""
    poll = make_poll(beside=[publication], question_en="How far?", question_ru="Как далеко?")
    make_poll(imported=[5, 40, 40, 7], closes_at=timezone.now() + datetime.timedelta(minutes=5))
    for reader in range(7):
        outcome = cast_ballot(
            poll.pk, ballot_id=uuid.uuid4(), voter_key=bytes([reader]) * 32, choices=[reader % 3 + 1], language="en"
        )  # fmt: skip
        assert outcome is BallotOutcome.COUNTED
        given, _now = rate(publication.pk, voter_key=bytes([reader]) * 32, version=1, stars=reader % 5 + 1)
        assert given is RatingOutcome.COUNTED
    for days in range(3):
        day = timezone.localdate() - days * DAY
        ReadingDay.objects.create(publication_id=publication.pk, language="en", day=day, n=40 + days)
