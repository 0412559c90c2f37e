"""A type of publication that nothing else knows: the whole site shows it. Run by test_new_type.py, with settings.py."""

import datetime

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from tests import test_canary as canary
from tests.briefs.models import Brief
from tests.briefs.publication_type import BRIEFS
from tests.desk.desk import fill_in, page, publish, save, signed_in
from tests.desk.posting import add_row, text_of
from tests.factories import (
    PUBLICATION_MAKERS,
    make_article,
    make_editor,
    make_report,
    publish_now,
)
from thinktank.accounts.roles import editors_permissions
from thinktank.delivery.shared_values import SharedValue
from thinktank.printing.pdf import document_html
from thinktank.publishing.editions.generated_files import make_files, missing_files
from thinktank.publishing.models import Edition, EditionFile
from thinktank.publishing.public.downloads import ADDRESSES

pytestmark = pytest.mark.django_db

WORDS = {"title_en": "Open the port", "slug_en": "port", "title_ru": "Открыть порт", "slug_ru": "port-ru"}
make_brief = PUBLICATION_MAKERS[Brief]


@pytest.fixture
def desk():
    """A client in which an editor has signed in: no superuser, so that permissions count."""
    return signed_in(make_editor())


@pytest.fixture
def brief():
    """A brief that is live in both languages, with a step."""
    brief = make_brief(**WORDS, question_en="Should it?", decided_on=datetime.date(2031, 5, 6))
    brief.steps.create(text_en="Dredge it.", text_ru="Углубить дно.")
    publish_now(brief, "en", "ru")
    return brief


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return html.fromstring(response.content.decode())


def words_of(client, path):
    return " ".join(read(client, path).text_content().split())


# The desk


def test_an_editor_adds_changes_and_publishes_a_brief(desk, client):
    address = reverse("admin:briefs_brief_add")
    values = fill_in(desk, address, **WORDS, kind="memo", question_en="Should it?", body_en="<p>Yes.</p>")
    add_row(values, "steps", text_en="Dredge it.", text_ru="Углубить дно.", position="1")
    assert desk.post(address, values).status_code == 302
    brief = Brief.objects.get()
    assert brief.steps.get().text_ru == "Углубить дно."
    assert client.get("/en/briefs/port/").status_code == 404
    assert publish(desk, brief, "en").status_code == 302
    assert "Dredge it." in words_of(client, "/en/briefs/port/")
    assert save(desk, brief, title_en="Close the port").status_code == 302
    assert "Close the port" not in words_of(client, "/en/briefs/port/")
    assert publish(desk, brief, "en", note="Changed our mind.").status_code == 302
    assert "Close the port" in words_of(client, "/en/briefs/port/")


def test_an_earlier_revision_of_a_brief_is_restored_with_its_rows(desk, brief):
    step = brief.steps.get()
    save(desk, brief, title_en="Other", question_en="Other?")
    brief.steps.all().delete()
    revision = brief.revisions.order_by("pk").first()
    assert desk.post(page(brief, "restore", revision.number)).status_code == 302
    again = Brief.objects.get()
    assert (again.title_en, again.question_en, again.decided_on) == (
        "Open the port", "Should it?", datetime.date(2031, 5, 6),
    )  # fmt: skip
    assert [(row.uid, row.text_en) for row in again.steps.all()] == [(step.uid, "Dredge it.")]


def test_the_desks_menu_has_briefs_where_their_position_says(desk):
    links = html.fromstring(desk.get("/admin/").content).xpath("//main//th/a/@href | //main//th//a/@href")
    names = [link.split("/")[-2] for link in dict.fromkeys(links)]
    assert names[:8] == ["publication", "article", "event", "report", "brief", "poll", "release", "page"]


def test_the_list_of_all_publications_names_briefs_and_a_preview_shows_one(desk, brief):
    assert "Open the port" in text_of(desk.get("/admin/publishing/publication/?type=brief"))
    assert "Dredge it." in text_of(desk.get(page(brief, "preview", "en"), follow=True))


def test_editors_may_work_with_briefs_and_their_steps():
    names = [name for name in editors_permissions() if name.startswith("briefs.")]
    assert names == [
        "briefs.add_brief", "briefs.add_step", "briefs.change_brief", "briefs.change_step",
        "briefs.delete_step", "briefs.view_brief", "briefs.view_step",
    ]  # fmt: skip


# The public site


def test_a_brief_has_every_address_that_publications_have(client, brief):
    paths = {
        "": "Dredge it.",
        "print/": "Dredge it.",
        "editions/": "Edition 1",
        "editions/1/": "Dredge it.",
    }
    for path, words in paths.items():
        assert words in words_of(client, f"/en/briefs/port/{path}")
    publish_now(brief, "en", note="Again.")
    brief.steps.create(text_en="Buoys.", text_ru="Буи.", position=2)
    publish_now(brief, "en", note="More.")
    numbers = Edition.objects.filter(language="en").order_by("number").values_list("number", flat=True)
    assert "Buoys." in words_of(client, f"/en/briefs/port/editions/{numbers[0]}-{max(numbers)}/")
    assert reverse("briefs:brief_edition", args=["port", 1]) == "/en/briefs/port/editions/1/"


def test_lists_show_briefs_by_kind(client, brief):
    publish_now(make_brief(title_en="On trams", kind="advice"), "en")
    assert read(client, "/en/briefs/").xpath("//h1/text()") == ["Briefs"]
    assert "Open the port" in words_of(client, "/en/briefs/")
    only = words_of(client, "/en/briefs/?kind=advice")
    assert ("On trams" in only, "Open the port" in only) == (True, False)


def test_the_head_of_a_brief_says_what_it_is(client, brief):
    tree = read(client, "/en/briefs/port/")
    assert tree.xpath("//meta[@property='og:type']/@content") == ["book"]
    assert tree.xpath("//link[@rel='canonical']/@href") == ["http://testserver/en/briefs/port/"]
    assert BRIEFS.schema_type("memo") == "DigitalDocument"


def test_menus_sitemap_and_archive_name_briefs(client, brief):
    tree = read(client, "/en/topics/")
    menu = [link.get("href") for link in tree.xpath("//header//nav//a")]
    assert menu.index("/en/reports/") + 1 == menu.index("/en/briefs/") == menu.index("/en/experts/") - 1
    assert "/en/briefs/" in tree.xpath("//footer//a/@href")
    files = ("/sitemap-lists.xml", f"/sitemap-brief-{brief.pk // 1000}.xml")
    sitemap = "".join(client.get(path).content.decode() for path in files)
    for path in ("/en/briefs/", "/ru/briefs/", "/en/briefs/port/", "/ru/briefs/port-ru/"):
        assert f"<loc>http://testserver{path}</loc>" in sitemap
    year = timezone.localdate().year
    assert "Open the port" in words_of(client, f"/en/archive/{year}/?type=brief")
    assert "Briefs" in words_of(client, "/en/archive/")


def test_the_front_page_has_a_row_of_briefs_after_the_reports(client, brief):
    for _n in range(3):
        publish_now(make_article(), "en")
        publish_now(make_report(), "en")
        publish_now(make_brief(), "en")
    headings = read(client, "/en/").xpath("//h2[starts-with(@id, 'front-')]/text()")
    assert headings[-2:] == ["Reports", "Briefs"]
    row = read(client, "/en/").xpath("//section[@aria-labelledby='front-briefs']")[0]
    assert len(row.xpath(".//article")) == BRIEFS.front_page.size
    assert row.xpath(".//a[@class='onward']/@href") == ["/en/briefs/"]


def test_who_mistypes_the_address_of_a_brief_is_shown_the_right_one(client, brief):
    publish_now(make_brief(title_en="On trams", slug_en="trams-and-buses"), "en")
    response = client.get("/en/briefs/trams-and-buse/")
    assert response.status_code == 404
    assert "/en/briefs/trams-and-buses/" in response.content.decode()


def test_files_are_made_of_a_brief_and_no_book(brief):
    edition = Edition.objects.get(language="en")
    for kind in ADDRESSES:
        make_files.call(str(edition.uid), kind)
    made = set(EditionFile.objects.holding(edition).values_list("kind", flat=True))
    assert made == {"pdf", "pdf-parallel", "share-image"}
    assert missing_files(edition) == []
    response = Client().get("/en/briefs/port/pdf/")
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert "Dredge it." in document_html(edition)


# Around it


def test_the_migrations_and_the_checks_are_content():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
    call_command("check")


@pytest.fixture
def hidden():
    """Briefs that are drafted, scheduled or withdrawn, full of canaries, beside a live article."""
    return canary.hide_everything({"briefs": canary.MAKERS["briefs"]})


def test_no_draft_of_a_brief_is_anywhere_on_the_public_site_before_its_time(hidden):
    SharedValue.forget_all()
    answers = canary.crawl(hidden)
    assert len([path for path in answers if path.startswith("/en/briefs/")]) > 20
    canary.assert_nothing_is_shown(answers)
    seen = canary.assert_the_scheduled_are_shown(canary.ask_tomorrow(hidden), ["briefs"])
    assert "/en/" in seen
