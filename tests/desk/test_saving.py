import pytest
from django.test import Client
from lxml import html

from articles.models import Article
from tests.desk.desk import fill_in, page, save
from tests.desk.posting import add_row, text_of
from tests.factories import (
    make_affiliation,
    make_article,
    make_editor,
    make_organization,
    make_topic,
    publish_now,
)
from thinktank.publishing.models import Contribution, Relation, Revision
from thinktank.publishing.revisions.save import restore_revision, save_revision

ADD = "/admin/articles/article/add/"

pytestmark = pytest.mark.django_db


def saved(article):
    save_revision(article, by=None)
    return article


def test_a_new_article_is_saved_with_its_rows_and_a_revision_in_the_editors_name(desk, editor):
    topic = make_topic()
    values = fill_in(
        desk,
        ADD,
        title_en="Bees",
        title_ru="Пчёлы",
        body_en="<p>One.</p>",
        topics=[str(topic.pk)],
        _continue="1",
    )
    add_row(values, "contributions", role="author", name_en="A guest", name_ru="Гость")
    response = desk.post(ADD, values)
    article = Article.objects.get()
    assert response.headers["Location"] == page(article, "change")
    assert (article.title_en, article.title_ru, article.slug_ru) == ("Bees", "Пчёлы", "pchyoly")
    assert article.created_by == editor
    assert [row.name_ru for row in article.contributions.all()] == ["Гость"]
    revision = Revision.objects.get(publication=article)
    assert (revision.number, revision.saved_by) == (1, editor)
    assert revision.snapshot["terms"]["topics"] == [str(topic.uid)]


def test_saving_what_has_not_changed_makes_no_revision(desk):
    article = make_article()
    save(desk, article)
    save(desk, article)
    assert Revision.objects.filter(publication=article).count() == 1


def test_an_expert_is_billed_with_name_and_affiliation_of_that_day(desk):
    expert = make_affiliation(role_en="Director", role_ru="Директор").expert
    article = make_article()
    address = page(article, "change")
    values = fill_in(desk, address, dated="2020-03-01", _continue="1")
    desk.post(address, add_row(values, "contributions", role="author", expert=str(expert.pk)))
    row = article.contributions.get()
    assert row.name_en == expert.label_in("en")
    assert row.affiliation_ru.startswith("Директор (")


def test_an_institution_is_billed_by_its_name(desk):
    organization = make_organization(name_en="Institute", name_ru="Институт")
    article = make_article()
    address = page(article, "change")
    values = fill_in(desk, address, _continue="1")
    desk.post(address, add_row(values, "institutions", role="partner", organization=str(organization.pk)))
    row = article.institutions.get()
    assert (row.name_en, row.name_ru) == ("Institute", "Институт")


def test_a_row_without_a_number_goes_to_the_end(desk):
    article = make_article()
    Contribution.objects.create(publication=article, name_en="First", position=7)
    address = page(article, "change")
    values = fill_in(desk, address, _continue="1")
    desk.post(address, add_row(values, "contributions", role="author", name_en="Last"))
    assert [row.name_en for row in article.contributions.all()] == ["First", "Last"]


def test_saved_html_is_sanitised(desk):
    article = make_article()
    save(desk, article, body_en='<p onclick="x()">One<script>alert(1)</script></p>', body_ru="<p></p>")
    article.refresh_from_db()
    assert article.body_en == "<p>One</p>"
    assert article.body_ru == ""


def test_a_title_is_needed_in_one_language_only(desk):
    response = desk.post(ADD, fill_in(desk, ADD, title_ru="Пчёлы", _continue="1"))
    assert response.status_code == 302
    response = desk.post(ADD, fill_in(desk, ADD, standfirst_ru="О пчёлах", _continue="1"))
    assert response.status_code == 422
    assert "Fill this in for at least one language." in text_of(response)


def test_a_form_with_errors_keeps_what_was_typed_new_rows_and_texts_included(desk):
    article = saved(make_article())
    address = page(article, "change")
    values = fill_in(desk, address, slug_en="not a slug", body_ru="<p>Новый текст</p>", _continue="1")
    add_row(values, "contributions", role="author", name_en="A new guest")
    response = desk.post(address, values)
    assert response.status_code == 422
    shown = response.content.decode()
    assert "&lt;p&gt;Новый текст&lt;/p&gt;" in shown
    assert 'value="A new guest"' in shown
    assert 'value="not a slug"' in shown
    assert Revision.objects.filter(publication=article).count() == 1


def test_each_field_of_a_table_of_rows_has_a_label_also_next_to_an_error(desk):
    article = saved(make_article())
    Relation.objects.create(source=article, target=make_article(), role="follows")
    values = fill_in(desk, page(article, "change"), title_en="", title_ru="")
    response = desk.post(page(article, "change"), add_row(values, "relations_out", role="follows", target=""))
    fields = html.fromstring(response.text).xpath("//select[contains(@name, 'relations_out-')]")
    assert len(fields) > 4
    assert [field.get("name") for field in fields if not field.get("aria-label")] == []


def test_an_address_of_another_owner_is_refused_without_naming_the_owner(desk):
    publish_now(make_article(title_en="Secret owner", slug_en="bees"), "en")
    article = saved(make_article())
    response = save(desk, article, slug_en="bees")
    assert response.status_code == 422
    assert "The address “bees” (English) is already taken" in text_of(response)
    assert "Secret owner" not in text_of(response)


# Two editors


def open_form(article):
    client = Client()
    client.force_login(make_editor())
    return client, fill_in(client, page(article, "change"), _continue="1")


def titles(article):
    return [each.snapshot["words"]["en"]["title"] for each in article.revisions.order_by("number")]


def test_an_author_and_a_translator_save_one_after_the_other_and_both_are_kept(desk):
    article = saved(make_article(title_en="Old", title_ru="Старое"))
    other, values = open_form(article)
    add = add_row(
        fill_in(desk, page(article, "change"), _continue="1"),
        "contributions",
        name_en="A guest",
        role="author",
    )
    assert desk.post(page(article, "change"), add | {"title_en": "Vera's"}).status_code == 302
    response = other.post(page(article, "change"), values | {"title_ru": "Новое"}, follow=True)
    article.refresh_from_db()
    assert (article.title_en, article.title_ru) == ("Vera's", "Новое")
    assert [row.name_en for row in article.contributions.all()] == ["A guest"]
    assert "Both versions were merged and saved." in text_of(response)
    assert "Two versions of the same place" not in text_of(response)
    assert titles(article) == ["Old", "Vera's", "Vera's"]


def test_where_both_changed_the_same_both_stand_side_by_side_until_somebody_chooses(desk):
    article = saved(make_article(title_en="Old"))
    other, values = open_form(article)
    save(desk, article, title_en="Vera's")
    response = other.post(page(article, "change"), values | {"title_en": "The other's"}, follow=True)
    article.refresh_from_db()
    assert (article.title_en, titles(article)) == ("The other's", ["Old", "Vera's", "The other's"])
    assert "In 1 place you both changed the same" in text_of(response)
    seen = desk.get(page(article, "change"))
    assert "Two versions of the same place" in text_of(seen)
    conflict = article.edit_conflicts.get()
    answer = desk.post(page(article, "use_other", conflict.pk), follow=True)
    article.refresh_from_db()
    assert (article.title_en, titles(article)[-1]) == ("Vera's", "Vera's")
    assert "Two versions of the same place" not in text_of(answer)
    assert desk.post(page(article, "use_other", conflict.pk)).status_code == 404


def test_an_editor_may_keep_what_is_in_the_form(desk):
    article = saved(make_article(title_en="Old"))
    other, values = open_form(article)
    save(desk, article, title_en="Vera's")
    other.post(page(article, "change"), values | {"title_en": "The other's"})
    answer = desk.post(page(article, "keep_own", article.edit_conflicts.get().pk), follow=True)
    article.refresh_from_db()
    assert article.title_en == "The other's"
    assert not article.edit_conflicts.exists()
    assert "Two versions" not in text_of(answer)


def test_paragraphs_of_one_text_are_merged(desk):
    article = saved(make_article(body_en="<p>One.</p><p>Two.</p><p>Three.</p>"))
    other, values = open_form(article)
    save(desk, article, body_en="<p>One, by Vera.</p><p>Two.</p><p>Three.</p>")
    other.post(
        page(article, "change"), values | {"body_en": "<p>One.</p><p>Two.</p><p>Three, by the other.</p>"}
    )
    article.refresh_from_db()
    assert article.body_en == "<p>One, by Vera.</p><p>Two.</p><p>Three, by the other.</p>"


def test_a_row_that_another_editor_deleted_stays_deleted_unless_it_was_changed_as_well(desk):
    article = make_article()
    for place, name in enumerate(["Anna", "Boris", "Clara"]):
        Contribution.objects.create(publication=article, name_en=name, position=place)
    saved(article)
    other, values = open_form(article)
    article.contributions.exclude(name_en="Clara").delete()
    saved(article)
    response = other.post(page(article, "change"), values | {"contributions-0-name_en": "Anna, retyped"})
    assert response.status_code == 302
    assert [row.name_en for row in article.contributions.all()] == ["Anna, retyped", "Clara"]


def test_saving_over_a_restored_version_doubles_no_rows(desk):
    article = make_article()
    Contribution.objects.create(publication=article, name_en="Anna", position=1)
    saved(article)
    other, values = open_form(article)
    article.title_en = "Something else"
    article.save()
    saved(article)
    restore_revision(article, Revision.objects.get(publication=article, number=1), by=None)
    response = other.post(page(article, "change"), values | {"title_en": "Mine"})
    assert response.status_code == 302
    assert [row.name_en for row in article.contributions.all()] == ["Anna"]


def test_an_open_form_hears_that_another_editor_has_saved(desk):
    article = saved(make_article(title_en="Old"))
    other, values = open_form(article)
    sent = {"key": values["open_form"], "place": page(article, "change"), "based_on": values["based_on"]}
    assert other.post("/admin/open-form/", sent).json()["others"] == []
    assert save(desk, article, title_en="Vera's").status_code == 302
    [sentence] = other.post("/admin/open-form/", sent).json()["others"]
    assert sentence.startswith("vera saved this on")
    for odd in ("", "x", "-1", "9" * 50, "²"):
        other.post("/admin/open-form/", sent | {"based_on": odd}).json()


def test_a_form_based_on_a_revision_that_never_was_is_refused(desk):
    response = save(desk, make_article(), based_on="7")
    assert response.status_code == 422
    assert "The form is incomplete." in text_of(response)


BAD_INPUT = [
    {"based_on": ""},
    {"based_on": "x"},
    {"contributions-TOTAL_FORMS": "x"},
    {"contributions-INITIAL_FORMS": "7", "contributions-TOTAL_FORMS": "7"},
    {"contributions-TOTAL_FORMS": "99999"},
    {"kind": "no such kind"},
    {"topics": ["999999", "x"]},
    {"cover": "999999"},
    {"dated": "0000-00-00"},
    {"dated": "0202-11-05"},
    {"dated": "9999-12-31"},
    {"title_en": "x" * 5000, "title_ru": ""},
    {"slug_en": "javascript:alert(1)"},
    {"original_language": "xx"},
]


def test_bad_input_is_answered_with_the_form_and_changes_nothing(desk):
    article = saved(make_article())
    address = page(article, "change")
    filled = fill_in(desk, address, _continue="1")
    for bad in BAD_INPUT:
        assert desk.post(address, filled | bad).status_code == 422, bad
        assert Revision.objects.filter(publication=article).count() == 1, bad
