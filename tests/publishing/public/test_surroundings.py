"""An edition's surroundings: one query, only what readers may see, in a defined order."""

import datetime
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Event
from tests.factories import make_expert, make_project, make_topic
from tests.publishing.building import (
    add_person,
    build,
    build_live,
    build_saved,
    save_and_publish,
    the_edition,
)
from thinktank.publishing.editions.end import expire, withdraw
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.models import Edition, Relation
from thinktank.publishing.public.surrounding_ids import NEWEST_OF_A_SUBJECT, SortKey, ids_around
from thinktank.publishing.public.surroundings import surroundings_of

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


def relate(source, target, role="reports_on"):
    Relation.objects.create(source_id=source.pk, target_id=target.pk, role=role)


def test_relations_are_read_in_both_directions_in_the_best_language(now):
    news = build_live(now=now, title_en="News")
    report = build_live(now=now, title_en="Report")
    russian_only = build_live(now=now, languages=["ru"], title_ru="Только")
    relate(news, report)
    relate(news, russian_only, "follows")
    related = surroundings_of(the_edition(news, "en", 1), now).related
    assert {(edition.title, role, is_inward) for edition, role, is_inward in related} == {
        ("Report", "reports_on", False),
        ("Только", "follows", False),
    }
    ((edition, role, is_inward),) = surroundings_of(the_edition(report, "en", 1), now).related
    assert (edition.title, role, is_inward) == ("News", "reports_on", True)


def test_nothing_that_is_not_live_is_related(now):
    news = build_live(now=now)
    draft, waiting, withdrawn, ended = build_saved(), build_saved(), build_live(now=now), build_live(now=now)
    publish(waiting, ["en", "ru"], by=None, now=now, at=now + 9 * DAY)
    for language in ("en", "ru"):
        withdraw(withdrawn, language, public_note="Wrong.", now=now + HOUR)
        expire(ended, language, at=now + HOUR, now=now)
    for other in (draft, waiting, withdrawn, ended):
        relate(news, other)
    assert surroundings_of(the_edition(news, "en", 1), now + HOUR).related == []


def test_links_in_the_text_lead_to_the_same_language_when_there_is_one(now):
    both, russian, draft = (
        build_live(now=now, slug_en="both"),
        build_live(now=now, languages=["ru"], slug_ru="ru"),
        build(),
    )
    links = "".join(f'<a href="publication:{p.uid}">x</a> ' for p in (both, russian, draft))
    article = build_live(now=now, body_en=f"<p>{links}</p>")
    assert surroundings_of(the_edition(article, "en", 1), now).links == {
        str(both.uid): "/en/articles/both/",
        str(russian.uid): "/ru/articles/ru/",
    }


def test_a_link_of_a_text_to_itself_leads_to_its_own_page_in_its_language(now):
    article = build_live(now=now, slug_en="self", slug_ru="sam")
    article.body_en = article.body_ru = f'<p><a href="publication:{article.uid}">x</a></p>'
    save_and_publish(article, "en", "ru", now=now + HOUR)
    for language, path in {"en": "/en/articles/self/", "ru": "/ru/articles/sam/"}.items():
        edition = the_edition(article, language, 2)
        assert surroundings_of(edition, now + 2 * HOUR).links == {str(article.uid): path}


def test_history_is_what_is_on_record_in_this_language_newest_first(now):
    article = build_live(now=now)
    save_and_publish(article, "en", now=now + HOUR)
    publish(article, ["en"], by=None, now=now + HOUR, at=now + DAY)
    surroundings = surroundings_of(the_edition(article, "en", 1), now + 2 * HOUR)
    assert [edition.number for edition in surroundings.history] == [2, 1]
    assert [edition.language for edition in surroundings.translations] == ["ru"]


def test_the_family_is_one_query_whatever_surrounds_the_edition(now):
    article = build_live(now=now)
    edition = the_edition(article, "en", 1)
    for hour in range(1, 5):
        other = build_live(now=now)
        relate(article, other)
        save_and_publish(article, "en", "ru", now=now + hour * HOUR)
        with CaptureQueriesContext(connection) as queries:
            surroundings_of(edition, now + DAY)
        assert len(queries) == 1


# Neighbours by date


def dated(day, now, **fields):
    return build_live(now=now, dated=datetime.date(2024, 5, day), **fields)


def neighbours(publication, at, language="en"):
    surroundings = surroundings_of(the_edition(publication, language, 1), at)
    return tuple(row and row.title for row in (surroundings.earlier, surroundings.later))


def test_its_neighbours_are_the_nearest_by_date_of_its_type_and_language(now):
    dated(1, now, title_en="First")
    dated(2, now, title_en="Second")
    article = dated(3, now)
    dated(3, now, languages=["ru"])
    dated(3, now, model=Event)
    dated(4, now, title_en="Fourth")
    dated(5, now, title_en="Fifth")
    assert neighbours(article, now) == ("Second", "Fourth")


def test_texts_of_one_day_are_neighbours_in_the_order_of_their_list(now):
    same_day = [dated(1, now + hour * HOUR, title_en=f"{hour}") for hour in range(3)]
    twin = dated(1, now + HOUR, title_en="1b")
    assert [neighbours(article, now + DAY) for article in [*same_day, twin]] == [
        (None, "1"), ("0", "1b"), ("1b", None), ("1", "2"),
    ]  # fmt: skip


def test_an_edition_that_is_not_live_is_not_a_neighbour(now):
    dated(1, now, title_en="First")
    article = dated(3, now)
    dated(5, now, title_en="Fifth")
    waiting = build_saved(dated=datetime.date(2024, 5, 4))
    publish(waiting, ["en"], by=None, now=now, at=now + 9 * DAY)
    withdraw(dated(2, now), "en", public_note="Wrong.", now=now + HOUR)
    expire(dated(4, now), "en", at=now + HOUR, now=now)
    assert neighbours(article, now + HOUR) == ("First", "Fifth")


# Suggestions


def about(*terms, now, by=None, languages=("en", "ru"), **fields):
    """Make a live article under these topics and projects, by this expert."""
    article = build_saved(languages=languages, **fields)
    for term in terms:
        getattr(article, f"{term._meta.model_name}s").add(term)
    if by:
        add_person(article, by.given_name_en, expert=by)
    save_and_publish(article, *languages, now=now)
    return article


def suggested(publication, at, language="en"):
    edition = Edition.objects.live(at).get(publication_id=publication.pk, language=language)
    return [(row.title, shared) for row, shared in surroundings_of(edition, at).suggested]


def test_what_shares_most_comes_first_and_says_what_it_shares(now):
    topic, other, project, expert = (
        make_topic(name_en="Ice"),
        make_topic(),
        make_project(name_en="North"),
        make_expert(),
    )
    article = about(topic, other, project, now=now, by=expert)
    about(topic, now=now, title_en="Topic")
    about(topic, other, now=now, title_en="Two topics")
    about(project, now=now, title_en="Project", languages=["en"])
    about(topic, project, now=now, title_en="Topic and project")
    about(now=now, by=expert, title_en="Person")
    about(make_topic(), now=now, title_en="Nothing")
    found = suggested(article, now)
    assert [title for title, _shared in found] == ["Topic and project", "Project", "Person", "Two topics"]
    assert [shared for _title, shared in found[:2]] == ["North", "North"]


def test_the_newer_of_equally_close_texts_comes_first(now):
    topic = make_topic()
    article = about(topic, now=now)
    for day in (2, 1, 3):
        about(topic, now=now, title_en=f"Day {day}", dated=datetime.date(2024, 5, day))
    assert [title for title, _shared in suggested(article, now)] == ["Day 3", "Day 2", "Day 1"]


def test_suggestions_are_live_in_the_language_and_not_on_the_page_already(now):
    topic = make_topic()
    russian = about(topic, now=now, languages=["ru"])
    article = about(topic, now=now, body_en=f'<p><a href="publication:{russian.uid}">x</a></p>')
    related, ended, gone = (about(topic, now=now) for _ in range(3))
    relate(article, related)
    waiting = build_saved()
    waiting.topics.add(topic)
    save_and_publish(waiting, "en", now=now, at=now + 9 * DAY)
    expire(ended, "en", at=now + HOUR, now=now)
    withdraw(gone, "en", public_note="Wrong.", now=now + HOUR)
    assert suggested(article, now + HOUR) == []


def test_suggestions_fill_the_places_that_editors_left(now):
    topic = make_topic()
    article = about(topic, now=now)
    for _ in range(6):
        about(topic, now=now)
    relate(article, build_live(now=now))
    assert len(suggested(article, now)) == 3


def around(edition, topic, at):
    key = SortKey(
        edition.pk,
        edition.publication_id,
        edition.type,
        edition.language,
        edition.dated,
        edition.first_live_from,
    )
    return Edition.objects.filter(pk__in=ids_around(key, [topic.uid], [topic.uid], at)).order_by()


def test_a_subject_with_many_texts_costs_no_more_than_its_newest(now):
    topic = make_topic()
    article = about(topic, now=now)
    for _ in range(NEWEST_OF_A_SUBJECT + 4):
        about(topic, now=now, languages=["en"])
    own, neighbours = 2, 2
    found = around(the_edition(article, "en", 1), topic, now).count()
    assert found <= NEWEST_OF_A_SUBJECT + own + neighbours


def test_every_branch_of_the_query_uses_an_index(now):
    topic = make_topic()
    edition = the_edition(about(topic, now=now), "en", 1)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = around(edition, topic, now).explain()
    assert "Seq Scan" not in plan
    assert " SCAN " not in plan
