"""Rows of a form are put in order by keyboard, by buttons and by dragging, in a real browser."""

import itertools

import pytest

from articles.models import Article
from tests.factories import make_article
from tests.session import new_editor
from thinktank.publishing.models import Revision
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.browser

_number = itertools.count(1)


def article_with_people(n):
    article = make_article()
    for number in range(n):
        article.contributions.create(name_en=f"Guest {number}", name_ru=f"Гость {number}", position=number)
    save_revision(article, by=None)
    return article.pk


def names_of(pk):
    return [row.name_en.removeprefix("Guest ") for row in Article.objects.get(pk=pk).contributions.all()]


def n_revisions(pk):
    return Revision.objects.filter(publication_id=pk).count()


@pytest.fixture(scope="module")
def session(live_site):
    return live_site.call(new_editor, "rows")


@pytest.fixture
def open_form(live_site, page, session):
    """open_form(number of people): the key of a new article, whose form the page then shows."""
    name, value = session
    page.context.add_cookies([{"name": name, "value": value, "url": live_site.url}])

    def open_form(n):
        pk = live_site.call(article_with_people, n)
        page.goto(f"/admin/articles/article/{pk}/change/")
        page.locator("#contributions-group .add-row").wait_for()
        return pk

    return open_form


def row(page, name):
    return page.locator("#contributions-group .inline-related:not(.empty-form)", has_text=f"Guest {name}")


def shown(page):
    names = page.locator("#contributions-group .inline-related:not(.empty-form) input[name$=-name_en]")
    return [each.input_value().removeprefix("Guest ") for each in names.all()]


def save(page):
    page.click(".desk-buttons button[name=_continue]")
    page.locator(".messagelist .success").wait_for()


def test_the_last_of_forty_rows_is_brought_to_the_top_by_keyboard_and_the_order_is_saved(
    live_site, page, open_form
):
    pk = open_form(40)
    assert not page.locator("#id_contributions-0-position").is_visible()
    row(page, 39).get_by_label("Move up").focus()

    for _press in range(39):
        page.keyboard.press("Alt+ArrowUp")

    assert page.locator("#contributions-group .rows-said").inner_text() == "Guest 39: place 1 of 40."
    assert page.evaluate("document.activeElement.ariaLabel") == "Move up: Guest 39"
    expected = ["39", *map(str, range(39))]
    assert shown(page) == expected
    save(page)
    assert live_site.call(names_of, pk) == expected
    assert live_site.call(n_revisions, pk) == 2
    assert shown(page) == expected


def test_buttons_move_a_row_and_say_where_the_end_is(page, open_form):
    open_form(3)
    row(page, 0).get_by_label("Move down").press("Enter")
    assert shown(page) == ["1", "0", "2"]
    row(page, 1).get_by_label("Move up").press("Enter")
    assert shown(page) == ["1", "0", "2"]
    assert page.locator("#contributions-group .rows-said").inner_text() == "Guest 1 is first already."


def test_a_row_is_dragged_below_another_one(live_site, page, open_form):
    pk = open_form(4)
    grip = row(page, 0).locator("[data-move=grip]")
    grip.scroll_into_view_if_needed()
    box = grip.bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    below = row(page, 2).bounding_box()
    page.mouse.move(box["x"] + 5, below["y"] + below["height"] * 0.75, steps=5)
    page.mouse.up()
    assert shown(page) == ["1", "2", "0", "3"]
    save(page)
    assert live_site.call(names_of, pk) == ["1", "2", "0", "3"]


def add_row(page, name):
    page.click("#contributions-group .add-row a")
    page.locator("#contributions-group .inline-related:not(.empty-form) input[name$=-name_en]").last.fill(
        f"Guest {name}"
    )


def test_new_rows_are_moved_among_stored_ones_and_one_is_taken_away_again(live_site, page, open_form):
    pk = open_form(2)
    add_row(page, "new")
    add_row(page, "gone")
    for _press in range(3):
        page.keyboard.press("Alt+ArrowUp")
    row(page, "new").get_by_label("Move up").click()
    assert shown(page) == ["gone", "0", "new", "1"]
    row(page, "gone").locator(".inline-deletelink").click()
    row(page, "gone").wait_for(state="detached")
    save(page)
    assert live_site.call(names_of, pk) == ["0", "new", "1"]


def test_the_order_survives_a_form_that_comes_back_with_an_error(live_site, page, open_form, complaints):
    complaints.expect("422")
    pk = open_form(3)
    row(page, 2).get_by_label("Move up").press("Enter")
    page.fill("#id_title_en", "")
    page.fill("#id_title_ru", "")
    page.click(".desk-buttons button[name=_continue]")
    page.locator(".errornote").first.wait_for()
    assert shown(page) == ["0", "2", "1"]
    page.fill("#id_title_en", "A title")
    save(page)
    assert live_site.call(names_of, pk) == ["0", "2", "1"]


def test_rows_of_a_table_are_moved_too_and_an_empty_row_is_not_saved(live_site, page, open_form):
    open_form(0)
    for _row in range(2):
        page.click("#contributions-group .add-row a")
    page.locator("#contributions-group [data-move=up]").nth(1).press("Enter")
    for _row in range(2):
        page.click("#relations_out-group .add-row a")
    roles = page.locator("#relations_out-group tr.form-row:not(.empty-form) select[name$=-role]")
    roles.nth(0).select_option("follows")
    page.locator("#relations_out-group [data-move=down]").first.press("Enter")
    assert roles.nth(1).input_value() == "follows"
    page.locator("#relations_out-group .inline-deletelink").first.click()
    page.locator("#relations_out-group .inline-deletelink").first.click()
    save(page)
    assert page.locator("#contributions-group .has_original").count() == 0
