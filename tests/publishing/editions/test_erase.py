"""docs/architecture.md, rule 9: erasing leaves the text nowhere, and a tombstone in its place."""

import json
import zlib
from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from events.choices import EventStatus
from events.models import Event
from tests.factories import make_expert, make_superuser
from tests.publishing.building import (
    add_person,
    build_live,
    dump,
    editions_of,
    save,
    save_and_publish,
    the_edition,
)
from thinktank.addresses.models import Address
from thinktank.publishing.editions.end import expire, withdraw
from thinktank.publishing.editions.erase import CannotErase, apply_erasures, erase
from thinktank.publishing.editions.plan import ChangedMeanwhile, plan_publishing
from thinktank.publishing.editions.publish import carry_out, publish
from thinktank.publishing.editions.schedule import scheduled_edition
from thinktank.publishing.editions.verify import verify_editions
from thinktank.publishing.models import Edition, Erasure, Listing, Reference, Revision
from thinktank.publishing.public.lookup import find_at_address, find_numbered

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECRET = "Zyzzyva"


@pytest.fixture(autouse=True)
def erasures_list(settings, tmp_path):
    settings.ERASURES_LIST = tmp_path / "elsewhere" / "erasures.jsonl"
    return settings.ERASURES_LIST


@pytest.fixture
def now():
    return timezone.now()


def whole_database():
    """Every value of every table as one text, revisions unpacked."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [repr(row) for row in cursor.fetchall()]
    found += [
        zlib.decompress(packed).decode() for packed in Revision.objects.values_list("packed", flat=True)
    ]
    return "\n".join(found)


def secret_article(now, **options):
    """Live in both languages, with the secret in every English text."""
    article = build_live(
        now=now, title_en=f"Title {SECRET}", standfirst_en=f"S {SECRET}", body_en=f"<p>{SECRET} did it.</p>",
        cover_caption_en=SECRET, slug_en="a-name",
    )  # fmt: skip
    add_person(article, f"Ann {SECRET}", "Анна", affiliation_en=SECRET, expert=make_expert())
    save_and_publish(article, "en", "ru", now=now + HOUR, note={"en": SECRET}, correction={"en": SECRET})
    return article


def mend(article):
    """What the editors do afterwards: the working copy is theirs."""
    article.contributions.all().delete()
    save(article, title_en="T", standfirst_en="S", body_en="<p>B</p>", cover_caption_en="")


def erase_all(article, now):
    for edition in reversed(editions_of(article, "en")):
        erase(edition, "A court order", by=None, now=now)


def test_the_text_is_nowhere_in_the_database_afterwards(now):
    article = secret_article(now)
    assert whole_database().count(SECRET) > 10
    erase_all(article, now + DAY)
    mend(article)
    assert SECRET not in whole_database()


def test_the_desks_history_loses_the_text_too(now):
    article, other = secret_article(now), build_live(now=now)
    for publication in (article, other):
        LogEntry.objects.log_actions(
            make_superuser().pk, [publication], CHANGE, f"Changed “Ann {SECRET}”.", single_object=True
        )
    erase_all(article, now + DAY)
    mend(article)
    assert whole_database().count(SECRET) == 1
    assert LogEntry.objects.filter(object_id=str(article.pk)).count() == 1


def test_drafts_saved_after_the_edition_lose_the_text_too(now):
    article = secret_article(now)
    save(article, title_ru="Черновик")
    erase_all(article, now + DAY)
    mend(article)
    assert SECRET not in whole_database()


def test_drafts_saved_before_the_edition_lose_the_text_too(now):
    article = build_live(now=now)
    save(article, title_en=f"Draft {SECRET}")
    save_and_publish(article, "en", now=now + HOUR)
    erase(the_edition(article, "en", 2), "A court order", by=None, now=now + DAY)
    mend(article)
    assert SECRET not in whole_database()


def test_the_other_language_keeps_its_words(now):
    article = secret_article(now)
    russian = the_edition(article, "ru", 2)
    erase_all(article, now + DAY)
    assert the_edition(article, "ru", 2).content == russian.content
    assert russian.words_from.snapshot["words"]["ru"]["title"] == russian.title
    assert Edition.objects.live(now + DAY).in_language("ru").exists()


def test_a_tombstone_keeps_number_interval_old_digest_reason_and_date(now):
    article = build_live(now=now, languages=["en"])
    before = the_edition(article, "en", 1)
    administrator = make_superuser()
    erase(before, "  A court order  ", by=administrator, now=now + DAY)
    after = the_edition(article, "en", 1)
    assert (after.number, after.live_from, after.digest) == (1, before.live_from, before.digest)
    assert (after.live_until, after.ended_as) == (now + DAY, "withdrawn")
    assert (after.erased_at, after.erasure_reason) == (now + DAY, "A court order")
    assert (after.title, after.standfirst, after.plain_text, after.content, after.card) == (
        "",
        "",
        "",
        {},
        {},
    )
    erasure = Erasure.objects.get()
    assert (erasure.edition, erasure.reason, erasure.erased_by) == (after, "A court order", administrator)


def test_an_erased_edition_is_gone_from_lists_references_and_addresses(now):
    article = secret_article(now)
    erase_all(article, now + DAY)
    assert not Listing.objects.filter(language="en").exists()
    assert not Reference.objects.filter(edition__language="en").exists()
    assert not Edition.objects.live(now + DAY).in_language("en").exists()
    assert find_at_address("article", "articles", "en", "a-name", now + DAY).gone
    assert find_numbered("article", "en", "a-name", 2, now + DAY).gone


def test_erasing_one_that_has_ended_leaves_the_live_one_alone(now):
    article = build_live(now=now, languages=["en"])
    save(article, title_en="Clean")
    publish(article, ["en"], by=None, now=now + HOUR)
    erase(the_edition(article, "en", 1), "Privacy", by=None, now=now + DAY)
    assert Edition.objects.live(now + DAY).get().title == "Clean"
    assert [e.number for e in Edition.objects.on_record(now + DAY)] == [2]
    assert Address.objects.get(is_current=True).label == "Clean"


def test_erasing_the_live_one_takes_the_older_off_the_record(now):
    article = build_live(now=now, languages=["en"])
    save_and_publish(article, "en", now=now + HOUR)
    erase(the_edition(article, "en", 2), "Privacy", by=None, now=now + DAY)
    assert not Edition.objects.on_record(now + DAY).exists()


def test_erasing_needs_a_reason_and_something_that_was_live(now):
    article = build_live(now=now, languages=["en"])
    publish(article, ["en"], by=None, now=now, at=now + 2 * DAY)
    before = dump()
    with pytest.raises(CannotErase):
        erase(the_edition(article, "en", 1), "   ", by=None, now=now + HOUR)
    with pytest.raises(CannotErase):
        erase(scheduled_edition(article, "en", now), "Privacy", by=None, now=now + HOUR)
    assert dump() == before


@pytest.mark.parametrize("end", [
    lambda article, now: withdraw(article, "en", public_note="Wrong.", now=now),
    lambda article, now: expire(article, "en", at=now, now=now),
    lambda article, now: None,
], ids=["withdrawn", "expired", "in the moment it went live"])  # fmt: skip
def test_an_edition_can_be_erased_however_it_ended(now, end):
    article = build_live(now=now, languages=["en"])
    end(article, now + timedelta(microseconds=5))
    at = now if the_edition(article, "en", 1).live_until is None else now + HOUR
    erase(the_edition(article, "en", 1), "Privacy", by=None, now=at)
    assert the_edition(article, "en", 1).erased_at


def test_erasing_twice_changes_nothing(now):
    article = build_live(now=now, languages=["en"])
    erase(the_edition(article, "en", 1), "Privacy", by=None, now=now + HOUR)
    before = dump()
    erase(the_edition(article, "en", 1), "Again", by=None, now=now + DAY)
    assert dump() == before
    assert Erasure.objects.count() == 1


def test_a_plan_made_before_the_erasure_brings_nothing_back(now):
    event = build_live(Event, now=now, title_ru=SECRET)
    save(event, status=EventStatus.CANCELLED)
    plan = plan_publishing(event, ["en"], now=now + HOUR)
    erase(the_edition(event, "ru", 1), "Privacy", by=None, now=now + HOUR)
    with pytest.raises(ChangedMeanwhile):
        carry_out(plan, by=None)


def test_an_erased_publication_may_be_published_anew(now):
    article = secret_article(now)
    erase_all(article, now + DAY)
    mend(article)
    publish(article, ["en"], by=None, now=now + 2 * DAY)
    assert [e.number for e in Edition.objects.on_record(now + 2 * DAY).in_language("en")] == [3]
    assert find_at_address("article", "articles", "en", "a-name", now + 2 * DAY).edition.title == "T"


# The list outside the database


def test_the_list_says_which_when_and_why_and_never_what(now, erasures_list):
    article = secret_article(now)
    edition = the_edition(article, "en", 2)
    erase(edition, "По решению суда", by=None, now=now + DAY)
    text = erasures_list.read_text(encoding="utf-8")
    (line,) = [json.loads(line) for line in text.splitlines()]
    assert line == {
        "edition": str(edition.uid),
        "reason": "По решению суда",
        "erased_at": (now + DAY).isoformat(),
    }


def test_erasures_are_applied_again_after_a_restore(now, erasures_list):
    article = secret_article(now)
    remembered = "".join(
        json.dumps({"edition": str(edition.uid), "reason": "A court order", "erased_at": now.isoformat()})
        + "\n"
        for edition in editions_of(article, "en")
    )
    erasures_list.parent.mkdir()
    erasures_list.write_text(remembered, encoding="utf-8")
    assert apply_erasures() == 2
    assert {e.erasure_reason for e in editions_of(article, "en")} == {"A court order"}
    mend(article)
    assert SECRET not in whole_database()
    assert apply_erasures() == 0
    assert erasures_list.read_text(encoding="utf-8") == remembered


def test_without_a_list_there_is_nothing_to_apply():
    assert apply_erasures() == 0


def test_the_command_says_how_many_were_applied(now, erasures_list, capsys):
    article = build_live(now=now - DAY, languages=["en"])
    erasures_list.parent.mkdir()
    line = {"edition": str(the_edition(article, "en", 1).uid), "reason": "R", "erased_at": ""}
    erasures_list.write_text(json.dumps(line) + "\n")
    call_command("apply_erasures")
    assert capsys.readouterr().out == "1 editions erased again.\n"


def test_verification_lists_tombstones_apart(now):
    article = build_live(now=now)
    erase(the_edition(article, "en", 1), "Privacy", by=None, now=now + HOUR)
    result = verify_editions()
    assert (result.checked, result.tombstones, result.differing) == (2, [f"{article.uid} en 1"], [])
