"""The history of objects on the desk, read in another language than that of the change."""

import re

import pytest
from lxml import html

from tests.desk.desk import fill_in, page, save
from tests.desk.posting import add_row
from tests.desk.test_acts import act, live_article
from tests.desk.test_saving import saved
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def history(desk, thing, language):
    """The texts of its entries."""
    desk.cookies["django_language"] = language
    tree = html.fromstring(desk.get(page(thing, "history")).content.decode())
    return [" ".join(cell.text_content().split()) for cell in tree.xpath("//tbody/tr/td[last()]")]


def test_changes_made_in_english_are_shown_in_russian(desk):
    article = live_article(title_en="1", title_ru="1")
    act(desk, article, "withdraw", "en", public_note="Wrong.")
    values = fill_in(desk, page(article, "change"), standfirst_en="2", kind="interview", _continue="1")
    add_row(values, "contributions", role="author", name_en="3", name_ru="3")
    desk.post(page(article, "change"), values)

    told = " ".join(history(desk, article, "ru"))
    assert "Изменено: " in told and "(английский)" in told
    assert not re.search("[A-Za-z]{2,}", told), told
    assert "Withdrawn in English." in history(desk, article, "en")


def test_a_form_saved_without_changes_is_not_logged(desk):
    article = saved(make_article())
    before = history(desk, article, "en")
    save(desk, article)
    assert history(desk, article, "en") == before
