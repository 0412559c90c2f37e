"""What programs read of a page: tags and JSON-LD, all from one description."""

import datetime
import json

import pytest
from django.utils import timezone
from lxml import html

from events.models import Event
from experts.models import Expert
from reports.models import Report
from tests.factories import (
    MOSCOW,
    make_affiliation,
    make_article,
    make_event,
    make_expert,
    make_image,
    make_organization,
    make_page,
    make_report,
    make_topic,
    publish_now,
)
from tests.metadata import zotero
from tests.polls.making import make_poll
from thinktank.delivery.shared_values import SharedValue
from thinktank.library.models import Document
from thinktank.metadata.description import alone, describe_edition
from thinktank.pages.models import SiteSettings
from thinktank.publishing.editions.end import expire
from thinktank.publishing.models import Institution, Relation
from thinktank.ratings.models import Rating

pytestmark = pytest.mark.django_db
SITE = "http://testserver"


class Read:
    """A page as programs read it."""

    def __init__(self, client, path, status=200):
        response = client.get(path)
        assert response.status_code == status
        self.page = html.fromstring(response.content)
        scripts = self.page.xpath("//script[@type='application/ld+json']")
        self.data = [json.loads(script.text) for script in scripts]

    def tags(self, name):
        return self.page.xpath(f"//head/meta[@name='{name}' or @property='{name}']/@content")


@pytest.fixture
def report():
    """A joint report in two languages, with everything a description has a place for."""
    made = make_report(
        slug_en="steps", slug_ru="shagi", title_en="Steps", title_ru="Шаги", report_number="7/2024",
        dated=datetime.date(2024, 3, 1), funding_en="Paid by a fund.", cover=make_image(), original_language="en",
    )  # fmt: skip
    expert = make_expert(
        given_name_en="Anna", family_name_en="Orlova", given_name_ru="Анна Сергеевна", family_name_ru="Орлова",
        orcid="0000-0002-1825-0097", slug_en="orlova", slug_ru="orlova",
    )  # fmt: skip
    made.contributions.create(expert=expert, affiliation_en="Director", position=0)
    made.contributions.create(name_en="Jean-Paul de la Cruz", name_ru="Жан-Поль де ла Крус", position=1)
    made.contributions.create(name_en="The desk", name_ru="Редакция", role="translator", position=2)
    for position, (name, ror) in enumerate([("Institute A", "05dxps055"), ("Institute B", "")]):
        body = make_organization(name_en=name, name_ru=name, ror=ror, slug_en=name[-1].lower())
        Institution.objects.create(publication=made, organization=body, role="publisher", position=position)
    made.topics.add(make_topic(name_en="Ice", name_ru="Лёд", slug_en="ice"))
    publish_now(made, "en", "ru")
    return Report.objects.get(pk=made.pk)


def test_a_report_tells_scholar_and_zotero_who_wrote_it_and_who_issued_it(client, report):
    page = Read(client, "/en/reports/steps/")
    assert page.tags("citation_title") == ["Steps"]
    assert page.tags("citation_author") == ["Orlova, Anna", "de\xa0la\xa0Cruz, Jean-Paul"]
    assert page.tags("citation_publication_date") == ["2024/03/01"]
    assert page.tags("citation_technical_report_institution") == ["Institute A", "Institute B"]
    assert page.tags("citation_technical_report_number") == ["7/2024"]
    assert page.tags("citation_language") == ["en"]
    assert page.tags("citation_public_url") == [f"{SITE}/en/reports/steps/editions/1/"]
    assert page.tags("citation_journal_title") == page.tags("z:itemType") == []
    assert Read(client, "/ru/reports/shagi/").tags("citation_author") == [
        "Орлова, Анна Сергеевна",
        "де\xa0ла\xa0Крус, Жан-Поль",
    ]


def test_a_report_is_a_report_of_both_institutions_in_json_ld(client, report):
    [data] = Read(client, "/en/reports/steps/").data
    assert data["@type"] == "Report"
    assert data["@id"] == data["url"] == f"{SITE}/en/reports/steps/"
    assert data["archivedAt"] == f"{SITE}/en/reports/steps/editions/1/"
    assert (data["headline"], data["inLanguage"], data["reportNumber"]) == ("Steps", "en", "7/2024")
    assert data["datePublished"] == "2024-03-01"
    assert data["funding"] == {"@type": "Grant", "description": "Paid by a fund."}
    assert data["keywords"] == ["Ice"]
    assert data["author"][0] == {
        "@type": "Person", "name": "Anna Orlova", "givenName": "Anna", "familyName": "Orlova",
        "url": f"{SITE}/en/experts/orlova/", "sameAs": "https://orcid.org/0000-0002-1825-0097",
        "jobTitle": "Director",
    }  # fmt: skip
    assert data["author"][1]["familyName"] == "de la Cruz"
    assert data["publisher"] == [
        {"@type": "ResearchOrganization", "name": "Institute A", "url": f"{SITE}/en/organizations/a/",
         "sameAs": "https://ror.org/05dxps055"},
        {"@type": "Organization", "name": "Institute B", "url": f"{SITE}/en/organizations/b/"},
    ]  # fmt: skip
    assert data["workTranslation"] == [
        {"@type": "Report", "@id": f"{SITE}/ru/reports/shagi/", "inLanguage": "ru"}
    ]
    assert "dateModified" not in data
    assert "aggregateRating" not in data


def test_a_translation_names_its_original_and_its_translator(client, report):
    [data] = Read(client, "/ru/reports/shagi/").data
    assert data["translationOfWork"]["@id"] == f"{SITE}/en/reports/steps/"
    assert data["translator"] == {"@type": "Organization", "name": "Редакция"}
    assert "workTranslation" not in data


def test_only_a_change_of_the_content_is_a_modification(client, report):
    publish_now(report, "en", is_minor=True)
    report.title_en = "Step by step"
    report.save()
    publish_now(report, "en", is_minor=True)
    assert "dateModified" not in Read(client, "/en/reports/steps/").data[0]
    report.body_en = "<p>Longer.</p>"
    report.save()
    [edition] = publish_now(report, "en", correction="It was too short.")
    [data] = Read(client, "/en/reports/steps/").data
    changed = datetime.datetime.fromisoformat(data["dateModified"])
    assert changed == edition.live_from.replace(microsecond=0)
    assert data["version"] == edition.printed == "1.3"
    assert data["correction"]["text"] == "It was too short."


def test_an_old_edition_has_its_own_identity_and_says_what_became_of_it(client, report):
    report.body_en = "<p>Longer.</p>"
    report.save()
    publish_now(report, "en")
    page = Read(client, "/en/reports/steps/editions/1/")
    [data] = page.data
    assert data["@id"] == f"{SITE}/en/reports/steps/editions/1/"
    assert data["exampleOfWork"] == {"@id": f"{SITE}/en/reports/steps/"}
    assert data["creativeWorkStatus"] == "Replaced"
    assert page.tags("citation_fulltext_html_url") == [f"{SITE}/en/reports/steps/editions/1/"]
    now = timezone.now()
    expire(report, "en", at=now, now=now)
    [data] = Read(client, "/en/reports/steps/").data
    assert data["creativeWorkStatus"] == "Expired"
    assert data["expires"]


@pytest.mark.parametrize(
    ("kind", "schema", "zotero", "has_tags"),
    [
        ("news", "NewsArticle", "webpage", False),
        ("analysis", "AnalysisNewsArticle", "webpage", True),
        ("commentary", "OpinionNewsArticle", "webpage", False),
        ("interview", "Article", "interview", False),
    ],
)
def test_each_kind_of_article_is_what_it_is(client, kind, schema, zotero, has_tags):
    article = make_article(slug_en="bees", kind=kind)
    article.contributions.create(name_en="Anna Orlova", role="author")
    publish_now(article, "en")
    page = Read(client, "/en/articles/bees/")
    assert page.data[0]["@type"] == schema
    assert page.tags("z:itemType") == [zotero]
    assert page.tags("citation_author") == (["Orlova, Anna"] if has_tags else [])
    assert page.tags("author") == ["Anna Orlova"]
    assert page.tags("og:type") == ["article"]
    assert page.tags("article:published_time")
    assert page.data[0]["publisher"]["@id"] == f"{SITE}/#institute"


def test_an_event_has_its_times_its_place_and_what_became_of_it(client):
    event = make_event(
        slug_en="talk", format="hybrid", stream_url="https://example.org/live", starts_at=datetime.datetime(2030, 3, 1, 15, tzinfo=MOSCOW)
    )  # fmt: skip
    event.contributions.create(name_en="Anna Orlova", role="speaker")
    publish_now(event, "en")
    page = Read(client, "/en/events/talk/")
    [data] = page.data
    assert (data["@type"], data["startDate"], data["endDate"]) == (
        "Event", "2030-03-01T15:00:00+03:00", "2030-03-01T17:00:00+03:00",
    )  # fmt: skip
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert data["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [place["@type"] for place in data["location"]] == ["Place", "VirtualLocation"]
    assert data["performer"]["familyName"] == "Orlova"
    assert page.tags("citation_title") == []
    event = Event.objects.get()
    event.starts_at += datetime.timedelta(days=2)
    event.ends_at, event.status = event.starts_at + datetime.timedelta(hours=2), "rescheduled"
    event.save()
    publish_now(event, "en")
    [data] = Read(client, "/en/events/talk/").data
    assert data["eventStatus"] == "https://schema.org/EventRescheduled"
    assert data["previousStartDate"] == "2030-03-01T15:00:00+03:00"


def test_ratings_are_in_the_data_when_readers_see_the_average(client):
    article = make_article(slug_en="bees")
    publish_now(article, "en")
    for n in range(5):
        assert len(Read(client, "/en/articles/bees/").data) == 1
        Rating.objects.create(
            publication_id=article.pk, voter_key=bytes([n]) * 32, stars=4 + n % 2, version=1,
            rated_on=datetime.date(2024, 1, 1),
        )  # fmt: skip
    item, rated = Read(client, "/en/articles/bees/").data
    assert rated["@id"] == item["@id"]
    assert rated["aggregateRating"] == {
        "@type": "AggregateRating", "ratingValue": 4.4, "ratingCount": 5, "bestRating": 5, "worstRating": 1,
    }  # fmt: skip


def test_the_print_view_and_old_pages_of_other_languages_keep_to_themselves(client, report):
    page = Read(client, "/en/reports/steps/print/")
    assert page.data == page.tags("citation_title") == []


def test_people_institutions_lists_polls_and_the_front_page_have_data(client, report):
    [person] = Read(client, "/ru/experts/orlova/").data
    assert person["mainEntity"]["name"] == "Анна Сергеевна Орлова"
    assert person["mainEntity"]["alternateName"] == ["Anna Orlova"]
    assert person["mainEntity"]["sameAs"] == "https://orcid.org/0000-0002-1825-0097"
    [body] = Read(client, "/en/organizations/a/").data
    assert (body["@type"], body["sameAs"]) == ("ResearchOrganization", ["https://ror.org/05dxps055"])
    assert Read(client, "/en/").data[0]["@type"] == "WebSite"
    for path in ("reports", "experts", "organizations", "topics", "polls", "archive", "topics/ice"):
        [data] = Read(client, f"/en/{path}/").data
        assert (data["@type"], data["url"]) == ("CollectionPage", f"{SITE}/en/{path}/")
    assert data["name"] == "Ice"
    poll = make_poll()
    [data] = Read(client, poll.path_in("en")).data
    assert data["@type"] == "Dataset"
    offered = [
        (file["encodingFormat"], file["contentUrl"].rpartition("/")[2]) for file in data["distribution"]
    ]
    assert offered == [("application/json", "results.json"), ("text/csv", "results.csv")]
    assert Expert.objects.count() == 1


def test_the_orcid_of_the_day_of_publication_stays_in_the_record(client, report):
    Expert.objects.update(orcid="", family_name_en="Petrova")
    [data] = Read(client, "/en/reports/steps/").data
    assert data["author"][0]["familyName"] == "Orlova"
    assert data["author"][0]["sameAs"].endswith("0097")


def test_the_licence_of_the_text_else_of_the_site_is_shown_and_told(client, report):
    assert "license" not in Read(client, "/en/reports/steps/").data[0]
    SiteSettings.objects.update_or_create(defaults={"name_en": "Institute", "licence": "cc-by-4.0"})
    SharedValue.forget_all()
    page = Read(client, "/en/reports/steps/")
    address = "https://creativecommons.org/licenses/by/4.0/"
    assert page.data[0]["license"] == address
    assert page.page.xpath("//a[@rel='license']/@href") == [address]
    report.licence = "all-rights-reserved"
    report.save()
    publish_now(report, "en")
    assert Read(client, "/en/reports/steps/").data[0]["license"] == "All rights reserved"
    assert "Лицензия: Все права защищены" in Read(client, "/ru/reports/shagi/").page.text_content()


def test_a_translation_by_a_machine_says_so_to_readers_and_programs(client, report):
    report.translation_method_ru = "machine"
    report.save()
    publish_now(report, "ru")
    page = Read(client, "/ru/reports/shagi/")
    assert page.data[0]["digitalSourceType"] == "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
    assert "Это машинный перевод." in page.page.text_content()
    assert "digitalSourceType" not in Read(client, "/en/reports/steps/").data[0]


def test_the_language_of_a_page_is_that_of_its_text(client):
    publish_now(make_article(slug_en="only", title_ru="", body_ru="", standfirst_ru=""), "en")
    languages = [
        client.get(path)["Content-Language"] for path in ("/ru/articles/only/", "/ru/articles/", "/en/")
    ]
    assert languages == ["en", "ru", "en"]


def test_an_author_billed_with_the_positions_of_the_day_has_their_institutions(client):
    body = make_organization(name_en="Institute A", short_name_en="IA", ror="05dxps055")
    expert = make_affiliation(organization=body, role_en="Director").expert
    article = make_article(slug_en="bees")
    article.contributions.create(expert=expert, affiliation_en=expert.position_in("en", timezone.localdate()))
    publish_now(article, "en")
    [data] = Read(client, "/en/articles/bees/").data
    assert data["author"]["jobTitle"] == "Director, IA"
    assert data["author"]["affiliation"] == [
        {"@type": "ResearchOrganization", "name": "Institute A", "sameAs": "https://ror.org/05dxps055"}
    ]


def test_a_news_item_is_about_its_event_and_the_event_features_its_report(client, report):
    article, event = make_article(slug_en="news"), make_event(slug_en="launch")
    Relation.objects.create(source_id=article.pk, target_id=event.pk, role="reports_on")
    Relation.objects.create(source_id=event.pk, target_id=report.pk, role="launches")
    publish_now(event, "en"), publish_now(article, "en")
    [data] = Read(client, "/en/articles/news/").data
    assert data["about"] == {"@type": "Event", "@id": f"{SITE}/en/events/launch/"}
    [data] = Read(client, "/en/events/launch/").data
    assert data["workFeatured"] == {"@type": "Report", "@id": f"{SITE}/en/reports/steps/"}
    assert "about" not in Read(client, "/en/reports/steps/").data[0]


def test_zotero_takes_a_report_for_a_report_with_its_authors_institutions_and_pdf(client, report):
    pdf = Document.objects.create(title="Paper", filename="paper.pdf", sha256="0" * 64, size=9)
    report.pdf_en = pdf
    report.contributions.create(name_en="Jean Paul van der Berg", name_ru="Жан ван дер Берг", position=3)
    report.save()
    publish_now(report, "en")
    assert zotero.read(Read(client, "/en/reports/steps/").page) == {
        "type": "report",
        "title": "Steps",
        "authors": [("Orlova", "Anna"), ("de la Cruz", "Jean-Paul"), ("van der Berg", "Jean Paul")],
        "date": "2024/03/01",
        "institution": "Institute A, Institute B",
        "number": "7/2024",
        "pdf": f"{SITE}/en/reports/steps/pdf/",
        "url": f"{SITE}/en/reports/steps/editions/2/",
    }


def test_zotero_keeps_institutions_whole_where_nobody_signs_a_report(client, report):
    report.contributions.filter(role="author").delete()
    publish_now(report, "en")
    found = zotero.read(Read(client, "/en/reports/steps/").page)
    assert found["authors"] == [("Institute A", ""), ("Institute B", "")]


@pytest.mark.parametrize(("make", "path", "expected"), [
    (make_article, "/en/articles/x/", "webpage"),
    (make_event, "/en/events/x/", "webpage"),
    (make_report, "/en/reports/x/", "report"),
    (make_page, "/en/x/", "webpage"),
])  # fmt: skip
def test_zotero_takes_nothing_for_an_article_of_a_journal(client, make, path, expected):
    publish_now(make(slug_en="x"), "en")
    assert zotero.read(Read(client, path).page)["type"] == expected


def test_outside_its_page_an_edition_is_described_by_one_query_or_by_none(
    client, report, django_assert_num_queries, frozen_cache_state
):
    client.get("/en/reports/steps/")
    edition, now = report.editions.get(language="en"), timezone.now()
    with django_assert_num_queries(1):
        full = describe_edition(edition, now)
    with django_assert_num_queries(0):
        bare = describe_edition(edition, now, alone(edition))
    assert [version.language for version in full.translations] == ["ru"]
    assert (bare.title, bare.authors, bare.translations) == (full.title, full.authors, ())


def test_who_is_interviewed_is_cited_for_the_words_where_nobody_signs(client):
    article = make_article(slug_en="talk", kind="interview")
    article.contributions.create(name_en="Anna Orlova", role="interviewee", position=0)
    article.contributions.create(name_en="Ivan Petrov", role="interviewer", position=1)
    publish_now(article, "en")
    page = Read(client, "/en/articles/talk/")
    assert page.data[0]["author"]["familyName"] == "Orlova"
    assert page.data[0]["contributor"]["familyName"] == "Petrov"
    [item] = client.get("/en/articles/talk/cite/json/").json()
    assert (item["author"][0]["family"], item["interviewer"][0]["family"]) == ("Orlova", "Petrov")
