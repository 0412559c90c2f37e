import pytest

from tests.factories import make_article, make_audience, make_project, make_region, make_topic, publish_now
from thinktank.publishing.models import Edition
from thinktank.taxonomy.models import Topic

pytestmark = pytest.mark.django_db

MAKERS = [make_topic, make_region, make_audience, make_project]


@pytest.mark.parametrize("make", MAKERS)
def test_a_term_is_called_by_its_first_filled_name(make):
    assert str(make(name_en="", name_ru="Вода")) == "Вода"
    assert str(make(name_en="Water", name_ru="")) == "Water"


@pytest.mark.parametrize("make", MAKERS)
def test_a_term_is_public_in_the_languages_its_name_is_filled_in(make):
    term = make(name_en="Water", name_ru="")
    public = {language: list(type(term).objects.public_in(language)) for language in ("en", "ru")}
    assert public == {"en": [term], "ru": []}
    assert (term.is_public_in("en"), term.is_public_in("ru")) == (True, False)


@pytest.mark.parametrize("make", MAKERS)
def test_a_hidden_term_is_public_nowhere(make):
    term = make(is_public=False)
    assert not type(term).objects.public_in("en").exists()
    assert term.get_absolute_url() is None


def test_a_term_without_a_page_in_the_readers_language_leads_to_the_one_it_has():
    assert make_topic(name_ru="", slug_en="water").get_absolute_url() == "/en/topics/water/"


def test_terms_stand_in_menu_order():
    last, first = make_topic(position=2), make_topic(position=1)
    assert list(Topic.objects.all()) == [first, last]


def test_an_edition_keeps_the_names_of_its_terms_in_menu_order_as_they_were():
    late, early = make_topic(name_en="Late", position=2), make_topic(name_en="Early", position=1)
    article = make_article()
    article.topics.set([late, early])
    (edition,) = publish_now(article)
    early.name_en = "Renamed"
    early.save()
    stored = Edition.objects.get(pk=edition.pk)
    assert [topic["name"] for topic in stored.content["topics"]] == ["Early", "Late"]


def test_a_hidden_or_nameless_term_stays_out_of_the_record():
    article = make_article()
    article.topics.set([make_topic(is_public=False), make_topic(name_en=""), make_topic(name_en="Seen")])
    (edition,) = publish_now(article)
    assert [topic["name"] for topic in edition.content["topics"]] == ["Seen"]
