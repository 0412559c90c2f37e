"""One search over everything on the desk, for what the person may see."""

import pytest

from tests.desk.desk import signed_in
from tests.desk.posting import text_of
from tests.factories import make_article, make_editor, make_expert, make_superuser, make_topic
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.django_db


def find(client, typed):
    return text_of(client.get("/admin/find/", {"q": typed}))


def test_drafts_people_and_topics_are_found_by_words_in_either_script(desk):
    article = make_article(title_en="Kortunov on corridors", body_en="<p>submarine cables</p>")
    save_revision(article, by=None)
    make_expert(
        given_name_ru="Андрей", family_name_ru="Кортунов", given_name_en="Andrey", family_name_en="Kortunov"
    )
    make_topic(name_en="Corridors", name_ru="Коридоры")
    found = find(desk, "kortunov")
    assert "Articles Kortunov on corridors" in found
    assert "Experts Andrey Kortunov" in found
    assert "Experts Andrey Kortunov" in find(desk, "Кортунов")
    assert "Kortunov on corridors" in find(desk, "submarine")
    assert "Topics Corridors" in find(desk, "corridors")
    assert "Nothing has all of these words" in find(desk, "corridors nowhere")


def test_more_than_five_of_a_kind_lead_to_the_list(desk):
    for n in range(6):
        save_revision(make_article(title_en=f"Winter {n}"), by=None)
    page = desk.get("/admin/find/", {"q": "winter"})
    assert "/admin/articles/article/?q=winter" in page.text


def test_nobody_finds_what_they_may_not_see(desk):
    make_editor("mallory-the-account")
    save_revision(make_article(title_en="Mallory"), by=None)
    assert "mallory-the-account" not in find(desk, "mallory")
    assert "mallory-the-account" in find(signed_in(make_superuser("root")), "mallory")
    without = make_editor("without")
    without.groups.clear()
    assert "Articles" not in find(signed_in(without), "mallory")


@pytest.mark.parametrize("typed", ["", " ", "x" * 5000, "'\"--;", "%_\\", "\u202e", "AND OR NOT", "*:*"])
def test_whatever_is_typed_is_answered(desk, typed):
    assert desk.get("/admin/find/", {"q": typed}).status_code in (200, 400, 414)
