"""Findings are shown above the form, at their place in the preview, and for all texts."""

import pytest
from lxml import html

from tests.desk.desk import page
from tests.desk.posting import text_of
from tests.factories import make_article
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.django_db
BODY = '<p>They met.</p><p>Read it <a href="https://example.org/">here</a>.</p>'


@pytest.fixture
def article(db):
    article = make_article(title_en="All of it", body_en=BODY, title_ru="", body_ru="", slug_ru="")
    save_revision(article, by=None)
    return article


def test_the_form_tells_what_is_to_fix_and_leads_to_the_place(desk, article):
    answer = desk.get(page(article, "change"))
    assert "The link “here” does not say where it leads." in text_of(answer)
    [link] = html.fromstring(answer.text).xpath("//a[contains(@href, '/preview/en/#p2')]")
    assert link.text == "Show in the preview"


def test_the_preview_tells_it_at_the_place_and_the_page_of_readers_does_not(desk, article, client):
    tree = html.fromstring(desk.get(page(article, "preview", "en")).text)
    [note] = tree.xpath("//*[@id='p2']/span[contains(@class, 'finding')]")
    assert note.text == "The link “here” does not say where it leads."
    assert not tree.xpath("//*[@id='p1']/span")


def test_a_title_is_told_in_the_heading(desk):
    shouting = make_article(title_en="MEETING OF EXPERTS IN MOSCOW")
    save_revision(shouting, by=None)
    tree = html.fromstring(desk.get(page(shouting, "preview", "en")).text)
    assert [note.text for note in tree.xpath("//h1/span[contains(@class, 'finding')]")] == [
        "The title is all capitals."
    ]


def test_the_report_lists_what_prevents_publishing_and_on_request_what_is_worth_a_look(desk, article):
    empty = make_article(title_en="Nothing yet", standfirst_en="", body_en="")
    save_revision(empty, by=None)
    report = text_of(desk.get("/admin/publishing/publication/checks/"))
    assert "There is no text." in report
    assert "All of it" not in report
    assert "The link “here”" in text_of(desk.get("/admin/publishing/publication/checks/?all=1"))
    for odd in ("x", "-1", "9" * 40, "²", "\x00"):
        assert desk.get("/admin/publishing/publication/checks/", {"before": odd}).status_code in (200, 400)
