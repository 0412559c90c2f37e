"""A DOI enters with the next edition, makes no translation outdated, and belongs to one text."""

import pytest
from django.utils import timezone
from lxml import html

from articles.models import Article
from reports.models import Report
from tests.desk.desk import fill_in
from tests.desk.posting import text_of
from tests.factories import make_article, make_event, make_report, make_superuser, publish_now
from thinktank.publishing.editions.plan import plan_publishing
from thinktank.publishing.editions.publish import CannotPublish
from thinktank.publishing.editions.translations import is_outdated
from thinktank.publishing.models import Edition, NewerDraft
from thinktank.publishing.revisions.duplicate import duplicate
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make_superuser())
    return client


def give(publication, **identifiers):
    for name, value in identifiers.items():
        setattr(publication, name, value)
    publication.save()
    save_revision(publication, by=None)


def test_an_identifier_is_in_the_next_edition_and_outdates_no_translation():
    report = make_report(original_language="en")
    publish_now(report, "en", "ru")
    give(report, doi_en="10.5555/EN", edn_en="abcdef", copies_en="doi:10.5555/X\nhttps://partner.example/")
    assert list(NewerDraft.objects.values_list("language", flat=True)) == ["en"]
    (edition,) = publish_now(report, "en")
    assert {name: edition.content[name] for name in ("doi", "edn", "copies")} == {
        "doi": "10.5555/en", "edn": "ABCDEF", "copies": ["10.5555/x", "https://partner.example/"],
    }  # fmt: skip
    assert not NewerDraft.objects.exists()
    editions = list(Edition.objects.filter(publication_id=report.pk))
    russian = next(each for each in editions if each.language == "ru")
    assert (russian.number, len(editions), is_outdated(russian, editions, set())) == (1, 3, False)
    assert "doi" not in russian.content


def test_a_copy_of_a_text_has_none_of_its_identifiers():
    report = make_report(doi_en="10.5555/en", edn_ru="ABCDEF", copies_en="10.5555/x")
    save_revision(report, by=None)
    copy = duplicate(report, by=None)
    assert {copy.doi_en, copy.edn_ru, copy.copies_en} == {""}


def test_an_identifier_of_another_text_cannot_be_published():
    publish_now(make_article(title_en="Bees", doi_ru="10.5555/x", edn_en="ABCDEF"), "en", "ru")
    other = make_report(doi_en="10.5555/X", edn_ru="ABCDEF")
    with pytest.raises(CannotPublish) as refused:
        publish_now(other, "en")
    assert str(refused.value.problems[0].sentence) == "10.5555/x is that of “Bees” in Russian."
    with pytest.raises(CannotPublish, match="ABCDEF is that of “Bees” in English"):
        publish_now(other, "ru")


def test_two_languages_of_a_text_have_two_dois():
    report = make_report(doi_en="10.5555/x", doi_ru="10.5555/x")
    publish_now(report, "en")
    with pytest.raises(CannotPublish, match="Each language has its own"):
        publish_now(report, "ru")


def test_publishing_warns_before_a_doi_is_lost():
    report = make_report(doi_en="10.5555/x")
    publish_now(report, "en")
    give(report, doi_en="")
    plan = plan_publishing(report, ["en"], now=timezone.now())
    assert [each.sentence for each in plan.problems if "10.5555/x" in each.sentence] != []
    assert not plan.blocking


def test_the_form_corrects_what_can_be_read_and_names_the_other_text(desk):
    taken = make_report(title_en="Bees", doi_en="10.5555/bees")
    article = make_article()
    save_revision(article, by=None)
    address = f"/admin/articles/article/{article.pk}/change/"

    def post(**fields):
        return desk.post(address, fill_in(desk, address, **fields))

    assert post(doi_en="https://doi.org/10.5555/ABC", edn_ru="edn abcdef").status_code == 302
    article = Article.objects.get()
    assert (article.doi_en, article.edn_ru) == ("10.5555/abc", "ABCDEF")
    assert "10.5555/bees is that of “Bees” in English." in text_of(post(doi_ru="10.5555/Bees"))
    assert "Each language has its own" in text_of(post(doi_ru="10.5555/abc"))
    assert "not Latin: а" in text_of(post(doi_ru="10.5555/аbc"))
    assert Report.objects.get() == taken


def test_what_is_collapsed_is_open_when_something_in_it_is_wrong(desk):
    article, other = make_article(doi_en="10.5555/a"), make_article(slug_en="taken")
    address = f"/admin/articles/article/{article.pk}/change/"
    publish_now(other, "en")
    for field, wrong in (("doi_en", "10.5555"), ("slug_en", "taken")):
        collapsed = f"//details//input[@name='{field}']"
        assert html.fromstring(desk.get(address).text).xpath(collapsed)
        refused = desk.post(address, fill_in(desk, address, **{field: wrong}))
        assert (refused.status_code, html.fromstring(refused.text).xpath(collapsed)) == (422, [])


def test_the_form_suggests_a_doi_for_a_text_that_has_none(desk, settings):
    settings.DOI_PREFIX = "10.5555"
    report = make_report(doi_en="10.5555/given")
    page = desk.get(f"/admin/reports/report/{report.pk}/change/").text
    assert page.count("Free for this text: 10.5555/") == 1
    assert "Free for this text" not in desk.get("/admin/reports/report/add/").text


def test_events_have_no_identifiers(desk):
    assert 'name="doi_en"' not in desk.get(f"/admin/events/event/{make_event().pk}/change/").text
