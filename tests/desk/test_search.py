"""Search ignores spelling variants and finds texts by all their words; filters use the state of a language."""

import json
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article
from reports.models import Report
from tests.desk.posting import text_of
from tests.factories import make_expert, make_image, make_topic
from tests.publishing.building import add_person, build, build_live, build_saved, save
from thinktank.desk.searching import FoundByWords
from thinktank.language.searching import fold, words_to_find
from thinktank.publishing.admin import filters
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.models import NewerDraft
from thinktank.publishing.revisions.save import save_revision
from thinktank.publishing.revisions.search_text import text_to_search
from thinktank.taxonomy.models import Topic

list_newer_drafts = import_module("thinktank.publishing.migrations.0020_newer_drafts").fill

pytestmark = pytest.mark.django_db
DECOMPOSED = "\u0420\u043e\u0441\u0441\u0438\u0438\u0306\u0441\u043a\u0438\u0438\u0306"


@pytest.mark.once
@given(st.text())
def test_folding_is_stable_and_blind_to_case_and_composition(text):
    import unicodedata

    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


SAME = [
    ("Российский", DECOMPOSED),
    ("еж", "Ёж"),
    ("внешнеполитический", "Внешне\xadполити\u200bческий"),
    ("emile", "É\u0301mile"),
    ("o'neill", "O’Neill"),
    ("O’Neill", "ʼO'Neill"),
    ("NATO-Russia", "NATO–Russia"),
    ("НАТО—Россия", "НАТО\u2011Россия"),
    ("russia nato", "NATO−Russia"),
    ("за мир", "за\xa0мир"),
    ("замок", "за\u0301мок"),
    ("finance", "ﬁnance"),
    ("soren", "SØREN"),
    ("lodz", "Łódź"),
    ("strasse", "Straße"),
    ("aether oresund", "Æther ǾRESUND"),
    ("nato", "ＮＡＴＯ"),
    ("co2", "CO₂"),
    ("киив", "Київ"),
    ("ермак", "Єрмак"),
    ("dorde", "Đorđe"),
]


@pytest.mark.parametrize(("typed", "spelt"), SAME)
def test_a_name_is_found_however_it_is_spelt(typed, spelt):
    found = make_topic(name_ru="x")
    Topic.objects.filter(pk=found.pk).update(name_ru=spelt)
    make_topic(name_ru="Другое", name_en="Another")
    for words in (typed, spelt):
        topics = Topic.objects.all()
        for word in words_to_find(words):
            topics = topics.filter(name_ru__folded=word)
        assert list(topics) == [found]


@pytest.mark.once
def test_every_list_of_the_desk_is_searched_so():
    searched = [admin for admin in site._registry.values() if admin.search_fields]
    assert [admin for admin in searched if not isinstance(admin, FoundByWords)] == []


@pytest.mark.parametrize("typed", ["100%", "a_b", "%", "_"])
def test_signs_that_sql_knows_are_no_wildcards(typed):
    make_topic(name_ru="1000 axb")
    assert not Topic.objects.filter(name_ru__folded=typed).exists()


def test_lists_fields_that_find_by_typing_and_the_window_of_pictures_search_alike(desk):
    expert = make_expert(
        family_name_ru="Ёлкин", given_name_ru="Анна", family_name_en="Elkin", given_name_en="Anna"
    )
    picture = make_image(title="Россий\u0306ский доклад.jpg")
    picture.title = f"{DECOMPOSED} доклад"
    picture.save()
    assert str(expert) in text_of(desk.get("/admin/experts/expert/", {"q": "Елкин анна"}))
    found = desk.get(
        "/admin/autocomplete/",
        {"app_label": "publishing", "model_name": "contribution", "field_name": "expert", "term": "елкин"},
    )
    assert [row["text"] for row in json.loads(found.content)["results"]] == [expert.told_apart()]
    window = desk.get("/admin/library/image/picker/", {"q": "российский"})
    assert "доклад" in text_of(window)
    assert "доклад" not in text_of(desk.get("/admin/library/image/picker/", {"q": "японский"}))


@pytest.mark.parametrize(
    "typed",
    ["Kortunov", "Кортунов", "Томсон", "second track", "treki-dialoga", "7/2024", "NATO-Russia", "по второму треку",
     "НАСТОЯЩИЙ", "еще один"],
)  # fmt: skip
def test_a_text_is_found_by_its_words_people_address_and_number(desk, typed):
    report = build(
        Report,
        title_en="The NATO–Russia Relationship",
        title_ru="Вновь",
        standfirst_en="On the <b>second</b> track",
        body_ru=f"<p>Диалог по второму <strong>треку</strong>&nbsp;{DECOMPOSED.lower()}, насто\xadящий, ещё один.</p>",
        slug_ru="treki-dialoga",
        report_number="7/2024",
    )
    add_person(report, "", "", expert=make_expert(family_name_en="Kortunov", family_name_ru="Кортунов"))
    add_person(report, "Ann Thomson", "Анн Томсон")
    from thinktank.publishing.admin.publication import fill_bylines

    fill_bylines(report)
    save_revision(report, by=None)
    other = build_saved(Report, title_en="Something else", title_ru="Иное")
    for address in ("/admin/reports/report/", "/admin/publishing/publication/"):
        page = text_of(desk.get(address, {"q": typed}))
        assert "NATO–Russia Relationship" in page
        assert str(other) not in page


@pytest.mark.parametrize("typed", ["Томсон", "Томсону", "Thomson", "Tomson", "вооружениями", "controls"])
def test_a_draft_is_found_by_other_spellings_of_a_name_and_other_forms_of_a_word(desk, typed):
    words = {"title_en": "Arms control", "title_ru": "Контроль над вооружениями"}
    article = build_saved(**words, body_en="<p>So Thomson said.</p>")
    assert article.title_en in text_of(desk.get("/admin/articles/article/", {"q": typed}))


@pytest.mark.parametrize("typed", ["10000", "10 000", "10,000"])
def test_a_draft_is_found_by_a_number_however_its_digits_are_grouped(desk, typed):
    article = build_saved(title_en="Tonnes", body_en="<p>It was 10,000 and 10&nbsp;000.</p>")
    assert article.title_en in text_of(desk.get("/admin/articles/article/", {"q": typed}))


@pytest.mark.parametrize("typed", ["Tomson", "Томсона", "Thomson"])
def test_people_are_found_in_fields_that_find_by_typing_by_every_spelling(desk, typed):
    expert = make_expert(given_name_en="Adam", family_name_en="Thomson", given_name_ru="", family_name_ru="")
    query = {"term": typed, "app_label": "publishing", "model_name": "contribution", "field_name": "expert"}
    found = json.loads(desk.get("/admin/autocomplete/", query).content)["results"]
    assert [each["id"] for each in found] == [str(expert.pk)]


def test_a_search_of_marks_alone_finds_nothing(desk):
    build_saved(title_en="Bees")
    assert "Bees" not in text_of(desk.get("/admin/articles/article/", {"q": "—"}))


@pytest.mark.once
def test_tags_addresses_of_pictures_and_entities_are_no_words():
    snapshot = {
        "facts": {},
        "parts": {},
        "words": {"en": {"body": "<p>R&amp;D<br>x</p>", "pdf": "0" * 8 + "-0000-0000-0000-" + "0" * 12}},
    }
    assert text_to_search(snapshot).split() == ["r&d", "x"]


# Filters


def titles(desk, **asked):
    page = desk.get("/admin/articles/article/", asked)
    return sorted(str(row) for row in page.context_data["cl"].result_list)


def test_drafts_are_those_with_words_in_the_language(desk):
    build_saved(title_en="Both", title_ru="Оба")
    build_saved(title_en="", title_ru="Один", languages=["ru"])
    assert titles(desk, state_en="draft") == ["Both"]
    assert titles(desk, state_ru="draft") == ["Both", "Один"]


def test_newer_drafts_and_outdated_translations_can_be_listed(desk):
    now = timezone.now()
    unchanged = build_live(Article, now=now, title_en="Unchanged")
    save(unchanged, title_ru="Иначе")
    changed = build_live(Article, now=now, title_en="Before")
    save(changed, title_en="Changed")
    assert titles(desk, state_en="newer") == ["Changed"]
    kept = set(NewerDraft.objects.values_list("publication", "language"))
    NewerDraft.objects.all().delete()
    list_newer_drafts(apps, None)  # as migrating does
    assert kept == set(NewerDraft.objects.values_list("publication", "language"))
    assert titles(desk, state_en="outdated") == titles(desk, state_ru="outdated") == []
    publish(changed, ["en"], by=None, now=timezone.now())
    assert titles(desk, state_en="newer") == []
    assert titles(desk, state_ru="outdated") == ["Changed"]


@pytest.mark.parametrize("most", [0, 1_000])
def test_texts_can_be_listed_by_topic_once_each_or_without_any(desk, monkeypatch, most):
    monkeypatch.setattr(filters, "MOST_LISTED", most)
    bees, wasps = make_topic(name_en="Bees"), make_topic(name_en="Wasps")
    for title, topics in [("Both", [bees, wasps]), ("One", [bees]), ("None", [])]:
        build_saved(title_en=title).topics.set(topics)
    assert titles(desk, topics__id__exact=bees.pk) == ["Both", "One"]
    assert titles(desk, topics__id__exact=[bees.pk, wasps.pk]) == ["Both", "One"]
    assert titles(desk, topics__isnull="True") == ["None"]
    assert desk.get("/admin/articles/article/", {"topics__id__exact": "x"}).status_code == 302


@pytest.mark.parametrize("most", [0, 1, 1_000])
def test_texts_can_be_listed_by_person(desk, monkeypatch, most):
    monkeypatch.setattr(filters, "MOST_LISTED", most)
    ann, ben = make_expert(family_name_en="Ann"), make_expert(family_name_en="Ben")
    for title, expert in [("Hers", ann), ("His", ben)]:
        add_person(article := build_saved(title_en=title), "", "", expert=expert)
        add_person(article, "", "", expert=expert, role="editor")
    add_person(build_saved(title_en="Also hers"), "", "", expert=ann)
    assert titles(desk, person=str(ann.uid)) == ["Also hers", "Hers"]
    assert titles(desk, person="no such") == []
