"""The PDF of an edition has the content of its page, laid out for paper."""

import re
import socket
import sys
import threading

import pytest

from reports.models import Recommendation
from tests.factories import (
    make_article,
    make_edition,
    make_expert,
    make_image,
    make_organization,
    make_report,
    publish_now,
)
from tests.polls.making import make_poll
from thinktank.printing import typesetter
from thinktank.printing.checks import warn_of_missing_pango
from thinktank.printing.pdf import make_pdf
from thinktank.printing.typesetter import Unprintable, own_file, write_pdf
from thinktank.publishing.models import Contribution, Relation

pytestmark = pytest.mark.django_db

NOTED = '<p>A claim.<span data-footnote="">Where it is from.</span></p>'
LONG = "".join(f"<h2>Part {n}</h2>" + "<p>" + "Words that fill a line. " * 60 + "</p>" for n in range(1, 7))


def text_of(reader):
    return [" ".join(page.extract_text(extraction_mode="layout").split()) for page in reader.pages]


def test_a_short_text_has_a_letterhead_no_title_page_and_ends_with_address_edition_and_digest(read):
    edition = make_edition(title_en="Bees and borders", slug_en="bees", body_en="<p>They cross them.</p>")
    made = make_pdf(edition)
    reader = read(made.data)
    [page] = text_of(reader)
    assert made.pages == 1
    places = [
        page.index(part) for part in ("News", "Bees and borders", "They cross them.", "About this copy")
    ]
    assert places == sorted(places)
    assert f"/en/articles/bees/editions/{edition.number}/" in page.replace(" ", "")
    assert edition.digest in page.replace(" ", "")
    assert "Contents" not in page and "minute" not in page


def test_it_is_tagged_names_its_language_and_carries_title_author_and_dates(read):
    expert = make_expert(given_name_ru="Анна", family_name_ru="Орлова")
    report = make_report(title_ru="Реки и границы", dated="2024-05-27")
    Contribution.objects.create(publication=report, role="author", expert=expert)
    [edition] = publish_now(report, "ru")
    reader = read(make_pdf(edition).data)
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "ru" and root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert (reader.metadata.title, reader.metadata.author) == ("Реки и\xa0границы", "Анна Орлова")
    assert reader.metadata.creation_date_raw.startswith("D:20240527")
    fonts = {font for page in reader.pages for font in page["/Resources"]["/Font"].get_object()}
    assert fonts
    names = re.findall(rb"/FontName /\w{6}\+([\w-]+)", b"".join(_objects(reader)))
    assert {name.split(b"-")[0] for name in names} <= {b"Literata", b"Inter"}


def _objects(reader):
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            for inner in font.get_object()["/DescendantFonts"]:
                yield f"/FontName {inner.get_object()['/FontDescriptor']['/FontName']} ".encode()


def test_a_report_has_a_title_page_contents_with_page_numbers_running_heads_and_its_recommendations(read):
    report = make_report(title_en="A long view", body_en=LONG, report_number="3/2024", cover=make_image())
    Recommendation.objects.create(
        report=report, position=0, horizon="immediate", text_en="Open the border.", addressee_en="Ministries"
    )
    Recommendation.objects.create(report=report, position=1, horizon="long_term", text_en="Keep it open.")
    [edition] = publish_now(report, "en")
    title, contents, *rest = text_of(read(make_pdf(edition).data))
    assert "A long view" in title and "3/2024" in title and "Joint report" in title
    pages = dict(re.findall(r"Part (\d)[ .]+(\d+)", contents))
    for part, number in pages.items():
        assert f"Part {part}" in rest[int(number) - 3]
    assert len(pages) == 6
    assert all(page.startswith("A long view") for page in rest)
    assert "1. Open the border." in rest[0] and "Ministries" in rest[0]
    assert "2. Keep it open." in rest[0]  # numbers run on


def test_a_title_that_holds_a_compound_is_whole(read):
    [page] = text_of(
        read(make_pdf(make_edition("ru", title_ru="Кто-то из-за реки ждал", original_language="ru")).data)
    )
    assert "Кто-то из-за реки ждал" in page


def test_a_list_begins_where_it_says(read):
    body = '<ol start="7"><li><p>Seventh</p></li><li><p>Eighth</p></li></ol><ol><li><p>First</p></li></ol>'
    [page] = text_of(read(make_pdf(make_edition(body_en=body)).data))
    assert "7. Seventh 8. Eighth 1. First" in page


def test_notes_are_at_the_foot_of_the_page_that_refers_to_them(read):
    body = NOTED + "<p>After it.</p>"
    [page] = text_of(read(make_pdf(make_edition(body_en=body)).data))
    assert page.index("After it.") < page.index("Where it is from.")
    assert re.search(r"A claim\. ?1", page) and re.search(r"1\. ?Where it is from\.", page)


def test_a_poll_is_a_table_with_its_question(read):
    edition = make_edition()
    make_poll(options=2, imported=[3, 1], beside=[edition.publication])
    page = text_of(read(make_pdf(edition).data))[-1]
    assert re.search(r"Which way\? Answer Votes Share Way 1 3 75% Way 2 1 25%", page)


def test_it_keeps_no_words_of_other_editions_and_publications_that_may_be_erased(read):
    article, other = make_article(title_en="Mended"), make_edition(title_en="Neighbour")
    publish_now(article, "en", correction="It was Anna Orlova.")
    Relation.objects.create(source=article, target=other.publication, role="follows")
    article.title_en = "Mended again"
    article.save()
    [edition] = publish_now(article, "en", correction="A figure was wrong.")
    text = " ".join(text_of(read(make_pdf(edition).data)))
    assert "A figure was wrong." in text
    assert "Orlova" not in text and "Neighbour" not in text


def test_nothing_is_ever_fetched_from_anywhere():
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(120)
        port = listener.getsockname()[1]

        def listen():
            try:
                listener.accept()[0].close()
                asked.append(port)
            except OSError:
                pass

        thread = threading.Thread(target=listen)
        thread.start()
        address = f"http://127.0.0.1:{port}"
        write_pdf(
            f'<html lang="en"><head><title>T</title><link rel="stylesheet" href="{address}/a.css">'
            f'<style>@import url("{address}/b.css"); p {{ background: url("{address}/c.png") }}</style></head>'
            f'<body><p><img alt="x" src="{address}/d.png"><img alt="x" src="file:///etc/passwd">'
            f'<object data="{address}/e.pdf"></object></p></body></html>',
            "single.css",
        )
        socket.create_connection(("127.0.0.1", port)).close()  # lets the listener go
        thread.join()
    assert asked == [port]  # by the test itself


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://testserver.evil/static/css/tokens.css",
        "http://testserver/../etc/passwd",
        "http://testserver/admin/",
        "data:text/css,p{}",
        "ftp://testserver/static/x",
        "printing:../settings.py",
    ],
)
def test_urls_that_are_no_file_of_the_site_are_refused(url):
    with pytest.raises(ValueError, match="Not a file of this site"):
        own_file(url)


@pytest.mark.parametrize("url", ["http://testserver/media/../private/x", "http://testserver/static/../../x"])
def test_paths_cannot_leave_the_folders(url):
    with pytest.raises(Exception, match="outside|Not a file|joined path|SuspiciousFileOperation"):
        own_file(url)


def test_a_picture_that_is_gone_stops_the_pdf():
    image = make_image()
    edition = make_edition(body_en=f'<figure><img src="/library/{image.uid}/"></figure>')
    record = next(iter(edition.content["images"].values()))
    record["_files"]["key"] = "0" * 32
    with pytest.raises(Unprintable, match="0/64.jpeg"):
        make_pdf(edition)


def test_a_machine_without_pango_is_warned_of_and_makes_no_pdf(monkeypatch):
    monkeypatch.setattr("thinktank.printing.checks.missing_library", lambda: "cannot load library 'pango'")
    monkeypatch.setattr("thinktank.printing.pdf.missing_library", lambda: "cannot load library 'pango'")
    [warning] = warn_of_missing_pango(None)
    assert "pango" in warning.msg and warning.id == "printing.W001"
    assert make_pdf(make_edition()) is None


def test_a_library_that_could_not_be_loaded_once_is_asked_for_again(monkeypatch):
    class Busy:
        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'pango': too many open files")

    with monkeypatch.context() as now:
        now.delitem(sys.modules, "weasyprint", raising=False)
        now.setattr(sys, "meta_path", [Busy(), *sys.meta_path])
        assert "too many open files" in typesetter.missing_library()
    assert typesetter.missing_library() == ""


def test_the_title_page_has_the_logos_of_all_institutions(read):
    report = make_report()
    for number in range(2):
        organization = make_organization(logo=make_image(width=40, height=40))
        report.institutions.create(organization=organization, role="partner", position=number)
    [edition] = publish_now(report, "en")
    title = read(make_pdf(edition).data).pages[0]
    assert len(title.images) == 2
    assert typesetter.missing_library() == ""
