"""DOI and EDN are said wherever readers and programs look, and the edition's own address beside them."""

import io
import json
import re
import zipfile

import pytest

from tests.factories import make_article, make_report, publish_now
from tests.metadata.describing import READ_ON, described
from thinktank.metadata import highwire, json_ld
from thinktank.metadata.citations.styles import FORMATS, citations_of, written
from thinktank.metadata.signposting import links_of
from thinktank.printing.epub import make_epub
from thinktank.printing.pdf import document_html
from thinktank.publishing.field_words import fields_of
from thinktank.publishing.public.compare import compare_editions

DOI, LINK = "10.5555/k7m2q9xa42", "https://doi.org/10.5555/k7m2q9xa42"
EDITION = "https://example.org/{}/reports/ice/editions/2/".format


def report(language="en", **fields):
    return described(language, kind="joint_report", **{"doi": DOI, "edn": "ABCDEF"} | fields)


def cited(language, style, **fields):
    of = report(language, **fields)
    return next(each.text for each in citations_of(of, READ_ON) if each.style == style)


@pytest.mark.parametrize(
    ("language", "style", "text"),
    [
        ("en", "apa", f"Orlova, A. S. (2024). Ice and Trade. Institute for Dialogue. {LINK} ({EDITION('en')})"),
        ("en", "chicago", f"Orlova, Anna S. Ice and Trade. Institute for Dialogue, 2024. {LINK} ({EDITION('en')})."),
        ("en", "mla", f"Orlova, Anna S. Ice and Trade. Institute for Dialogue, 2024, {LINK} ({EDITION('en')})."),
        ("en", "harvard", f"Orlova, A.S. (2024) Ice and Trade. Institute for Dialogue. Available at: {LINK} ({EDITION('en')}) (Accessed: 20 July 2026)."),
        ("ru", "gost-100", f"Орлова, А. С. Лёд и торговля : совместный доклад / А. С. Орлова. – DOI {DOI}. – EDN ABCDEF. – Текст : электронный // Институт диалога : сайт. – 2024. – URL: {EDITION('ru')} (дата обращения: 20.07.2026)."),
        ("ru", "gost-108", f"Орлова А. С. Лёд и торговля : совместный доклад // Институт диалога : сайт. 2024. DOI {DOI}. EDN ABCDEF. URL: {EDITION('ru')} (дата обращения: 20.07.2026)."),
    ],
)  # fmt: skip
def test_every_style_cites_the_doi_and_the_edition(language, style, text):
    assert cited(language, style) == text


@pytest.mark.parametrize("ending", FORMATS)
def test_every_file_for_programs_has_the_doi_the_edn_and_the_edition(ending):
    file = written(ending, report(), READ_ON)
    assert (DOI in file, "EDN ABCDEF" in file, EDITION("en") in file) == (True, True, True)
    own_field = {
        "bib": f"  doi = {{{DOI}}},",
        "ris": f"DO  - {DOI}\r\n",
        "json": f'"DOI": "{DOI}"',
        "txt": LINK,
    }
    assert own_field[ending] in file


@pytest.mark.parametrize("ending", FORMATS)
def test_without_a_doi_nothing_is_said_of_one(ending):
    assert not re.search("doi|edn", written(ending, report(doi="", edn=""), READ_ON), re.IGNORECASE)


def test_json_ld_names_the_identifiers_and_the_same_text_elsewhere():
    data = json_ld.of_edition(report(copies=("10.5555/p", "https://partner.example/r")))
    assert [(each["propertyID"], each["value"]) for each in data["identifier"]] == [
        ("DOI", DOI),
        ("EDN", "ABCDEF"),
    ]
    assert data["sameAs"] == [LINK, "https://doi.org/10.5555/p", "https://partner.example/r"]
    assert "sameAs" not in json_ld.of_edition(report(is_live=False, newest="3"))
    assert "identifier" not in json_ld.of_edition(report(doi="", edn=""))


def test_scholar_and_zotero_read_the_doi():
    assert ("citation_doi", DOI) in highwire.tags(report())


@pytest.mark.parametrize(
    ("fields", "address"),
    [({}, LINK), ({"doi": ""}, EDITION("en")), ({"is_live": False, "newest": 3}, EDITION("en"))],
)
def test_a_live_text_is_cited_by_its_doi_and_an_old_edition_by_its_own_address(fields, address):
    assert [link.address for link in links_of(report(**fields)) if link.relation == "cite-as"] == [address]


@pytest.mark.django_db
def test_pages_harvests_and_markdown_say_what_the_edition_says(client):
    made = make_report(
        doi_en=DOI, edn_en="ABCDEF", copies_en="https://partner.example/r", doi_ru="10.5555/ru"
    )
    first, russian = publish_now(made, "en", "ru")
    path = first.get_absolute_url()
    page = client.get(path)
    assert f'<a href="{LINK}">{LINK}</a>' in page.text
    assert '<a href="https://elibrary.ru/ABCDEF">ABCDEF</a>' in page.text
    assert f'<{LINK}>; rel="cite-as"' in page["Link"]
    assert f'<meta name="citation_doi" content="{DOI}">' in page.text
    assert "10.5555/ru" not in page.text
    assert LINK in client.get(f"{path}print/").text
    front_matter = client.get(path.removesuffix("/") + ".md").text
    assert f'doi: "{DOI}"\nedn: "ABCDEF"\nsame_text: ["https://partner.example/r"]' in front_matter
    for prefix, said in (("oai_dc", f">{LINK}<"), ("mods", f'type="doi">{DOI}<')):
        harvest = client.get(f"/oai?verb=ListRecords&metadataPrefix={prefix}").text
        assert (said in harvest, "https://partner.example/r" in harvest) == (True, True)
    linkset = json.loads(client.get(f"{path}editions/1/linkset.json").text)["linkset"]
    assert linkset[0]["cite-as"] == [{"href": LINK}]


@pytest.mark.django_db
def test_paper_and_books_say_the_doi():
    (edition,) = publish_now(make_report(doi_en=DOI, edn_en="ABCDEF"), "en")
    assert f'<dt>DOI</dt><dd><a href="{LINK}">{LINK}</a></dd>' in document_html(edition)
    book = zipfile.ZipFile(io.BytesIO(make_epub(edition).data))
    assert f"<dc:identifier>{LINK}</dc:identifier>" in book.read("book/package.opf").decode()
    assert "ABCDEF" in book.read("book/colophon.xhtml").decode()


@pytest.mark.django_db
def test_a_comparison_of_editions_shows_another_doi():
    article = make_article(doi_en="10.5555/a")
    (first,) = publish_now(article, "en")
    article.doi_en = "10.5555/b"
    article.save()
    (second,) = publish_now(article, "en")
    assert [each.label for each in compare_editions(fields_of("article"), first, second)] == ["DOI"]
