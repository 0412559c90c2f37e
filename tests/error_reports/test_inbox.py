import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from tests.desk.posting import form_values
from tests.factories import PASSWORD, make_edition, make_editor, make_superuser
from thinktank.error_reports.models import ErrorReport

pytestmark = pytest.mark.django_db

INBOX = "/admin/corrections/errorreport/"


def make_error_report(**fields):
    told = {"text": "It was 1997.", "passage": "in 1979", "email": "reader@example.org", "language": "en"}
    return ErrorReport.objects.create(
        **told | {"received_at": timezone.now(), "edition": fields.get("edition") or make_edition()} | fields
    )


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor():
    return signed_in(make_editor())


def change(report):
    return f"{INBOX}{report.pk}/change/"


def test_the_desk_says_how_many_reports_wait(editor):
    assert "new" not in [a.text for a in html.fromstring(editor.get("/admin/").content).xpath("//a")]
    for state in ("new", "new", "rejected"):
        make_error_report(state=state)

    page = html.fromstring(editor.get("/admin/").content)
    assert "Error reports: 2 new" in [a.text.strip() for a in page.xpath("//main//a[@href]") if a.text]


def test_the_inbox_lists_new_reports_first(editor):
    rejected, waiting = make_error_report(state="rejected", text="Closed"), make_error_report(text="Open")
    ErrorReport.objects.filter(pk=waiting.pk).update(received_at=timezone.now() - timezone.timedelta(days=9))

    rows = html.fromstring(editor.get(INBOX).content).xpath("//tbody//th//a/text()")
    assert rows == ["Open", "Closed"]
    assert rejected.email == ""


def test_an_editor_finds_the_edition_the_form_and_the_act_that_corrects(editor):
    report = make_error_report()
    links = html.fromstring(editor.get(change(report)).content).xpath("//main//a/@href")

    publication = report.edition.publication_id
    for path in (
        f"{report.edition.get_absolute_url()}editions/1/",
        f"/admin/articles/article/{publication}/change/",
        f"/admin/articles/article/{publication}/correct/en/",
        "mailto:reader@example.org",
    ):
        assert path in links
        if path.startswith("/"):
            assert editor.get(path).status_code == 200


def test_closing_a_report_deletes_the_readers_address_and_keeps_the_words(editor):
    report = make_error_report()
    values = form_values(editor.get(change(report)))
    posted = values | {
        "state": "answered",
        "editors_note": "Corrected.",
        "text": "Forged",
        "email": "x@example.org",
    }
    assert editor.post(change(report), posted).status_code == 302

    report.refresh_from_db()
    assert (report.state, report.editors_note) == ("answered", "Corrected.")
    assert (report.text, report.passage, report.email) == ("It was 1997.", "in 1979", "")


def test_the_database_keeps_no_address_with_a_closed_report():
    report = make_error_report()
    with pytest.raises(IntegrityError), transaction.atomic():
        ErrorReport.objects.filter(pk=report.pk).update(state="rejected")


def test_editors_answer_reports_and_neither_add_nor_delete_them(editor):
    report = make_error_report()
    root = signed_in(make_superuser())
    nobody = signed_in(get_user_model().objects.create_user("nobody", password=PASSWORD, is_staff=True))
    table = {
        INBOX: (200, 200, 403),
        change(report): (200, 200, 403),
        f"{INBOX}{report.pk}/history/": (200, 200, 403),
        f"{INBOX}add/": (403, 403, 403),
        f"{INBOX}{report.pk}/delete/": (403, 200, 403),
    }
    for path, expected in table.items():
        assert tuple(who.get(path).status_code for who in (editor, root, nobody)) == expected, path


def test_hostile_words_are_shown_as_words_on_the_desk(editor):
    bad = "<script>alert(1)</script>"
    report = make_error_report(text=bad, passage=bad)

    for path in (INBOX, change(report)):
        assert bad not in editor.get(path).text


def test_the_inbox_costs_the_same_with_one_report_or_twenty(editor, frozen_cache_state):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(INBOX).status_code == 200
        return len(queries)

    make_error_report()
    cost()
    few = cost()
    for _n in range(20):
        make_error_report()
    assert cost() == few
