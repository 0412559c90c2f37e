"""The registry of the types of publication."""

import dataclasses

import pytest
from django.core.exceptions import ImproperlyConfigured

from articles.choices import Kind
from articles.models import Article
from articles.publication_type import ARTICLES
from thinktank.pages.models import Page
from thinktank.publishing import publication_types as types
from thinktank.publishing.models import EditionFile, Publication
from thinktank.publishing.publication_types import PublicationType, register
from thinktank.publishing.working_copies import check_that_every_model_is_described, publication_models


@pytest.fixture
def registered(monkeypatch):
    """The registry, copied for the duration of the test."""
    copy = dict(types._registered)
    monkeypatch.setattr(types, "_registered", copy)
    return copy


def test_every_type_is_described_once_and_in_the_order_of_positions():
    names = [each.name for each in types.publication_types()]
    assert names == ["article", "event", "report", "page"]
    assert [each.name for each in types.types_with_lists()] == ["article", "event", "report"]
    assert set(names) == set(publication_models())


@pytest.mark.parametrize("changes", [{"prefix": "other"}, {"name": "other"}])
def test_two_types_cannot_share_a_name_or_a_prefix(registered, changes):
    with pytest.raises(ImproperlyConfigured, match="article"):
        register(dataclasses.replace(ARTICLES, **changes))


def test_a_model_without_a_description_stops_the_start_and_says_what_to_write(registered):
    del registered["article"]
    with pytest.raises(ImproperlyConfigured, match=r"articles/publication_type\.py .* 'article'"):
        check_that_every_model_is_described()


def test_a_description_without_a_model_stops_the_start(registered):
    register(PublicationType(name="letter", prefix="letters", plural="Letters", kinds=Kind))
    with pytest.raises(ImproperlyConfigured, match="'letter'"):
        check_that_every_model_is_described()


def test_the_prefix_of_a_model_comes_from_its_description():
    assert (Article.address_prefix, Page.address_prefix, Publication.address_prefix) == ("articles", "", "")


def test_the_files_of_every_type_are_kinds_of_files():
    for each in types.publication_types():
        assert each.files <= set(EditionFile.Kind)


def test_no_description_leads_to_a_model():
    for each in types.publication_types():
        values = [getattr(each, field.name) for field in dataclasses.fields(each)]
        assert not [value for value in values if isinstance(value, type) and hasattr(value, "objects")]
