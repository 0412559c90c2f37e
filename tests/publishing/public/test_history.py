import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from tests.factories import (
    make_article,
    make_audience,
    make_event,
    make_expert,
    make_image,
    make_page,
    make_report,
    make_superuser,
    publish_now,
)
from tests.polls.making import make_poll
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.editions.erase import erase
from thinktank.publishing.models import Contribution, Edition

pytestmark = pytest.mark.django_db


def page_of(response):
    assert response.status_code == 200, response.content[:500]
    return html.fromstring(response.content)


def republish(publication, language="en", **fields):
    options = {name: fields.pop(name) for name in ("note", "correction", "is_minor") if name in fields}
    for name, value in fields.items():
        setattr(publication, name, value)
    publication.save()
    return publish_now(publication, language, **options)


@pytest.fixture
def article():
    """An article with three English editions: ten, eleven and twelve norms."""
    article = make_article(
        title_en="Norms", slug_en="norms", body_en="<p>Ten norms.</p>" + "<p>As before.</p>" * 5
    )
    publish_now(article, "en")
    republish(article, body_en=article.body_en.replace("Ten", "Eleven"), correction="It was not ten.")
    republish(
        article, body_en=article.body_en.replace("Eleven", "Twelve"), note="One was added.", is_minor=True
    )
    return article


def sections_of(page):
    """{heading: (removed words, added words)}"""
    return {
        section.findtext("h2"): (section.xpath(".//del/text()"), section.xpath(".//ins/text()"))
        for section in page.xpath("//section[@class='difference']")
    }


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (make_article, "/en/articles/it/"),
        (make_event, "/en/events/it/"),
        (make_report, "/en/reports/it/"),
        (make_page, "/en/it/"),
    ],
)
def test_every_type_of_publication_shows_its_changes_word_by_word(client, make, path):
    publication = make(slug_en="it", standfirst_en="Ten norms.")
    publish_now(publication, "en")
    republish(publication, standfirst_en="Eleven norms.")

    page = page_of(client.get(f"{path}editions/1-2/"))

    assert sections_of(page) == {"Standfirst": (["Ten"], ["Eleven"])}
    assert f"{path}editions/1-2/" in page_of(client.get(f"{path}editions/")).xpath("//a/@href")


def test_a_comparison_names_both_editions_and_what_was_said_between_them(client, article):
    response = client.get("/en/articles/norms/editions/1-3/")
    page = page_of(response)

    assert sections_of(page) == {"Text": (["Ten"], ["Twelve"])}
    text = page.text_content()
    assert ("It was not ten." in text, "One was added." in text) == (True, True)
    assert page.xpath("//ul[@class='compared']//a/@href") == [
        "/en/articles/norms/editions/1/", "/en/articles/norms/",
    ]  # fmt: skip
    assert response["X-Robots-Tag"] == "noindex"
    assert len(page.xpath("//details[@class='diff__folded']/p")) == 4
    assert "public" in response["Cache-Control"]


@pytest.mark.parametrize(("asked", "leads_to"), [("3-1", "1-3"), ("2-2", "2")])
def test_swapped_numbers_redirect_to_the_comparison(client, article, asked, leads_to):
    response = client.get(f"/en/articles/norms/editions/{asked}/")

    assert (response.status_code, response["Location"]) == (301, f"/en/articles/norms/editions/{leads_to}/")


def test_the_language_switch_leads_from_a_comparison_to_the_history_in_that_language(client, article):
    russian = f"/ru/articles/{article.slug_ru}/"
    assert client.get("/ru/articles/norms/editions/1-2/")["Location"] == "/en/articles/norms/editions/"
    publish_now(article, "ru")
    assert client.get("/ru/articles/norms/editions/1-2/")["Location"] == f"{russian}editions/"
    assert client.get(f"{russian}editions/1-2/").status_code == 404


def test_people_notes_pictures_and_links_are_compared(client):
    expert, first, second = make_expert(), make_image(alt_en="A bridge"), make_image(alt_en="A bridge")
    body = '<p>Old<span data-footnote="">Smith 2001</span> <a href="https://one.example/">words</a>.</p>'
    article = make_article(slug_en="all", body_en=body, cover=first)
    Contribution.objects.create(publication=article, expert=expert, name_en="Anna Orlova", name_ru="Анна")
    publish_now(article, "en")
    article.contributions.update(name_en="Anna Petrova")
    republish(article, cover=second, body_en=body.replace("2001", "2002").replace("one.", "two."))

    found = sections_of(page_of(client.get("/en/articles/all/editions/1-2/")))

    assert found["People"] == (["Orlova"], ["Petrova"])
    assert found["Text"] == (["2001"], ["2002"])
    assert found["Links in the text"] == (["https://one.example"], ["https://two.example"])
    assert found["Cover"] == ([first.sha256[:12]], [second.sha256[:12]])


def test_pictures_takeaways_and_funding_are_compared(client):
    business, picture = make_audience(name_en="For business"), make_image(alt_en="A bridge")
    article = make_article(slug_en="all", funding_en="Paid by the state.")
    article.audiences.add(business)
    takeaway = article.takeaways.create(audience=business, text_en="It costs more.")
    publish_now(article, "en")
    takeaway.text_en = "It costs less."
    takeaway.save()
    article.pictures.create(image=picture, caption_en="Seen from below")
    republish(article, funding_en="Paid by readers.")

    found = sections_of(page_of(client.get("/en/articles/all/editions/1-2/")))

    assert found["Takeaways"] == (["more"], ["less"])
    assert found["Funding and interests"] == (["the state"], ["readers"])
    assert found["Pictures"][0] == [] and "Seen from below" in " ".join(found["Pictures"][1])


def test_a_change_that_shows_no_words_is_said_to_be_one(client):
    article = make_article(slug_en="form", body_en="<p>Quite so.</p>")
    publish_now(article, "en")
    republish(article, body_en="<p><em>Quite</em> so.</p>")

    page = page_of(client.get("/en/articles/form/editions/1-2/"))

    assert "The wording is the same." in page.text_content()


def test_two_editions_that_say_the_same_are_called_the_same(client):
    article = make_article(slug_en="twice")
    publish_now(article, "en")
    publish_now(article, "en")

    page = page_of(client.get("/en/articles/twice/editions/1-2/"))

    assert "These two editions are the same." in page.text_content()


def test_an_edition_off_the_record_is_not_compared(client, article):
    base = "/en/articles/norms/editions"
    assert client.get(f"{base}/1-9/").status_code == 404
    assert client.get(f"{base}/1-{10**30}/").status_code == 404
    assert client.get("/en/articles/nothing/editions/1-2/").status_code == 404
    assert client.get(f"/ru/articles/{article.slug_ru}/editions/1-2/").status_code == 404

    publish_now(article, "en", at=timezone.now() + datetime.timedelta(days=1))
    assert client.get(f"{base}/3-4/").status_code == 404

    withdraw(article, "en", public_note="It was wrong.", now=timezone.now())
    republish(article, body_en="<p>Written anew.</p>")
    gone = client.get(f"{base}/3-4/")
    assert gone.status_code == 410
    assert "It was wrong." in gone.text
    assert "Twelve" not in gone.text
    assert "Norms" not in gone.text


def test_a_cached_comparison_is_invalidated_by_a_new_edition_and_by_a_withdrawal(client, article, page_cache):
    base = "/en/articles/norms/editions"
    kept = client.get(f"{base}/2-3/")
    assert kept.status_code == 200
    assert f"{base}/3-4/" not in kept.text
    republish(article, body_en="<p>Thirteen norms.</p>")
    assert f"{base}/3-4/" in client.get(f"{base}/2-3/").text
    withdraw(article, "en", public_note="It was wrong.", now=timezone.now())
    assert client.get(f"{base}/2-3/").status_code == 410


def test_an_erased_edition_is_not_compared(client, article):
    erase(Edition.objects.get(publication=article, number=2), "A court order.", by=make_superuser())

    assert client.get("/en/articles/norms/editions/1-2/").status_code == 410
    assert client.get("/en/articles/norms/editions/2-3/").status_code == 410
    assert client.get("/en/articles/norms/editions/1-3/").status_code == 200
    listed = page_of(client.get("/en/articles/norms/editions/"))
    assert "1 edition is no longer here" in listed.text_content()
    assert "/en/articles/norms/editions/1-3/" in listed.xpath("//a/@href")


def test_the_history_says_the_state_of_each_edition(client, article):
    live = Edition.objects.get(publication=article, number=3)
    first, second, third = reversed(page_of(client.get("/en/articles/norms/editions/")).xpath("//main/ol/li"))

    assert "The first edition" in first.text_content()
    assert "It was not ten." in second.text_content()
    assert "Minor change" in third.text_content()
    assert [len(li.xpath(".//span[text()='Current']")) for li in (first, second, third)] == [0, 0, 1]
    assert third.xpath("string(.//summary/code)") == live.digest.split(":")[1][:12]
    assert third.xpath("string(.//details/p)") == live.digest
    assert third.xpath(".//h2/a/@href") == ["/en/articles/norms/"]


def test_hostile_words_are_compared_as_words(client):
    article = make_article(slug_en="bad")
    publish_now(article, "en")
    republish(article, title_en="<script>alert(1)</script>", note="<img src=x onerror=alert(1)>")

    for path in ("editions/1-2/", "editions/"):
        text = client.get(f"/en/articles/bad/{path}").text
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_both_pages_cost_the_same_with_three_editions_or_ten(client, article, frozen_cache_state):
    paths = ["/en/articles/norms/editions/", "/en/articles/norms/editions/1-2/"]

    def costs():
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            found.append(len(queries))
        return found

    costs()
    few = costs()
    for n in range(7):
        republish(article, body_en=f"<p>{n} norms.</p>")
    assert costs() == few
    assert max(few) <= 4


def test_the_history_has_no_link_to_a_withdrawn_history(client):
    article = make_article(slug_en="ferry", slug_ru="parom")
    publish_now(article, "en", "ru")
    before = page_of(client.get("/ru/articles/parom/editions/"))
    withdraw(article, "en", public_note="Wrong.", now=timezone.now())
    after = page_of(client.get("/ru/articles/parom/editions/"))

    links = [page.xpath("//ul[@class='languages']//a/@href") for page in (before, after)]
    assert links == [["/en/articles/ferry/editions/"], []]


def test_the_page_of_a_withdrawn_text_leads_to_the_language_that_is_still_live(client):
    article = make_article(slug_en="ferry", slug_ru="parom")
    publish_now(article, "en", "ru")
    for language, links in (("en", ["/ru/articles/parom/"]), ("ru", ["/ru/"])):
        withdraw(article, language, public_note="Wrong.", now=timezone.now())
        gone = client.get("/en/articles/ferry/")
        found = html.fromstring(gone.content.decode()).xpath("//ul[@class='languages']//a/@href")
        assert (gone.status_code, found) == (410, links)


def test_every_moment_is_written_as_html_allows(client):
    """Three digits of a second at most; what editors publish and open has six (HTML, 2.3.5)."""
    article = make_article(slug_en="bees")
    publish_now(article, "en")
    republish(article, title_en="Wasps", correction="Not bees.")
    poll = make_poll(closes_at=timezone.now() + datetime.timedelta(days=1))
    pages = [f"/en/articles/bees/{place}" for place in ("", "editions/", "editions/1-2/")]
    for path in [*pages, "/en/polls/", poll.path_in("en")]:
        moments = page_of(client.get(path)).xpath("//time/@datetime[contains(., ':')]")
        assert moments, path
        assert [each for each in moments if "." in each] == [], path
