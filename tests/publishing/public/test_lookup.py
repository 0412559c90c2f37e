"""What the public may see: `live` and `on_record` decide it for every address."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_article, make_topic, publish_now
from tests.publishing.building import build_live, build_saved, save, save_and_publish, the_edition
from thinktank.delivery import cache_tags
from thinktank.delivery.cache_tags import list_tag
from thinktank.publishing.editions.end import expire, withdraw
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.models import Edition, Listing
from thinktank.publishing.public.long_list import LongList
from thinktank.publishing.public.lookup import (
    find_at_address,
    find_numbered,
    listed_under,
    withdrawal_note,
)

pytestmark = pytest.mark.django_db

HOUR, DAY, TICK = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)


@pytest.fixture
def now():
    return timezone.now()


def at_address(slug, at, language="en"):
    return find_at_address("article", "articles", language, slug, at)


# live and on_record


def numbers(editions):
    return sorted(editions.values_list("number", flat=True))


def test_the_truth_table_of_live_and_on_record(now):
    article = build_live(now=now, languages=["en"])  # 1: replaced after an hour
    save_and_publish(article, "en", now=now + HOUR)  # 2: expires after two hours
    expire(article, "en", at=now + 2 * HOUR, now=now + HOUR)
    save_and_publish(article, "en", now=now + 3 * HOUR)  # 3: withdrawn after four hours
    withdraw(article, "en", public_note="Wrong.", now=now + 4 * HOUR)
    save_and_publish(article, "en", now=now + 5 * HOUR)  # 4: live
    publish(article, ["en"], by=None, now=now + 5 * HOUR, at=now + 6 * HOUR)  # 5: scheduled
    expected = {
        now - TICK: ([], []),
        now: ([1], [1]),
        now + HOUR - TICK: ([1], [1]),
        now + HOUR: ([2], [1, 2]),
        now + 2 * HOUR - TICK: ([2], [1, 2]),
        now + 2 * HOUR: ([], [1, 2]),
        now + 3 * HOUR: ([3], [1, 2, 3]),
        now + 4 * HOUR - TICK: ([3], [1, 2, 3]),
        now + 4 * HOUR: ([], []),
        now + 5 * HOUR: ([4], [4]),
        now + 6 * HOUR - TICK: ([4], [4]),
        now + 6 * HOUR: ([5], [4, 5]),
        now + 6000 * DAY: ([5], [4, 5]),
    }
    found = {
        at: (numbers(Edition.objects.live(at)), numbers(Edition.objects.on_record(at))) for at in expected
    }
    assert found == expected


def test_is_live_of_an_edition_agrees_with_the_queryset(now):
    article = build_live(now=now, languages=["en"])
    expire(article, "en", at=now + DAY, now=now)
    edition = the_edition(article, "en", 1)
    for at in (now - TICK, now, now + DAY - TICK, now + DAY):
        assert edition.is_live(at) == Edition.objects.live(at).filter(pk=edition.pk).exists()


def test_lists_never_read_long_texts(now):
    build_live(now=now)
    edition = Edition.objects.live(now).for_lists().newest_first().first()
    assert {"content", "plain_text"} <= edition.get_deferred_fields()


# find_at_address


def test_finds_the_live_edition_at_its_address(now):
    article = build_live(now=now, slug_en="bees")
    assert at_address("bees", now).edition == the_edition(article, "en", 1)


def test_an_address_that_was_never_used_is_not_found(now):
    build_live(now=now)
    assert at_address("nothing", now) is None


def test_drafts_and_scheduled_editions_look_like_unknown_addresses(now):
    build_saved(slug_en="draft")
    waiting = build_saved(slug_en="waiting")
    publish(waiting, ["en"], by=None, now=now, at=now + DAY)
    assert at_address("draft", now) is None
    assert at_address("waiting", now + DAY - TICK) is None
    assert at_address("waiting", now + DAY).edition


def test_an_old_address_leads_to_the_new_one(now):
    article = build_live(now=now, slug_en="old", languages=["en"])
    save(article, slug_en="new")
    publish(article, ["en"], by=None, now=now + HOUR)
    assert at_address("old", now + HOUR).moved_to == "/en/articles/new/"
    assert at_address("new", now + HOUR).edition


def test_a_scheduled_address_does_not_redirect_yet(now):
    article = build_live(now=now, slug_en="old", languages=["en"])
    save(article, slug_en="new")
    publish(article, ["en"], by=None, now=now, at=now + DAY)
    assert at_address("old", now + HOUR).edition
    assert at_address("new", now + HOUR) is None
    assert at_address("old", now + DAY).moved_to == "/en/articles/new/"


def test_an_old_address_redirects_straight_to_the_newest(now):
    article = build_live(now=now, slug_en="one", languages=["en"])
    for hour, slug in enumerate(["two", "three"], start=1):
        save(article, slug_en=slug)
        publish(article, ["en"], by=None, now=now + hour * HOUR)
    assert {at_address(slug, now + DAY).moved_to for slug in ("one", "two")} == {"/en/articles/three/"}


def test_a_withdrawn_publication_is_gone_at_all_its_addresses(now):
    article = build_live(now=now, slug_en="old", languages=["en"])
    save(article, slug_en="new")
    publish(article, ["en"], by=None, now=now + HOUR)
    withdraw(article, "en", public_note="Wrong.", now=now + DAY)
    for slug in ("old", "new"):
        answer = at_address(slug, now + DAY)
        assert (answer.edition, answer.moved_to) == (None, "")
        assert withdrawal_note(answer.gone, now + DAY) == "Wrong."


def test_an_expired_edition_is_still_shown(now):
    article = build_live(now=now, slug_en="bees", languages=["en"])
    expire(article, "en", at=now + HOUR, now=now)
    answer = at_address("bees", now + DAY)
    assert (answer.edition.ended_as, answer.edition.is_live(now + DAY)) == ("expired", False)


def test_an_untranslated_publication_is_shown_in_its_own_language(now):
    article = build_live(now=now, slug_en="bees", languages=["en"])
    assert at_address("bees", now, "ru").edition == the_edition(article, "en", 1)


def test_the_address_of_another_language_redirects_to_that_of_this_language(now):
    build_live(now=now, slug_en="bees", slug_ru="pchely")
    assert at_address("bees", now, "ru").moved_to == "/ru/articles/pchely/"


def test_a_publication_withdrawn_in_this_language_is_not_shown_in_another(now):
    article = build_live(now=now, slug_en="bees", slug_ru="pchely")
    withdraw(article, "ru", public_note="Wrong.", now=now + HOUR)
    assert at_address("pchely", now + HOUR, "ru").gone
    assert at_address("bees", now + HOUR, "ru").gone
    assert at_address("bees", now + HOUR, "en").edition


def test_an_address_of_another_type_is_not_found(now):
    build_live(now=now, slug_en="bees")
    assert find_at_address("report", "reports", "en", "bees", now) is None


# find_numbered


def test_every_edition_on_record_is_found_by_number_at_every_address_it_had(now):
    article = build_live(now=now, slug_en="old", languages=["en"])
    save(article, slug_en="new")
    publish(article, ["en"], by=None, now=now + HOUR)
    for slug in ("old", "new"):
        for number in (1, 2):
            answer = find_numbered("article", "en", slug, number, now + HOUR)
            assert answer.edition == the_edition(article, "en", number)


def test_a_number_that_is_not_yet_live_is_unknown(now):
    article = build_live(now=now, slug_en="bees", languages=["en"])
    publish(article, ["en"], by=None, now=now, at=now + DAY)
    assert find_numbered("article", "en", "bees", 2, now) is None
    assert find_numbered("article", "en", "bees", 3, now + DAY) is None
    assert find_numbered("article", "en", "bees", 2, now + DAY).edition


def test_numbers_of_a_publication_that_was_never_public_are_unknown(now):
    waiting = build_saved(slug_en="waiting")
    publish(waiting, ["en"], by=None, now=now, at=now + DAY)
    assert find_numbered("article", "en", "waiting", 1, now) is None
    assert find_numbered("article", "en", "nothing", 1, now) is None


def test_withdrawn_and_older_numbers_are_gone_with_the_note(now):
    article = build_live(now=now, slug_en="bees", languages=["en"])
    save_and_publish(article, "en", now=now + HOUR)
    withdraw(article, "en", public_note="Wrong.", now=now + DAY)
    save_and_publish(article, "en", now=now + 2 * DAY)
    for number in (1, 2):
        answer = find_numbered("article", "en", "bees", number, now + 2 * DAY)
        assert (answer.edition, withdrawal_note(answer.gone, now + 2 * DAY)) == (None, "Wrong.")
    assert find_numbered("article", "en", "bees", 3, now + 2 * DAY).edition


# listed_under


def test_lists_hold_what_is_live_under_a_subject_in_one_language_newest_first(now):
    topic, other = make_topic(), make_topic()
    wanted = []
    for day in range(3):
        article = build_saved(title_en=f"Day {day}")
        article.topics.set([topic])
        save_and_publish(article, "en", "ru", now=now + day * DAY)
        wanted.insert(0, f"Day {day}")
    elsewhere = build_saved()
    elsewhere.topics.set([other])
    save_and_publish(elsewhere, "en", now=now)
    assert [edition.title for edition in listed_under(topic.uid, "en", now + 9 * DAY)] == wanted
    assert [edition.title for edition in listed_under(topic.uid, "en", now)] == ["Day 0"]


def test_a_replaced_or_withdrawn_edition_leaves_its_lists(now):
    topic = make_topic()
    article = build_saved()
    article.topics.set([topic])
    save_and_publish(article, "en", "ru", now=now)
    article.topics.clear()
    save_and_publish(article, "en", now=now + HOUR)
    assert list(listed_under(topic.uid, "en", now + HOUR)) == []
    assert list(listed_under(topic.uid, "ru", now + HOUR)) == []


def test_a_list_uses_the_index_of_listings(now):
    topic = make_topic()
    article = build_saved()
    article.topics.set([topic])
    save_and_publish(article, "en", now=now)
    Listing.objects.bulk_create(
        Listing(
            edition_id=listing.edition_id,
            subject_uid=make_topic().uid,
            language="en",
            dated=listing.dated,
            live_from=now,
            first_live_from=now,
        )
        for listing in Listing.objects.all()
        for _ in range(60)
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = listed_under(topic.uid, "en", now).ids[:20].explain()
    assert "listing_list" in plan
    if connection.vendor == "sqlite":
        assert "TEMP B-TREE FOR ORDER BY" not in plan  # but within a day


def test_a_page_of_a_long_list_is_sliced_and_counted_by_an_index_alone(now):
    def newest(language, at):
        return (
            Edition.objects.live(at).in_language(language).of_type("article").newest_first().values_list("pk")
        )

    long_list = LongList(newest, {"language": "en", "at": now}, ["list:article"])
    assert long_list.count() == 0 and long_list[0:20] == []
    if connection.vendor == "sqlite":  # PostgreSQL takes no index for a table without rows
        assert "COVERING INDEX edition_type_list" in long_list.ids[10_000:10_020].explain()


def test_a_later_page_is_found_once_until_a_text_of_its_list_changes(monkeypatch):
    monkeypatch.setattr(cache_tags, "READ_EVERY", 0)

    def newest(language, at):
        live = Edition.objects.live(at).in_language(language).of_type("article")
        return live.newest_first().values_list("pk")

    def second_page():
        at = timezone.now()
        with CaptureQueriesContext(connection) as queries:
            page = LongList(newest, {"language": "en", "at": at}, [list_tag("article")])[2:4]
        walked = [query for query in queries if "OFFSET" in query["sql"]]
        return [edition.slug for edition in page], len(walked)

    articles = [make_article(title_en=f"Text {n}") for n in range(4)]
    for article in articles:
        publish_now(article, "en")
    assert second_page() == (["text-1", "text-0"], 1)
    assert second_page() == (["text-1", "text-0"], 0)
    withdraw(articles[1], "en", public_note="Wrong.", now=timezone.now())
    assert second_page()[0] == ["text-0"]
