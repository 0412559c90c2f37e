"""Files for reference managers, read by parsers that others wrote."""

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st

from tests.metadata.describing import READ_ON, described
from thinktank.metadata.citations.bibtex import key
from thinktank.metadata.citations.csl import csl_item
from thinktank.metadata.citations.styles import written
from thinktank.metadata.description import Correction

LATER = Correction("3", READ_ON, "Wrong.")


def bib(of):
    library = bibtexparser.parse_string(
        written("bib", of, READ_ON), append_middleware=[SeparateCoAuthors(), SplitNameParts()]
    )
    assert not library.failed_blocks
    [entry] = library.entries
    return entry


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("authors", range(8))
def test_bibtex_takes_every_author_apart_as_the_page_does(language, authors):
    of = described(language, authors)
    entry = bib(of)
    found = entry.fields_dict["author"].value if authors else []
    assert [" ".join([*name.von, *name.last]) for name in found] == [one.name.family for one in of.authors]
    assert [" ".join(name.first) for name in found] == [one.name.given for one in of.authors]
    assert entry.entry_type == "misc"
    assert entry.fields_dict["title"].value == f"{{{of.title}}}"
    assert entry.fields_dict["url"].value == of.permanent


def test_bibtex_knows_a_joint_report_and_its_later_correction():
    entry = bib(
        described(
            authors=0,
            kind="joint_report",
            bodies=("A & B", "C"),
            report_number="7/2024",
            corrected_later=LATER,
        )
    )
    fields = {name: field.value for name, field in entry.fields_dict.items()}
    assert entry.entry_type == "techreport"
    assert fields["institution"] == r"{A \& B and C}"
    assert (fields["number"], fields["type"], fields["date"]) == ("7/2024", "joint report", "2024-03-05")
    assert fields["note"] == "Corrected in edition 3 of 20 July 2026"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_no_title_breaks_bibtex_or_ris(title):
    of = described(title=f"{title} x")
    assert bib(of).key == key(of)
    [entry] = rispy.loads(written("ris", of, READ_ON).replace("\r\n", "\n"))
    assert entry["title"] == " ".join(of.title.split())


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("authors", range(8))
def test_ris_has_every_author_and_the_address_of_the_edition(language, authors):
    of = described(language, authors)
    [entry] = rispy.loads(written("ris", of, READ_ON).replace("\r\n", "\n"))
    assert entry.get("authors", []) == [one.name.family_first for one in of.authors]
    assert (entry["type_of_reference"], entry["year"], entry["date"]) == ("ELEC", "2024", "2024/03/05")
    assert entry["urls"] == [of.permanent]


def test_ris_knows_a_joint_report_and_its_later_correction():
    of = described(
        "ru", 0, kind="joint_report", bodies=("РСМД", "ELN"), report_number="7/2024", corrected_later=LATER
    )
    [entry] = rispy.loads(written("ris", of, READ_ON).replace("\r\n", "\n"))
    assert entry["type_of_reference"] == "RPRT"
    assert entry["authors"] == ["РСМД", "ELN"]
    assert entry["notes"] == ["Исправлено в редакции 3 от 20 июля 2026 года"]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("authors", range(1, 4))
def test_citeproc_reads_our_csl_and_cites_the_same_work(authors):
    of = described(authors=authors)
    item = csl_item(of, READ_ON)
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    found = CitationStylesBibliography(style, CiteProcJSON([item]), formatter.plain)
    found.register(Citation([CitationItem(item["id"])]))
    [entry] = map(str, found.bibliography())
    for person in of.authors:
        assert person.name.family.split()[-1] in entry
    assert "Ice and Trade" in entry
    assert of.permanent in entry


def test_csl_names_teams_whole_and_institutions_of_reports():
    item = csl_item(described(names=["The desk", "Anna Orlova"]), READ_ON)
    assert item["author"] == [{"literal": "The desk"}, {"family": "Orlova", "given": "Anna"}]
    item = csl_item(described(authors=0, kind="joint_report", bodies=("A", "B")), READ_ON)
    assert item["author"] == [{"literal": "A"}, {"literal": "B"}]
    assert (item["type"], item["publisher"]) == ("report", "A / B")
    assert csl_item(described(kind="interview"), READ_ON)["type"] == "interview"


def test_the_text_file_has_every_style():
    text = written("txt", described("ru"), READ_ON)
    assert text.startswith("ГОСТ Р 7.0.100-2018\nОрлова, А. С.")
    assert text.count("https://example.org/ru/articles/ice/editions/2/") == 6
