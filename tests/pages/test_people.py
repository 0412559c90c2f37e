import datetime
from collections import Counter

import pytest
from lxml import html

from tests.factories import (
    make_affiliation,
    make_article,
    make_event,
    make_expert,
    make_image,
    make_organization,
    make_report,
    make_topic,
    publish_now,
)
from thinktank.language.sorting import folded, initial
from thinktank.pages.work import MAX_YEARS, by_year

pytestmark = pytest.mark.django_db


def look(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return html.fromstring(response.content)


def names(page):
    return page.xpath("//a[@class='person']//b/text()")


@pytest.fixture
def people():
    topic, institute = (
        make_topic(name_en="Bees", slug_en="bees"),
        make_organization(name_en="Hive", slug_en="hive"),
    )
    anna = make_expert(given_name_en="Anna", family_name_en="Orlova", family_name_ru="Орлова")
    anna.topics.add(topic)
    make_affiliation(expert=anna, organization=institute)
    eve = make_expert(
        given_name_en="Eve", family_name_en="Ávila", given_name_ru="Ева", family_name_ru="Ёлкина"
    )
    eve.topics.add(topic)
    make_affiliation(expert=eve, organization=institute, ends_on="2001-01-01")
    make_expert(given_name_en="Zoe", family_name_en="Zimm", family_name_ru="Ершова", portrait=make_image())
    return anna, eve


def test_experts_are_grouped_by_letters_of_the_readers_alphabet_with_a_link_to_each(client, people):
    page = look(client, "/en/experts/")
    assert page.xpath("//nav[@class='letters']//a/text()") == ["A", "O", "Z"]
    assert page.xpath("//nav[@class='letters']//a/@href") == [
        f"#{first.get('id')}" for first in page.xpath("//ul[@class='directory']/li[@id]")
    ]
    assert names(page) == ["Eve Ávila", "Anna Orlova", "Zoe Zimm"]
    assert len(page.xpath("//*[@class='portrait']//img")) == 1
    assert page.xpath("//*[@class='portrait is-initials']//*[name()='text']/text()") == ["EÁ", "AO"]
    firsts = look(client, "/ru/experts/").xpath("//li[@id]//b/text()")
    assert firsts == ["Ева Ёлкина", "Анна Орлова"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=orlo", ["Anna Orlova"]),
        ("?q=ОРЛ", ["Anna Orlova"]),
        ("?q=avila eve", ["Eve Ávila"]),
        ("?q=елкина", ["Eve Ávila"]),
        ("?topic=bees", ["Eve Ávila", "Anna Orlova"]),
        ("?organization=hive", ["Anna Orlova"]),
        ("?topic=bees&q=anna", ["Anna Orlova"]),
        ("?q=%20", ["Eve Ávila", "Anna Orlova", "Zoe Zimm"]),
    ],
)
def test_filters_narrow_the_list_and_what_was_asked_stays_in_the_form(client, people, query, found):
    page = look(client, f"/en/experts/{query}")
    assert names(page) == found
    assert f"{len(found)} expert" in page.xpath("//p[@class='found']")[0].text_content()
    topics = page.xpath(
        "//select[@name='topic']/option/text() | //select[@name='organization']/option/text()"
    )
    assert "topic=bees" not in query or not topics or "Bees (2)" in topics


@pytest.mark.parametrize("query", ["?q=nobody", "?topic=unknown", "?q=<b>", "?organization=%00"])
def test_an_empty_result_says_so_and_leads_back_to_everybody(client, people, query):
    response = client.get(f"/en/experts/{query}")
    if response.status_code == 400:  # stopped before the views
        return
    page = html.fromstring(response.content)
    assert names(page) == []
    assert "No expert matches all of this" in page.text_content()
    assert page.xpath("//p[@class='found']/a/@href") == ["/en/experts/"]


def test_an_organisation_names_those_who_have_a_role_there_today_once(client, people):
    anna, _eve = people
    hive = anna.affiliations.get().organization
    make_affiliation(expert=anna, organization=hive, role_en="Keeper")
    page = look(client, "/en/organizations/hive/")
    assert names(page) == ["Anna Orlova"]
    assert "Researcher; Keeper" in page.text_content()


def test_people_of_one_family_name_are_sorted_by_given_name(client):
    hive = make_organization(slug_en="hive")
    for given, family in (("Zoe", "Ivanov"), ("Boris", "Ivanova"), ("Ada", "Ivanov")):
        expert = make_expert(given_name_en=given, family_name_en=family)
        make_affiliation(expert=expert, organization=hive)
    expected = ["Ada Ivanov", "Zoe Ivanov", "Boris Ivanova"]
    assert names(look(client, "/en/experts/")) == names(look(client, "/en/organizations/hive/")) == expected


def test_the_website_of_an_organisation_is_shown_in_its_own_letters(client):
    make_organization(slug_en="hive", website="https://институт.рф/о нас")
    (link,) = look(client, "/en/organizations/hive/").xpath("//p/a[@rel='noopener']")
    assert link.get("href") == "https://xn--h1aaoqfbah.xn--p1ai/%D0%BE%20%D0%BD%D0%B0%D1%81"
    assert link.text == "https://институт.рф/о%20нас"


def test_current_positions_come_before_past_ones(client, people):
    hive = people[1].affiliations.get().organization
    make_affiliation(expert=people[1], organization=hive, role_en="Keeper")
    page = look(client, people[1].path_in("en"))
    assert [row.get("class") for row in page.xpath("//ul[@class='positions']/li")] == [None, "is-past"]


def test_letters_are_folded_as_they_are_sorted():
    assert (initial("Ёлкина"), initial("Ávila"), initial("йод"), initial("")) == ("Е", "A", "Й", "")
    assert folded("  Ёлкина-Ávila, Dr ") == "елкина avila dr"


def test_the_page_of_an_expert_has_contacts_and_counts_of_publications_by_year_and_type(client):
    expert = make_expert(
        slug_en="anna", spoken_languages_en="English, Russian", press_contact="press@example.org"
    )
    for make, year in ((make_article, 2019), (make_article, 2021), (make_report, 2021)):
        piece = make(dated=datetime.date(year, 5, 1))
        piece.contributions.create(expert=expert, name_en="Anna", name_ru="Анна")
        publish_now(piece, "en")
    for status in ("cancelled", "postponed"):
        event = make_event(status=status)
        event.contributions.create(expert=expert, name_en="Anna", name_ru="Анна")
        publish_now(event, "en")
    page = look(client, "/en/experts/anna/")
    facts = [" ".join(fact.itertext()) for fact in page.xpath("//*[@class='profile-facts']/div")]
    assert facts == ["Languages English, Russian", "For the press press@example.org"]
    assert page.xpath("//*[@class='profile-facts']//a/@href") == ["mailto:press@example.org"]
    columns = page.xpath("//ol[@class='work-years']/li")
    assert [column.xpath("string(*[@class='work-year'])") for column in columns] == ["2019", "2020", "2021"]
    assert [column.xpath("string(*[@class='work-n'])") for column in columns] == ["1", "", "2"]
    kinds = page.xpath("//nav[@class='kinds']//a")
    assert [" ".join(kind.text_content().split()) for kind in kinds] == [
        "All 5",
        "Articles 2",
        "Events 2",
        "Reports 1",
    ]
    assert len(look(client, kinds[3].get("href")).find_class("card")) == 1


def test_empty_fields_of_an_expert_have_no_heading(client):
    make_expert(slug_en="eve")
    page = look(client, "/en/experts/eve/")
    for name in ("profile-facts", "work", "kinds", "profile-text"):
        assert not page.find_class(name)


def test_a_chart_has_every_year_up_to_as_many_as_fit_and_none_for_one_year():
    assert by_year(Counter({(2020, "article"): 3})) == []
    long = by_year(
        Counter({(1950, "article"): 1, (2020, "article"): 4, (2020, "event"): 4, (2019, "event"): 2})
    )
    assert (len(long), long[0]["year"], long[-1]) == (
        MAX_YEARS,
        2020 - MAX_YEARS + 1,
        {"year": 2020, "n": 8, "height": 100},
    )
    assert long[-2]["height"] == 25


def test_an_organisation_without_a_logo_has_its_short_name_or_a_letter_there(client):
    make_organization(name_en="Hive", short_name_en="HV")
    make_organization(name_en="Nest", short_name_en="")
    make_organization(name_en="“Web” of three", short_name_en="A long short name")
    page = look(client, "/en/organizations/")
    assert page.xpath("//*[@class='logo']/span/text()") == ["HV", "N", "W"]
