import io
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from lxml import html
from pypdf import PdfWriter

from reports.models import KeyFinding, Recommendation
from tests.factories import make_article, make_edition, make_report, publish_now
from thinktank.library.intake import take_document
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.editions.plan import CannotPublish
from thinktank.publishing.models import EditionFile

pytestmark = pytest.mark.django_db


def make_pdf():
    written = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(written)
    return SimpleUploadedFile("report.pdf", written.getvalue(), content_type="application/pdf")


def test_recommendations_stand_by_horizon_in_order(client):
    report = make_report(slug_en="steps")
    for position, (horizon, text) in enumerate(
        [("long_term", "Later"), ("immediate", "Second"), ("immediate", "Third")]
    ):
        Recommendation.objects.create(
            report=report, position=position, horizon=horizon, text_en=text, addressee_en="Governments"
        )
    publish_now(report, "en")
    page = html.fromstring(client.get("/en/reports/steps/").content)
    assert page.xpath("//*[@class='recommendations']/ol/@start") == ["1", "3"]
    text = page.text_content()
    places = [
        text.index(part) for part in ("Immediate steps", "Second", "Third", "Long-term measures", "Later")
    ]
    assert places == sorted(places)
    assert "Governments" in text


def test_a_report_begins_with_what_it_found_then_what_it_recommends_then_its_text(client):
    report = make_report(slug_en="brief", funding_en="Paid by\nnobody.")
    for position, text in enumerate(["Found first", "Found second"]):
        KeyFinding.objects.create(report=report, position=position, text_en=text)
    Recommendation.objects.create(report=report, text_en="Do it")
    publish_now(report, "en")
    page = html.fromstring(client.get("/en/reports/brief/").content)
    assert [item.text for item in page.find_class("key-findings")[0].iter("li")] == [
        "Found first",
        "Found second",
    ]
    text = page.xpath("//main")[0].text_content()
    order = (
        "Key findings",
        "Found second",
        "Do it",
        "The first paragraph.",
        "Funding and interests",
        "nobody.",
    )
    assert sorted(order, key=text.index) == list(order)


def test_a_finding_without_words_in_a_language_stands_against_publishing_in_it():
    report = make_report()
    KeyFinding.objects.create(report=report, text_en="Found")
    publish_now(report, "en")
    with pytest.raises(CannotPublish, match="Key findings"):
        publish_now(report, "ru")


def test_the_pdf_of_a_draft_is_not_served_and_that_of_a_live_edition_is(client):
    document = take_document(make_pdf(), title="Report")
    report = make_report(slug_en="paper", slug_ru="doklad", pdf_en=document)
    assert client.get("/en/reports/paper/pdf/").status_code == 404
    publish_now(report, "en", "ru")
    response = client.get("/en/reports/paper/pdf/")
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response.getvalue().startswith(b"%PDF")
    assert client.get("/en/reports/paper/editions/1/pdf/").getvalue().startswith(b"%PDF")
    assert client.get("/ru/reports/doklad/pdf/").status_code == 404
    withdraw(report, "en", public_note="Wrong figures.", now=timezone.now())
    assert client.get("/en/reports/paper/pdf/").status_code == 410
    assert client.get("/en/reports/paper/editions/1/pdf/").status_code == 410


def test_an_article_at_a_reports_address_is_not_found(client):
    make_edition(make=make_article, slug_en="article")
    assert client.get("/en/reports/article/").status_code == 404


def test_a_report_keeps_its_uploaded_pdf_and_offers_the_generated_one_too(client):
    document = take_document(make_pdf(), title="Report")
    [edition] = publish_now(make_report(slug_en="paper", pdf_en=document), "en")
    row = EditionFile(
        edition=edition, kind="pdf", media_type="application/pdf", sha256="0" * 64, size=9 * 1024, pages=2,
        made_at=timezone.now(),
    )  # fmt: skip
    row.file.save("pdf", ContentFile(b"made"))
    page = html.fromstring(client.get("/en/reports/paper/").content)
    [uploaded, made] = page.xpath("//main//a[@type='application/pdf']/@href")
    [head] = page.xpath("//header[@class='edition-head']")
    assert head.xpath(".//a[@hreflang='en']/@href") == [uploaded]  # beside the title, with what it is
    assert "English PDF, 1 page" in re.sub(r"\s+", " ", head.text_content())
    assert (uploaded, made) == ("/en/reports/paper/pdf/", "/en/reports/paper/pdf/text/")
    said = re.sub(r"\s+", " ", page.text_content())
    assert "PDF of this page, 2 pages, 9 KB" in said
    assert client.get(uploaded).getvalue().startswith(b"%PDF")
    for path in (made, "/en/reports/paper/editions/1/pdf/text/"):
        assert client.get(path).getvalue() == b"made"
