"""A prepared query has the same results as its QuerySet, for all values."""

import datetime
import uuid

import pytest
from django.db import connection
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import make_article, make_edition, make_image, publish_now
from tests.polls.making import make_poll
from thinktank.database.prepared import prepared
from thinktank.publishing.models import Edition, Listing

pytestmark = pytest.mark.django_db


def _found(slug, uids, at, number):
    """One query with filters, lists, annotations, a subquery and constants."""
    listed = Listing.objects.filter(edition=OuterRef("pk"), subject_uid__in=uids)
    return (
        Edition.objects.live(at)
        .filter(Q(slug=slug) | Q(publication_uid__in=uids) | Q(number__gt=number))
        .annotate(
            is_listed=Exists(listed),
            said=Case(When(slug=slug, then=Concat(Value("is "), F("slug"))), default=Value("other"), output_field=CharField()),
        )
        .for_lists()
        .order_by("pk")
    )  # fmt: skip


found = prepared(_found)
pairs = prepared(
    lambda language, at: (
        Edition.objects.live(at).in_language(language).order_by("pk").values_list("slug", "live_from")
    )
)


@pytest.fixture
def editions():
    made = []
    for name in ("bees", "ants", "it's 100 %s \\ «да»"):
        article = make_article(title_en=name, title_ru=name)
        made += publish_now(article, "en", "ru")
    return made


@pytest.fixture(params=[True, False], ids=["prepared", "unprepared"])
def each_way(request, settings):
    """Runs the test with the optimisation and without it."""
    settings.PREPARED_QUERIES = request.param


@given(data=st.data())
def test_instances_are_those_of_the_queryset(editions, each_way, data):
    values = {
        "slug": data.draw(st.sampled_from([edition.slug for edition in editions]) | st.text(max_size=9).filter(lambda text: "\0" not in text)),
        "uids": data.draw(st.lists(st.sampled_from([edition.publication_uid for edition in editions]) | st.uuids(), max_size=3)),
        "at": data.draw(st.sampled_from([timezone.now(), timezone.now() - datetime.timedelta(days=900)])),
        "number": data.draw(st.integers(0, 3)),
    }  # fmt: skip
    plain, quick = list(_found(**values)), found(**values)
    assert quick == plain
    for name in ("title", "dated", "live_from", "card", "publication_uid", "is_minor", "said"):
        assert [getattr(row, name) for row in quick] == [getattr(row, name) for row in plain], name
    assert [bool(row.is_listed) for row in quick] == [bool(row.is_listed) for row in plain]
    assert all("content" in row.get_deferred_fields() for row in quick)


@pytest.mark.parametrize("make", [make_edition, make_poll, make_image])
def test_an_instance_has_the_values_and_the_state_of_one_of_the_queryset(make, each_way):
    """Also of models that other code watches: fields in two languages, pictures that find out their size."""
    row = make()
    usual = type(row).objects.get(uid=row.uid)
    [made] = prepared(lambda uid: type(row).objects.filter(uid=uid))(uid=row.uid)
    assert {**vars(made), "_state": None} == {**vars(usual), "_state": None}
    for name in ("adding", "db", "fetch_mode", "fields_cache"):
        assert getattr(made._state, name) == getattr(usual._state, name), name


def test_tuples_are_those_of_the_queryset(editions, each_way):
    now = timezone.now()
    for language in ("en", "ru", "de"):
        plain = (
            Edition.objects.live(now).in_language(language).order_by("pk").values_list("slug", "live_from")
        )
        assert pairs(language=language, at=now) == list(plain)


def test_rows_are_equal_exactly_when_the_results_are(editions, each_way):
    """They are keys of cached fragments."""
    now = timezone.now()

    def rows(**changed):
        values = {"slug": "bees", "uids": [], "at": now, "number": 0} | changed
        return found.ask(**values).rows

    before = rows()
    assert (before, hash(before)) == (rows(), hash(rows()))
    assert rows(slug="ants") != before  # the same editions, with another annotation
    assert rows(number=9, slug=editions[0].slug) != before


def test_without_the_optimisation_nothing_is_remembered(editions, settings, monkeypatch):
    monkeypatch.setattr("thinktank.database.prepared._queries", remembered := {})
    settings.PREPARED_QUERIES = False
    found(slug="bees", uids=[], at=timezone.now(), number=0)
    assert remembered == {}
    settings.PREPARED_QUERIES = True
    found(slug="bees", uids=[], at=timezone.now(), number=0)
    assert len(remembered) == 1


def test_a_query_that_computes_with_an_argument_is_refused():
    week = datetime.timedelta(days=7)
    lately = prepared(lambda day: Edition.objects.filter(dated__gt=day - week))

    with pytest.raises(TypeError, match="does not pass on day as given"):
        lately(day=datetime.date(2026, 1, 8))


def test_the_sql_is_built_once_for_each_shape():
    built = []

    @prepared
    def counted(uids):
        built.append(len(uids))
        return Edition.objects.filter(publication_uid__in=uids)

    for length in (1, 2, 1, 2, 0, 0):
        counted(uids=[uuid.uuid4() for _n in range(length)])
    assert built[:2] == [1, 2] and built.count(1) == built.count(2) == 1


def test_a_prepared_query_is_one_query_with_parameters(editions):
    with CaptureQueriesContext(connection) as queries:
        found(slug="x'; DROP TABLE publishing_edition; --", uids=[], at=timezone.now(), number=9)
    assert len(queries) == 1
    assert Edition.objects.count() == len(editions)


def test_only_arguments_are_parameters(editions):
    """SQLite plans a statement anew each time it binds a value that a partial index names."""
    said = "it's 100 %s \\ «да» \""
    with_constants = prepared(
        lambda number: (
            Edition.objects.filter(number__gt=number)
            .exclude(slug=said)
            .annotate(said=Value(said, output_field=CharField()))
            .values_list("said")
        )
    )
    statements = []

    def note(execute, sql, params, many, context):
        statements.append(params)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        assert set(with_constants(number=0)) == {(said,)}
    [params] = statements
    assert list(params.values() if isinstance(params, dict) else params) == [0]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Only PostgreSQL prepares queries itself")
def test_postgresql_plans_it_once(editions):
    for number in range(9):
        found(slug="bees", uids=[editions[0].publication_uid], at=timezone.now(), number=number)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement, generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE %s",
            ["%'is '%"],
        )
        [(sql, by_one_plan, planned_again)] = cursor.fetchall()
    assert (by_one_plan, planned_again) == (7, 0)  # the first two were sent as they are
    assert "::text" in sql and "bees" not in sql


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Only PostgreSQL prepares queries itself")
def test_queries_are_not_prepared_behind_a_pooler_that_loses_them(editions, monkeypatch):
    monkeypatch.setattr("thinktank.database.prepared._queries", {})
    monkeypatch.setattr(connection.connection, "prepare_threshold", None)
    for _again in range(5):
        assert pairs(language="en", at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_prepared_statements WHERE statement LIKE %s", ["%live_from%"])
        assert cursor.fetchall() == []
