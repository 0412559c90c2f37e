import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import make_article
from thinktank.language.collation import like
from thinktank.publishing.models import Publication

TEXTS = st.text(alphabet="abЖж%_\\ \n", max_size=8)


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["круглый", "КРУГЛЫЙ", "Круглый"])
def test_a_search_does_not_depend_on_capitals_in_cyrillic(typed):
    article = make_article(title_ru="Круглый стол")
    assert list(Publication.objects.filter(title_ru__icontains=typed)) == [article.publication_ptr]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["100%", "a_b", "c\\d"])
def test_signs_that_like_knows_are_searched_as_they_are(typed):
    make_article(title_en="1000 axb c/d")
    article = make_article(title_en="100% a_b c\\d")
    assert list(Publication.objects.filter(title_en__icontains=typed)) == [article.publication_ptr]


@given(TEXTS, TEXTS)
def test_an_escaped_pattern_finds_exactly_the_texts_that_contain_it(needle, haystack):
    escaped = needle.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    assert like(f"%{escaped}%", haystack, "\\") == int(needle.lower() in haystack.lower())


def test_like_with_null_is_null():
    assert like("%", None) is None
    assert like(None, "a") is None
