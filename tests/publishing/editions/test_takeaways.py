"""Takeaways: what a publication means for a group of readers, on their page and with the text."""

import pytest
from lxml import html

from tests.desk.desk import fill_in, page
from tests.desk.posting import add_row, text_of
from tests.factories import make_article, make_audience, make_editor, publish_now
from thinktank.delivery.shared_values import SharedValue
from thinktank.publishing.editions.verify import verify_editions

pytestmark = pytest.mark.django_db


@pytest.fixture
def business():
    audience = make_audience(name_en="For business", slug_en="business")
    SharedValue.forget_all()
    return audience


def test_a_takeaway_is_shown_only_on_the_page_of_its_readers_and_with_the_text(client, business):
    students = make_audience(name_en="For students", slug_en="students")
    article = make_article(slug_en="costs")
    article.audiences.set([business, students])
    article.takeaways.create(audience=business, text_en='It means "costs".', text_ru="Это расходы.")
    SharedValue.forget_all()
    publish_now(article, "en")
    sentence = "It means “costs”."
    [beside] = html.fromstring(client.get("/en/articles/costs/").content).find_class("audiences")
    assert " ".join(beside.text_content().split()) == f"For readers For business{sentence}For students"
    shown = {
        path: sentence in text_of(client.get(path)) for path in ("/en/for/business/", "/en/for/students/")
    }
    assert shown == {"/en/for/business/": True, "/en/for/students/": False}
    assert verify_editions().differing == []


def test_a_takeaway_for_readers_who_were_not_chosen_is_not_shown(client, business):
    article = make_article(slug_en="costs")
    article.takeaways.create(audience=business, text_en="It means costs.")
    publish_now(article, "en")
    assert "It means costs." not in text_of(client.get("/en/articles/costs/"))


def test_a_takeaway_is_saved_on_the_form_and_a_second_one_for_the_same_readers_is_refused(client, business):
    client.force_login(make_editor())
    article = make_article()
    address = page(article, "change")
    typed = fill_in(client, address, audiences=str(business.pk), _continue="1")
    add_row(typed, "takeaways", audience=str(business.pk), text_en="Costs.", text_ru="Расходы.")
    client.post(address, typed)
    assert [(row.audience, row.text_ru) for row in article.takeaways.all()] == [(business, "Расходы.")]
    again = add_row(fill_in(client, address), "takeaways", audience=str(business.pk), text_en="More.")
    response = client.post(address, again)
    assert response.status_code == 422
    assert "There is already a sentence for these readers." in text_of(response)
