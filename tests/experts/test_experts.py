from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from experts.models import Affiliation, Expert
from tests.factories import make_affiliation, make_article, make_expert, make_organization, publish_now
from thinktank.publishing.models import Edition
from thinktank.publishing.public.lookup import listed_under

pytestmark = pytest.mark.django_db

DAYS = st.none() | st.dates(date(2000, 1, 1), date(2003, 1, 1))


def test_a_name_is_written_given_names_first():
    expert = make_expert(given_name_en="Anna", family_name_en="Orlova")
    assert expert.label_in("en") == "Anna Orlova"
    assert make_expert(given_name_en="", family_name_en="Voltaire").label_in("en") == "Voltaire"


def test_without_a_family_name_there_is_no_name_in_a_language():
    expert = make_expert(given_name_ru="Анна", family_name_ru="")
    assert (expert.label_in("ru"), expert.path_in("ru")) == ("", "")


def test_the_desk_shows_an_expert_by_the_first_name_that_is_filled():
    expert = make_expert(given_name_en="", family_name_en="", given_name_ru="Анна", family_name_ru="Орлова")
    with translation.override("en"):
        assert str(expert) == "Анна Орлова"


@given(starts=DAYS, ends=DAYS, on=st.dates(date(2000, 1, 1), date(2003, 1, 1)))
def test_a_role_is_held_from_its_first_day_to_its_last(starts, ends, on):
    held = Affiliation(starts_on=starts, ends_on=ends).is_held(on)
    assert held == ((starts or date.min) <= on <= (ends or date.max))


def test_a_role_that_ends_before_it_begins_is_refused():
    affiliation = make_affiliation()
    affiliation.starts_on, affiliation.ends_on = date(2020, 1, 2), date(2020, 1, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        affiliation.save()


def test_a_position_names_the_roles_of_that_day_by_the_short_name():
    expert = make_expert()
    institute = make_organization(name_en="Institute of Europe", short_name_en="IE")
    make_affiliation(expert=expert, organization=institute, role_en="Intern", ends_on=date(2019, 12, 31))
    make_affiliation(expert=expert, organization=institute, role_en="Director", starts_on=date(2020, 1, 1))
    make_affiliation(expert=expert, organization=make_organization(name_en="University"), role_en="Professor")
    assert expert.position_in("en", date(2019, 1, 1)) == "Intern, IE; Professor, University"
    assert expert.position_in("en", date(2021, 1, 1)) == "Director, IE; Professor, University"


def test_a_position_puts_an_institution_as_its_editors_wrote_it_for_that_place():
    institute = make_organization(name_ru="Институт Европы РАН", name_in_role_ru="Института Европы РАН")
    expert = make_expert()
    make_affiliation(expert=expert, organization=institute, role_ru="директор", role_en="")
    assert expert.position_in("ru", date(2020, 1, 1)) == "директор Института Европы РАН"


def test_a_rename_changes_no_record():
    expert = make_expert(given_name_en="Anna", family_name_en="Orlova")
    article = make_article()
    article.contributions.create(expert=expert, name_en="Anna Orlova", name_ru="Анна Орлова")
    (edition,) = publish_now(article)
    expert.family_name_en = "Petrova"
    expert.save()
    stored = Edition.objects.get(pk=edition.pk)
    assert (stored.content, stored.digest) == (edition.content, edition.digest)


def test_an_experts_page_lists_their_texts():
    expert = make_expert()
    article = make_article()
    article.contributions.create(expert=expert, name_en="A. O.", name_ru="А. О.")
    (edition,) = publish_now(article)
    assert list(listed_under(expert.uid, "en", timezone.now())) == [edition]


def test_the_public_of_a_language_are_those_with_a_family_name_and_an_address():
    make_expert(family_name_en="")
    seen = make_expert()
    make_expert(is_public=False)
    assert list(Expert.objects.public_in("en")) == [seen]
