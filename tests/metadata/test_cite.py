"""The citations under a text and their files, as readers and programs get them."""

import datetime
import json

import pytest
import rispy
import time_machine
from django.utils import timezone
from lxml import html

from tests.factories import make_article, make_page, make_superuser, publish_now
from thinktank.printing.pdf import document_html
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.django_db
PERMANENT = "http://testserver/en/articles/bees/editions/{}/"


@pytest.fixture
def article():
    """Two editions in English, of which the second corrects the first, and one in Russian."""
    made = make_article(title_en="Bees", title_ru="Пчёлы", slug_en="bees", slug_ru="pchyoly", kind="analysis")
    made.contributions.create(name_en="Anna Orlova", name_ru="Анна Сергеевна Орлова")
    publish_now(made, "en", "ru")
    made.body_en = "<p>They swim.</p>"
    made.save()
    publish_now(made, "en", correction="They do not fly.")
    return made


def cited(client, path):
    page = html.fromstring(client.get(path).content)
    return [" ".join(span.text_content().split()) for span in page.xpath("//details[@class='cite']//dd/span")]


def test_every_text_can_be_cited_in_its_own_language_by_the_address_of_its_edition(client, article):
    english, russian = cited(client, "/en/articles/bees/"), cited(client, "/ru/articles/pchyoly/")
    assert len(english) == len(russian) == 6
    assert all(PERMANENT.format(2) in citation for citation in english)
    assert english[0].startswith("Orlova, A. (")
    assert russian[0].startswith("Орлова, А. С. Пчёлы / А. С. Орлова. – Текст : электронный //")


def test_an_english_text_at_a_russian_address_is_cited_in_english(client):
    publish_now(
        make_article(slug_en="only", title_en="Only", title_ru="", body_ru="", standfirst_ru=""), "en"
    )
    citation = cited(client, "/ru/articles/only/")[-2]
    assert "Text : electronic" in citation
    assert "дата" not in citation


def test_the_day_of_reading_is_the_day_of_the_page(client, article):
    today = timezone.localdate()
    assert f"date of access: {today:%d.%m.%Y}" in cited(client, "/en/articles/bees/")[-1]
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    with time_machine.travel(tomorrow):
        assert f"date of access: {timezone.localdate():%d.%m.%Y}" in cited(client, "/en/articles/bees/")[-1]


def test_an_old_edition_is_cited_by_its_own_address_and_names_its_correction(client, article):
    for citation in cited(client, "/en/articles/bees/editions/1/"):
        assert PERMANENT.format(1) in citation
        assert "Corrected in edition 1.1 of " in citation
    page = html.fromstring(client.get("/en/articles/bees/editions/1/").content)
    assert "/en/articles/bees/editions/1/cite/bib/" in page.xpath("//details[@class='cite']//a/@href")
    for ending in ("bib", "ris", "json", "txt"):
        assert "Corrected in edition 1.1" in client.get(f"/en/articles/bees/editions/1/cite/{ending}/").text
        assert "Corrected" not in client.get(f"/en/articles/bees/cite/{ending}/").text


@pytest.mark.parametrize(
    ("ending", "media_type"),
    [
        ("bib", "application/x-bibtex; charset=utf-8"),
        ("ris", "application/x-research-info-systems; charset=utf-8"),
        ("json", "application/vnd.citationstyles.csl+json"),
        ("txt", "text/plain; charset=utf-8"),
    ],
)
def test_files_are_named_after_the_edition_and_found_by_no_search_engine(client, article, ending, media_type):
    response = client.get(f"/en/articles/bees/cite/{ending}/")
    assert response["Content-Type"] == media_type
    assert response["Content-Disposition"] == f'attachment; filename="bees-en-2.{ending}"'
    assert response["X-Robots-Tag"] == "noindex"
    page = html.fromstring(client.get("/en/articles/bees/").content)
    assert f"/en/articles/bees/cite/{ending}/" in page.xpath("//details[@class='cite']//a/@href")
    assert PERMANENT.format(2) in response.text


def test_programs_read_the_files(client, article):
    [item] = json.loads(client.get("/ru/articles/pchyoly/cite/json/").text)
    assert item["author"] == [{"family": "Орлова", "given": "Анна Сергеевна"}]
    [entry] = rispy.loads(client.get("/en/articles/bees/cite/ris/").text.replace("\r\n", "\n"))
    assert entry["authors"] == ["Orlova, Anna"]


def test_files_follow_the_fate_of_their_text(client, article):
    assert client.get("/en/articles/bees/editions/9/cite/bib/").status_code == 404
    assert client.get("/en/articles/nothing/cite/bib/").status_code == 404
    assert client.get("/en/articles/bees/cite/doc/").status_code == 404
    article.slug_en = "northern-bees"
    article.save()
    publish_now(article, "en")
    moved = client.get("/en/articles/bees/cite/bib/")
    assert (moved.status_code, moved["Location"]) == (301, "/en/articles/northern-bees/cite/bib/")
    withdraw(article, "en", public_note="A court asked for it.", now=timezone.now())
    for path in ("/en/articles/northern-bees/cite/bib/", "/en/articles/bees/editions/1/cite/bib/"):
        response = client.get(path)
        assert response.status_code == 410
        assert "Orlova" not in response.text


def test_lasting_pages_can_be_cited_too(client):
    publish_now(make_page(title_en="Funding", slug_en="funding"), "en")
    assert len(cited(client, "/en/funding/")) == 6
    assert client.get("/en/funding/cite/bib/").status_code == 200
    assert client.get("/en/funding/editions/1/cite/bib/").status_code == 200


def test_a_copy_on_paper_says_how_to_cite_it_and_the_print_view_does_not_hide_it_in_a_fold(client, article):
    edition = article.editions.get(language="ru")
    page = html.fromstring(document_html(edition))
    [row] = page.xpath("//dl/div[dt='Для ссылки']/dd")
    assert row.text_content().startswith("Орлова, А. С. Пчёлы / А. С. Орлова.")
    assert f"{timezone.localdate(edition.live_from):%d.%m.%Y}" in row.text_content()
    assert cited(client, "/en/articles/bees/print/") == []


def test_a_copy_of_an_edition_from_elsewhere_was_not_read_here_before_it_came(article):
    edition = article.editions.get(language="ru")
    edition.live_from -= datetime.timedelta(days=3000)  # as of one taken over; not saved
    page = html.fromstring(document_html(edition))
    assert f"{timezone.localdate(edition.made_at):%d.%m.%Y}" in page.xpath(
        "string(//dl/div[dt='Для ссылки']/dd)"
    )


def test_a_preview_shows_the_citation_to_come_and_offers_no_file(client):
    client.force_login(make_superuser())
    article = make_article(slug_en="draft", title_en="Draft")
    save_revision(article, by=None)
    page = html.fromstring(client.get(f"/admin/articles/article/{article.pk}/preview/en/").content)
    assert "/en/articles/draft/editions/1/" in page.xpath("string(//details[@class='cite']//dd/span)")
    assert (
        page.xpath("//details[@class='cite']//a") == page.xpath("//script[@type='application/ld+json']") == []
    )
