"""Long lists of the desk count only as far as needed, say so, and can be read to their end."""

import json

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.models import Report
from tests.desk.posting import text_of
from tests.factories import make_expert, make_topic
from tests.publishing.building import add_person, build_saved
from thinktank.desk import lists
from thinktank.publishing.admin import PublicationAdmin, filters
from thinktank.publishing.revisions import search_words
from thinktank.taxonomy.models import Topic

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"


@pytest.fixture
def seven(monkeypatch):
    monkeypatch.setattr(lists.LongPaginator, "least_counted", 3)
    monkeypatch.setattr(lists, "PAGES_AHEAD", 1)
    monkeypatch.setattr(PublicationAdmin, "list_per_page", 2)
    return [
        build_saved(title_en=f"Text {number}", standfirst_en="A zebra." if number == 3 else "")
        for number in range(7)
    ]


def rows(page):
    return [str(row) for row in page.context_data["cl"].result_list]


@pytest.mark.usefixtures("seven")
def test_every_row_of_a_long_list_is_on_a_page_that_links_lead_to(desk):
    found, numbers, page = [], [], 1
    while True:
        answer = desk.get(LIST, {"p": page})
        found += rows(answer)
        changelist = answer.context_data["cl"]
        numbers.append((changelist.result_count, changelist.paginator.has_more))
        if page == changelist.paginator.num_pages:
            break
        page += 1
    assert found == [f"Text {number}" for number in range(6, -1, -1)]
    assert numbers == [(4, True), (6, True), (7, False), (7, False)]


@pytest.mark.usefixtures("seven")
def test_a_list_says_how_many_there_are_or_that_there_are_more(desk):
    assert "More than 4 in total" in text_of(desk.get(LIST))
    assert "More than 4 results" in text_of(desk.get(LIST, {"q": "text"}))
    assert "7 in total" in text_of(desk.get(LIST, {"p": 3}))
    assert "1 result " in text_of(desk.get(LIST, {"q": "zebra"}))


@pytest.mark.usefixtures("seven")
@pytest.mark.parametrize("page", ["99", "x", "-1", "0", "9" * 30])
def test_pages_that_do_not_exist_lead_back_to_the_list(desk, page):
    assert desk.get(LIST, {"p": page}).status_code in (200, 302)


def found_by_typing(desk, term, **more):
    asked = {"app_label": "publishing", "model_name": "relation", "field_name": "target", "term": term}
    answer = json.loads(desk.get("/admin/autocomplete/", asked | more).content)
    return [row["text"] for row in answer["results"]], answer["pagination"]["more"]


@pytest.mark.parametrize("most", [0, 1_000])
def test_autocompletion_lists_titles_that_begin_with_the_text_first_on_every_page(desk, monkeypatch, most):
    monkeypatch.setattr(search_words, "MOST_LISTED", most)
    for number in range(30):
        build_saved(title_en=f"Bees {number}" if number % 2 else f"On bees {number}")
    build_saved(title_en="Wasps")
    first, has_more = found_by_typing(desk, "bees")
    second, has_yet_more = found_by_typing(desk, "bees", page=2)
    begin = [f"Bees {number}" for number in range(29, 0, -2)]
    others = [f"On bees {number}" for number in range(28, -1, -2)]
    assert first + second == begin + others
    assert (len(first), has_more, has_yet_more) == (20, True, False)


def test_the_longest_title_that_folding_can_make_is_saved_and_found(desk):
    sign = "\ufdfa"  # folds to eighteen letters
    build_saved(title_en=sign * 250)
    assert [len(found_by_typing(desk, sign * number)[0]) for number in (1, 16, 250)] == [1, 1, 1]


@pytest.mark.parametrize("few", [0, 10_000])
def test_filters_offer_only_topics_and_people_of_their_type(desk, monkeypatch, few):
    monkeypatch.setattr(filters, "FEW", few)
    used, _unused = make_topic(name_en="Used"), make_topic(name_en="Unused")
    article = build_saved(title_en="Text")
    article.topics.add(used)
    add_person(article, "", "", expert=make_expert(family_name_en="Ann"))
    make_expert(family_name_en="Ben")
    for address, titles in (
        (LIST, {"Used", "Ann"}),
        ("/admin/publishing/publication/", {"Used", "Ann"}),
        ("/admin/reports/report/", set()),
    ):
        specs = desk.get(address).context_data["cl"].filter_specs
        choices = {str(choice[1]) for spec in specs for choice in getattr(spec, "lookup_choices", [])}
        assert {
            name for name in ("Used", "Unused", "Ann", "Ben") if any(name in each for each in choices)
        } == titles, address


@pytest.mark.parametrize(
    "asked", [{}, {"q": "text"}, {"state_en": "live"}, {"state_en": "draft", "q": "text"}]
)
def test_a_list_of_twenty_texts_takes_as_many_queries_as_one_of_two(desk, asked):
    def n_queries():
        with CaptureQueriesContext(connection) as queries:
            desk.get(LIST, asked)
        return len(queries)

    for number in range(2):
        build_saved(title_en=f"Text {number}")
    desk.get(LIST, asked)
    few = n_queries()
    for number in range(18):
        build_saved(title_en=f"Text {number}")
    assert n_queries() == few <= 20


def test_link_targets_ask_the_index_of_words_once_for_all_types_of_text(desk):
    build_saved(title_en="Bees")
    build_saved(Report, title_en="On bees")
    make_topic(name_en="Bees too")
    with CaptureQueriesContext(connection) as queries:
        answer = desk.get("/admin/publishing/publication/link-targets/", {"q": "bees"})
    assert {row["name"] for row in answer.json()["results"]} == {"Bees", "On bees", "Bees too"}
    asked = [query["sql"] for query in queries if not query["sql"].startswith('SELECT "')]
    for table in ("publishing_searchword", "publishing_searchtext"):
        assert sum(table in sql for sql in asked) == 1, table


def test_recent_actions_are_read_newest_first_without_sorting_all_of_an_editor(desk, editor):
    topic = ContentType.objects.get_for_model(Topic)
    LogEntry.objects.bulk_create(
        LogEntry(user=editor, content_type=topic, object_id=str(number), object_repr=f"Topic no. {number}", action_flag=3)
        for number in range(10, 22)
    )  # fmt: skip
    with CaptureQueriesContext(connection) as queries:
        words = text_of(desk.get("/admin/"))
    assert [number for number in range(10, 22) if f"Topic no. {number}" in words] == list(range(12, 22))
    assert words.index("Topic no. 21") < words.index("Topic no. 20") < words.index("Topic no. 12")
    [sql] = [query["sql"] for query in queries if "django_admin_log" in query["sql"]]
    assert 'ORDER BY "django_admin_log"."id" DESC LIMIT 10' in sql
