"""Who may download which file: the rules of pages apply, `live()` and `on_record()`."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_article, make_edition, make_event, make_page, make_report, publish_now
from thinktank.delivery.shared_values import SharedValue
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.editions.erase import erase
from thinktank.publishing.models import EditionFile

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("factory", "path"),
    [
        (make_article, "/en/articles/one/"),
        (make_event, "/en/events/one/"),
        (make_report, "/en/reports/one/"),
        (make_page, "/en/one/"),
    ],
)
def test_every_kind_offers_its_pdf_once_it_is_made_and_not_before(client, make, factory, path):
    edition = make_edition(make=factory, slug_en="one")
    assert client.get(f"{path}pdf/").status_code == 404
    assert "pdf/" not in client.get(path).text
    make(edition)
    row = edition.files.get(kind="pdf")
    page = client.get(path).text
    assert f'href="{path}pdf/"' in page
    assert f"PDF, {row.pages} page{'s' if row.pages > 1 else ''}, {round(row.size / 1024)}\xa0KB" in page
    response = client.get(f"{path}pdf/")
    assert len(response.getvalue()) == row.size
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="one-en-1.pdf"'
    assert response["ETag"] == f'"{row.sha256}"' and "private" not in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert client.get(f"{path}pdf/", headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_an_older_editions_pdf_stays_at_its_number(client, make):
    article = make_article(title_en="First", slug_en="one")
    [first] = publish_now(article, "en")
    article.title_en = "Second"
    article.save()
    [second] = publish_now(article, "en")
    make(first), make(second)
    stored = {row.edition.number: row.sha256 for row in EditionFile.objects.filter(kind="pdf")}
    for number in (1, 2):
        response = client.get(f"/en/articles/one/editions/{number}/pdf/")
        response.getvalue()
        assert response["ETag"] == f'"{stored[number]}"'
        assert "max-age=600" in response["Cache-Control"] and response["X-Robots-Tag"] == "noindex"
    assert 'href="/en/articles/one/editions/1/pdf/"' in client.get("/en/articles/one/editions/1/").text


def test_the_pdf_of_a_scheduled_edition_is_made_ahead_and_is_private_until_then(client, make):
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    [edition] = publish_now(make_article(slug_en="one"), "en", at=tomorrow)
    make(edition)
    assert edition.files.filter(kind="pdf").exists()
    for path in ("/en/articles/one/pdf/", "/en/articles/one/editions/1/pdf/"):
        assert client.get(path).status_code == 404
    with time_machine.travel(tomorrow, tick=False):
        response = client.get("/en/articles/one/pdf/")
        assert response.getvalue().startswith(b"%PDF")


def test_withdrawn_files_are_gone_with_their_page(client, make):
    article = make_article(slug_en="one")
    [edition] = publish_now(article, "en")
    make(edition)
    withdraw(article, "en", public_note="Wrong figures.", now=timezone.now())
    for path in ("/en/articles/one/pdf/", "/en/articles/one/editions/1/pdf/"):
        response = client.get(path)
        assert response.status_code == 410 and "Wrong figures." in response.text


def test_erased_files_leave_no_bytes(client, make, settings, tmp_path):
    settings.ERASURES_LIST = tmp_path / "erasures.jsonl"
    edition = make_edition(make=make_report, slug_en="one")
    make(edition)
    rows = list(edition.files.all())
    assert {row.kind for row in rows} == {"pdf", "epub", "share-image"}
    erase(edition, "Privacy", by=None)
    assert not any(row.file.storage.exists(row.file.name) for row in rows)
    for path in ("pdf/", "pdf/text/", "epub/", "editions/1/pdf/"):
        assert client.get(f"/en/reports/one/{path}").status_code == 410


def test_links_to_files_cost_no_query(client, make, django_assert_num_queries, frozen_cache_state):
    edition = make_edition(slug_en="one")
    client.get("/en/articles/one/")
    SharedValue.forget_all()
    with CaptureQueriesContext(connection) as without:
        client.get("/en/articles/one/")
    make(edition)
    SharedValue.forget_all()
    with django_assert_num_queries(len(without)):
        assert "pdf/" in client.get("/en/articles/one/").text
    assert len(without) <= 6
