"""verify_editions finds changes to stored editions that bypassed the triggers."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from tests.publishing.building import build_live, save_and_publish, the_edition
from thinktank.publishing.editions.erase import erase
from thinktank.publishing.editions.triggers import drop_triggers
from thinktank.publishing.editions.verify import verify_editions
from thinktank.publishing.models import Edition, Erasure

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def article(written_once):
    now = timezone.now()
    article = build_live(now=now)
    for hour in (1, 2):
        article.title_en = f"Title {hour}"
        article.save()
        save_and_publish(article, "en", now=now + timedelta(hours=hour))
    drop_triggers(connection)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE publishing_edition DROP CONSTRAINT edition_intervals_never_overlap")
    return article


def change(article, which, **fields):
    Edition.objects.filter(publication=article.pk, language="en", number=which).update(**fields)


def test_sound_editions_show_no_difference(article):
    result = verify_editions()
    assert (result.checked, result.tombstones, result.differing) == (4, [], [])


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("the digest differs from its record", {"title": "Changed"}),
        ("the digest differs from its record", {"plain_text": "Changed"}),
        ("the digest differs from its record", {"digest": "edition-1:0"}),
        ("the card differs from its record", {"card": {"people": []}}),
        ("blank, but no erasure says so", {"erased_at": timezone.now()}),
    ],
)
def test_a_changed_edition_is_named(article, what, fields):
    change(article, 2, **fields)
    assert verify_editions().differing == [f"{article.uid} en 2: {what}"]


def test_a_missing_edition_is_noticed(article):
    the_edition(article, "en", 1).listings.all().delete()
    the_edition(article, "en", 1).references.all().delete()
    Edition.objects.filter(translates=the_edition(article, "en", 1)).update(translates=None)
    the_edition(article, "en", 1).delete()
    assert verify_editions().differing == [f"{article.uid} en 2: editions before it are missing"]


def test_a_gap_between_numbers_is_noticed(article):
    change(article, 3, number=5)
    assert f"{article.uid} en 5: an edition before it is missing" in verify_editions().differing


@pytest.mark.parametrize("until", [None, timezone.now() + timedelta(days=9)])
def test_overlapping_times_are_noticed(article, until):
    change(article, 1, live_until=until, ended_as="replaced" if until else "")
    assert verify_editions().differing == [
        f"{article.uid} en 2: its time overlaps that of the edition before it"
    ]


def test_a_tombstone_with_its_erasure_is_no_difference(article, settings, tmp_path):
    settings.ERASURES_LIST = tmp_path / "erasures.jsonl"
    erase(the_edition(article, "en", 1), "Privacy", by=None, now=timezone.now() + timedelta(days=1))
    assert verify_editions().differing == []
    Erasure.objects.all().delete()
    assert verify_editions().differing == [f"{article.uid} en 1: blank, but no erasure says so"]


def test_the_command_fails_and_names_what_differs(article, capsys):
    call_command("verify_editions")
    assert "4 editions, 0 erased, nothing differs." in capsys.readouterr().out
    change(article, 2, title="Changed")
    with pytest.raises(CommandError, match="1 differences in 4 editions"):
        call_command("verify_editions")
    assert f"{article.uid} en 2: the digest differs" in capsys.readouterr().err
