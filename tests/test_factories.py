import pytest
from django.utils import timezone

from tests import factories
from thinktank.library.models import Image
from thinktank.publishing.models import Edition

pytestmark = pytest.mark.django_db

PUBLICATIONS = factories.PUBLICATION_MAKERS.values()
SUBJECTS = [
    factories.make_organization,
    factories.make_expert,
    factories.make_topic,
    factories.make_region,
    factories.make_audience,
    factories.make_project,
]


@pytest.mark.parametrize("make", PUBLICATIONS)
def test_what_is_made_can_be_published_at_once_in_both_languages(make):
    first, second = make(), make()
    for publication in (first, second):
        publication.full_clean()
        factories.publish_now(publication, "en", "ru")
    assert Edition.objects.live(timezone.now()).count() == 4


@pytest.mark.parametrize("make", SUBJECTS)
def test_what_is_made_is_valid_and_has_a_page_in_both_languages(make):
    make()
    made = make()
    made.full_clean()
    assert made.is_public_in("en") and made.is_public_in("ru")


def test_the_words_of_a_test_win_over_the_dull_ones():
    article = factories.make_article(title_en="Bees", title_ru="")
    assert (article.title_en, article.title_ru, article.original_language) == ("Bees", "", "en")


def test_an_affiliation_holds():
    assert factories.make_affiliation().is_held(timezone.localdate())


def test_no_two_pictures_are_the_same():
    factories.make_image()
    factories.make_image()
    assert Image.objects.count() == 2


def test_people_have_their_rights():
    editor, superuser = factories.make_editor(), factories.make_superuser()
    assert editor.is_staff and not editor.is_superuser and superuser.is_superuser
    assert editor.check_password(factories.PASSWORD)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_editions_are_cleared_away_after_a_test_with_real_transactions(time):
    assert not Edition.objects.exists()
    factories.make_edition()
