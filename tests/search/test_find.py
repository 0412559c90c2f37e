"""Searches find editions, people, institutions, topics and polls: those that are live, the best first."""

import datetime

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import (
    make_article,
    make_edition,
    make_event,
    make_expert,
    make_organization,
    make_report,
    make_topic,
    publish_article,
    publish_now,
)
from tests.polls.making import make_poll
from thinktank.publishing.revisions.save import save_revision
from thinktank.search.facets import facet
from thinktank.search.find import Because, find
from thinktank.search.models import SearchDocument

pytestmark = pytest.mark.django_db
HOSTILE = [
    '"', '""', "(", ")", "*", "((*:", '"((*:', "AND", "OR NOT", "NEAR(a b)", "a* b*", "^a", "-", "--", "- -a", "tokens:a",
    "a:b:c", "'", "' OR 1=1 --", "\\", "%", "_", "\x00", "\ud7ff\uffff", "&|!<->", "a <-> b", ":*", "year:", "author:",
    "author:-", 'topic:""', "«", "»«", "ﷺ" * 10, "İıſ", "́" * 50, "a" * 200, "ё" * 200, "( " * 100, '" ' * 100, "-a " * 66,
    "\u202e\u2066abc", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "½ ㎏ ﬁ", "1e309", "-1", "year:9999-1000", "year:0000", "ⁿkey", "ᶠkind:article", "◦", "¶", "a ¶ b",
]  # fmt: skip


def titles(typed, language="en", *filters, at=None):
    keys = find(typed, language, filters, at or timezone.now()).keys
    rows = SearchDocument.objects.in_bulk(keys)
    return [rows[key].title.replace("\xa0", " ") for key in keys]


def test_finds_a_text_by_its_words_in_any_form():
    make_edition(title_en="Trade corridors", body_en="<p>Trains wait at borders.</p>")
    assert titles("corridor") == titles("train border") == ["Trade corridors"]
    assert titles("plane") == []


@pytest.mark.parametrize("written", ["10,000", "10\xa0000", "10\u202f000", "10 000", "10000"])
def test_a_number_is_found_however_its_digits_are_grouped(written):
    make_edition(title_en="Tonnes", body_en=f"<p>It was {written} tonnes in 2019.</p>")
    make_edition(title_en="Others", body_en="<p>It was 10 tonnes, 000 left.</p>")
    for typed in ("10000", "10 000", "10,000", "10’000 tonne", '"10 000 tonnes"', '"was 10000"'):
        assert titles(typed) == ["Tonnes"], typed
    assert titles("tonnes -10,000") == ["Others"]


@pytest.mark.parametrize("typed", ["10.5555/k7m2q9xa42", "https://doi.org/10.5555/k7m2q9xa42", "abcdef"])
def test_a_text_is_found_by_its_doi_and_its_edn(typed):
    make_edition(title_en="Mangroves", doi_en="10.5555/k7m2q9xa42", edn_en="ABCDEF")
    assert titles(typed) == ["Mangroves"]


def test_all_words_must_be_there_though_not_in_one_field():
    make_edition(title_en="Trade corridors", body_en="<p>Trains wait.</p>")
    make_edition(title_en="Trade fairs", body_en="<p>People wait.</p>")
    assert titles("trade trains") == ["Trade corridors"]


def test_the_title_counts_more_than_the_body_and_the_newer_comes_first_among_equals():
    make_edition(title_en="About rivers", dated=datetime.date(2020, 1, 1))
    make_edition(title_en="Something else", body_en="<p>It names rivers once.</p>")
    make_edition(title_en="About rivers", slug_en="newer", dated=datetime.date(2021, 1, 1))
    keys = find("rivers", "en", [], timezone.now()).keys
    paths = [SearchDocument.objects.get(pk=key).path.split("/")[3] for key in keys]
    assert paths == ["newer", "about-rivers", "something-else"]


def test_people_are_found_in_both_scripts_and_in_every_spelling():
    make_expert(given_name_en="Adam", family_name_en="Thomson", given_name_ru="Адам", family_name_ru="Томсон")
    for typed in ("Thomson", "Tomson", "Томсон", "Томсона", "A. Thomson", "Адам Томсон"):
        assert titles(typed) == ["Adam Thomson"], typed
        assert titles(typed, "ru") == ["Адам Томсон"], typed


def test_a_text_names_a_person_in_the_script_of_its_language_only():
    make_edition(title_en="A visit", body_en="<p>Then Kortunov spoke.</p>")
    assert titles("Кортунов", "ru") == ["A visit"]


def test_of_two_languages_the_readers_own_is_shown_and_counted_once():
    publish_article(["en", "ru"], title_en="NATO and Russia", title_ru="НАТО и Россия")
    results = find("НАТО", "en", [], timezone.now())
    assert titles("НАТО") == ["NATO and Russia"]
    assert titles("НАТО", "ru") == ["НАТО и Россия"]
    assert results.counts[facet("kind", "article")] == 1


def test_a_text_that_is_not_in_the_readers_language_is_found_in_another():
    make_edition("ru", title_ru="Вода и границы")
    assert titles("вода", "en") == ["Вода и границы"]


def test_phrases_and_excluded_words():
    make_edition(title_en="The second track", body_en="<p>Talks.</p>")
    make_edition(title_en="A track of its own", body_en="<p>Wait a second.</p>")
    assert titles('"second track"') == ["The second track"]
    assert set(titles("second track")) == {"The second track", "A track of its own"}
    assert titles("track -talks") == ["A track of its own"]
    assert titles('track -"second track"') == ["A track of its own"]


def test_finds_institutions_topics_polls_and_their_answers_and_recommendations():
    make_organization(name_en="Harbour Forum", name_ru="Портовый форум")
    make_topic(name_en="Shared waters", name_ru="Общие воды")
    make_poll(question_en="Which way?")
    report = make_report(title_en="A report")
    report.recommendations.create(text_en="Keep the hotline open", addressee_en="Governments")
    save_revision(report, by=None)
    publish_now(report, "en")
    assert titles("harbour") == ["Harbour Forum"]
    assert titles("water") == ["Shared waters"]
    assert titles("hotlines") == ["A report"]
    assert titles("which way") == ["Which way?"]


def test_fields_of_a_search_narrow_it():
    topic, expert = make_topic(name_en="Trade", name_ru="Торговля"), make_expert(family_name_en="Farrowby")
    article = make_article(title_en="Queues", dated=datetime.date(2019, 5, 1))
    article.topics.add(topic)
    article.contributions.create(expert=expert, role="author", position=0)
    save_revision(article, by=None)
    publish_now(article, "en")
    make_edition(title_en="Queues of another year", dated=datetime.date(2021, 5, 1))
    assert (
        titles("queues author:farrowby") == titles("year:2019") == titles("topic:trade queues") == ["Queues"]
    )
    assert titles("author:farrowby year:2021") == []


def test_what_is_excluded_is_excluded_in_every_language():
    publish_article(
        ["en", "ru"], title_en="Zebras", body_en="<p>Okapi.</p>", title_ru="Zebras", body_ru="<p>Нет.</p>"
    )
    assert titles("zebras") == ["Zebras"]
    assert titles("zebras -okapi") == titles("zebras -okapi", "ru") == []


def test_an_excluded_author_is_one_person_not_everybody_with_the_first_name():
    for name in ("Bob Pellworth", "Bob Quarrington"):
        article = make_article(title_en=f"Tarsiers by {name}")
        article.contributions.create(name_en=name, role="author", position=0)
        save_revision(article, by=None)
        publish_now(article, "en")
    assert titles('tarsiers -author:"Bob Pellworth"') == ["Tarsiers by Bob Quarrington"]


def test_searches_without_a_word_find_nothing():
    make_edition(title_en="River")
    for typed in ("!!!", "😀", '"', "-", "author:a"):
        assert titles(typed) == [], typed


def test_mistyped_words_beside_fields_and_exclusions_are_corrected():
    make_edition(title_en="Rivers", body_en="<p>On corridors.</p>", dated=datetime.date(2019, 1, 1))
    make_edition(title_en="Roads", body_en="<p>On corridors of rail.</p>", dated=datetime.date(2019, 1, 1))
    results = find("coridors year:2019 -rail", "en", [], timezone.now())
    assert (len(results.keys), results.query.typed) == (1, "corridors year:2019 -rail")


def test_every_count_is_what_its_link_finds():
    publish_article(["en", "ru"], title_en="River", title_ru="Река river", dated=datetime.date(2019, 1, 1))
    make_edition("ru", title_ru="Другая river", dated=datetime.date(2020, 1, 1))
    make_edition(make=make_event, title_en="River day")
    for chosen in ([], ["year:2019"], ["kind:article"], ["language:ru"], ["year:2019", "language:en"]):
        for token, n in find("river", "en", chosen, timezone.now()).counts.items():
            name = token.partition(":")[0]
            narrowed = [*(each for each in chosen if not each.startswith(name)), token]
            assert len(find("river", "en", narrowed, timezone.now()).keys) == n, (chosen, token)


def test_facets_narrow_and_count():
    make_edition(title_en="One river", dated=datetime.date(2019, 1, 1))
    make_edition(make=make_event, title_en="River day")
    results = find("river", "en", [], timezone.now())
    assert (results.counts["kind:article"], results.counts["kind:event"]) == (1, 1)
    assert titles("river", "en", "kind:article") == ["One river"]
    assert titles("", "en", "year:2019") == ["One river"]
    assert titles("river", "en", "year:1999") == []


def test_a_mistyped_word_is_replaced_by_a_similar_one_of_the_texts():
    make_edition(title_en="A view", body_en="<p>On corridors, migration and security.</p>")
    for typed in ("coridors", "corridros", "migratoin", "secrity"):
        results = find(typed, "en", [], timezone.now())
        assert (len(results.keys), results.because) == (1, Because.SPELLING), typed


def test_words_typed_in_another_keyboard_layout_are_understood():
    make_edition("ru", title_ru="Контроль над вооружениями")
    results = find("rjynhjkm", "ru", [], timezone.now())
    assert (results.because, results.query.typed) == (Because.LAYOUT, "контроль")


def test_a_single_letter_is_not_read_as_a_word_of_another_keyboard():
    make_edition("ru", title_ru="С первого дня")
    assert find("c++", "ru", [], timezone.now()).keys == []


def test_without_a_text_that_has_all_words_the_closest_are_found():
    make_edition(title_en="Winter roads", body_en="<p>Ice.</p>")
    results = find("winter roads bicycles", "en", [], timezone.now())
    assert (len(results.keys), results.because) == (1, Because.CLOSEST)
    assert titles("bicycles") == []


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_searches_are_answered(typed):
    make_edition(title_en="Something")
    find(typed, "en", [], timezone.now())


@given(st.text(max_size=60))
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_whatever_is_typed_is_answered(text):
    find(text, "ru", ["year:2019"], timezone.now())
