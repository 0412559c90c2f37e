"""Roles that follow the kind, and what is filled in from a chosen person and from a related publication."""

import pytest
from django.urls import reverse

from articles.models import Article
from tests.desk.desk import fill_in, signed_in
from tests.factories import (
    make_affiliation,
    make_article,
    make_event,
    make_expert,
    make_organization,
    make_region,
    make_report,
    make_topic,
)
from thinktank.publishing.usual_roles import UsualRoles

TAKE_OVER, BYLINE = "admin:publishing_take_over", "admin:publishing_byline"


@pytest.mark.parametrize(
    ("type_name", "kind", "person", "institution"),
    [
        ("event", "lecture", "speaker", "organiser"),
        ("report", "joint_report", "author", "publisher"),
        ("article", "news", "author", "organiser"),
        ("article", "interview", "interviewee", "organiser"),
        ("article", "gallery", "photographer", "organiser"),
        ("article", "no such kind", "author", "organiser"),
    ],
)
def test_new_people_and_institutions_have_the_usual_role_of_the_kind(type_name, kind, person, institution):
    roles = UsualRoles.of(type_name, kind)
    assert (roles.person, roles.institution) == (person, institution)


def test_a_speaker_of_an_event_is_an_author_of_its_report_and_still_a_speaker_in_the_news():
    roles = [UsualRoles.of(*each).of_person("speaker") for each in [("report", ""), ("article", "news")]]
    assert roles == ["author", "speaker"]
    assert UsualRoles.of("report", "").of_person("translator") == "translator"
    assert UsualRoles.of("report", "").of_institution("organiser") == "publisher"
    assert UsualRoles.of("report", "").of_institution("funder") == "funder"


def test_a_new_row_of_an_event_is_a_speaker_and_a_role_alone_makes_no_row(desk):
    add = reverse("admin:articles_article_add")
    values = fill_in(desk, add, title_en="A title", kind="interview", _continue="1")
    values |= {
        "contributions-TOTAL_FORMS": "2",
        "contributions-0-role": "interviewee",
        "contributions-0-position": "1",
        "contributions-1-role": "interviewee",
        "contributions-1-position": "2",
        "contributions-1-name_en": "A guest",
    }
    assert desk.post(add, values).status_code == 302
    people = Article.objects.get().contributions.values_list("role", "name_en")
    assert list(people) == [("interviewee", "A guest")]
    page = desk.get(reverse("admin:events_event_add")).content.decode()
    assert '<option value="speaker" selected>' in page


def test_a_chosen_person_brings_the_names_and_positions_of_the_day(desk):
    expert = make_expert(
        given_name_en="Anna", family_name_en="Orlova", given_name_ru="Анна", family_name_ru="Орлова"
    )
    make_affiliation(expert=expert, role_en="Researcher", role_ru="сотрудник", ends_on="2020-12-31")
    asked = {"expert": expert.pk, "on": "2020-06-01"}
    words = desk.get(reverse(BYLINE), asked).json()
    assert (words["name_en"], words["name_ru"]) == ("Anna Orlova", "Анна Орлова")
    assert words["affiliation_en"].startswith("Researcher")
    assert desk.get(reverse(BYLINE), asked | {"on": "2021-01-01"}).json()["affiliation_en"] == ""


def test_a_chosen_organisation_brings_its_names(desk):
    organization = make_organization(name_en="Institute", name_ru="Институт")
    words = desk.get(reverse(BYLINE), {"organization": organization.pk}).json()
    assert words == {"name_en": "Institute", "name_ru": "Институт"}


def test_people_institutions_and_subjects_are_taken_over_each_with_the_role_that_fits(desk):
    expert, organization, topic, region = make_expert(), make_organization(), make_topic(), make_region()
    event = make_event()
    event.contributions.create(expert=expert, role="speaker", name_en="Anna O.", position=1)
    event.contributions.create(role="moderator", name_en="A guest", position=2)
    event.institutions.create(organization=organization, role="organiser", name_en="As billed")
    event.topics.add(topic)
    event.regions.add(region)
    found = desk.get(reverse(TAKE_OVER), {"into": "report", "from": event.pk}).json()
    people = [
        (row["chosen"] and row["chosen"]["id"], row["role"], row["words"]["name_en"])
        for row in found["people"]
    ]
    assert people == [(str(expert.pk), "author", "Anna O."), (None, "moderator", "A guest")]
    [institution] = found["institutions"]
    assert (institution["chosen"]["id"], institution["role"]) == (str(organization.pk), "publisher")
    subjects = {name: [each["id"] for each in found[name]] for name in ("topics", "regions", "projects")}
    assert subjects == {"topics": [str(topic.pk)], "regions": [str(region.pk)], "projects": []}


def test_the_number_of_queries_does_not_grow_with_the_people(desk, django_assert_max_num_queries):
    event = make_event()
    for number in range(12):
        event.contributions.create(expert=make_affiliation().expert, position=number)
    with django_assert_max_num_queries(16):
        desk.get(reverse(TAKE_OVER), {"into": "article", "from": event.pk})


@pytest.mark.parametrize(
    "query", [{"into": "nothing"}, {"into": "article", "from": "999999"}, {"into": "article", "from": "x"}]
)
def test_what_is_not_there_cannot_be_taken_over(desk, query):
    assert desk.get(reverse(TAKE_OVER), query).status_code == 404


def test_nobody_is_told_what_they_may_not_view(django_user_model):
    source = make_report()
    clerk = signed_in(django_user_model.objects.create_user("clerk", is_staff=True))
    assert clerk.get(reverse(TAKE_OVER), {"into": "article", "from": source.pk}).status_code == 403
    assert clerk.get(reverse(BYLINE), {"expert": make_expert().pk}).status_code == 403


def test_the_form_offers_to_make_a_related_publication_of_each_type_that_may_be_added(desk):
    article = make_article()
    page = desk.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
    for name in ("articles_article", "events_event", "reports_report"):
        assert f"{reverse(f'admin:{name}_add')}?_popup=1" in page
