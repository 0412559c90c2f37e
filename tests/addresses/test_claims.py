"""Addresses are given to one owner for ever, and errors do not name the owner."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article
from tests.factories import make_article, make_expert, make_organization, make_page, make_topic, publish_now
from thinktank.addresses.directory import directory
from thinktank.addresses.models import (
    Address,
    AddressTaken,
    address_path,
    claim_address,
    free_slug,
    release_addresses,
)
from thinktank.delivery.shared_values import SharedValue
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.editions.schedule import cancel_scheduled, scheduled_edition
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


def current(owner):
    return list(
        Address.objects.filter(owner_uid=owner.uid, is_current=True, language="en").values_list(
            "slug", flat=True
        )
    )


def all_slugs(owner, language="en"):
    return set(Address.objects.filter(owner_uid=owner.uid, language=language).values_list("slug", flat=True))


def claim(owner, slug, **options):
    claim_address(owner.uid, "en", "articles", slug, **{"label": "L", "since": timezone.now()} | options)


def test_the_newest_claim_is_the_current_address_and_the_older_stay():
    owner = make_article()
    for slug in ("one", "two", "three"):
        claim(owner, slug)
    assert current(owner) == ["three"]
    assert all_slugs(owner) == {"one", "two", "three"}


def test_an_owner_may_go_back_to_an_older_address():
    owner = make_article()
    for slug in ("one", "two", "one"):
        claim(owner, slug)
    assert (current(owner), all_slugs(owner)) == (["one"], {"one", "two"})


@given(acts=st.lists(st.tuples(st.integers(0, 2), st.sampled_from("abc"), st.booleans()), max_size=12))
def test_no_address_ever_changes_its_owner(acts):
    owners = [make_article() for _ in range(3)]
    first_owner = {}
    with transaction.atomic():
        for number, slug, is_claim in acts:
            owner = owners[number]
            if not is_claim:
                release_addresses(owner.uid, "en", timezone.now())
                continue
            if first_owner.setdefault(slug, owner) == owner:
                claim(owner, slug)
                assert current(owner) == [slug]
            else:
                with pytest.raises(AddressTaken):
                    claim(owner, slug)
        assert {a.slug: a.owner_uid for a in Address.objects.filter(slug__in="abc")} == {
            slug: owner.uid for slug, owner in first_owner.items()
        }
        transaction.set_rollback(True)


def test_a_clash_says_taken_without_naming_the_owner():
    claim(make_article(title_en="Confidential"), "mine")
    with pytest.raises(AddressTaken) as caught:
        claim(make_article(), "mine")
    sentence = " ".join(caught.value.messages)
    assert sentence == "The address “mine” (English) is already taken. Choose another one."


def test_the_form_says_so_too_at_the_field():
    publish_now(make_article(title_en="Confidential", slug_en="mine"))
    other = make_article()
    other.slug_en = "mine"
    errors = {}
    try:
        other.clean()
    except Exception as error:
        errors = error.message_dict
    assert errors == {"slug_en": ["The address “mine” (English) is already taken. Choose another one."]}


def test_two_languages_and_two_prefixes_may_have_the_same_slug():
    article, topic = make_article(slug_en="same", slug_ru="same"), make_topic(slug_en="same")
    publish_now(article, "en", "ru")
    assert Address.objects.filter(slug="same", owner_uid__in=[article.uid, topic.uid]).count() == 3


def test_the_database_refuses_a_second_owner():
    claim(make_article(), "mine")
    with pytest.raises(DatabaseError), transaction.atomic():
        Address.objects.create(
            language="en", prefix="articles", slug="mine", owner_uid=make_article().uid, since=timezone.now()
        )


def test_a_changed_slug_that_was_never_public_is_free_again(now):
    article = make_article(slug_en="first-idea")
    save_revision(article, by=None)
    article.slug_en = "second-idea"
    article.save()
    publish_now(article)
    assert all_slugs(article) == {"second-idea"}
    assert not Address.objects.is_taken("en", "articles", "first-idea", other_than=make_article().uid)


def test_a_cancelled_schedule_frees_its_address(now):
    article = make_article(slug_en="waiting")
    save_revision(article, by=None)
    publish(article, ["en"], by=None, now=now, at=now + DAY)
    with pytest.raises(AddressTaken):
        publish_now(make_article(slug_en="waiting"))
    cancel_scheduled(scheduled_edition(article, "en", now), now=now)
    publish_now(make_article(slug_en="waiting"))


def test_an_address_that_waits_is_neither_public_nor_labelled_nor_current(now):
    owner = make_article()
    claim(owner, "today", label="Today", since=now, now=now)
    claim(owner, "tomorrow", label="Embargoed", since=now + DAY, now=now)
    claim(owner, "today", label="Embargoed", since=now + DAY, now=now)
    assert list(Address.objects.public(now).values_list("slug", "label", "is_current")) == [
        ("today", "Today", True)
    ]
    assert not Address.objects.filter(label="Embargoed").exists()
    assert set(Address.objects.public(now + DAY).values_list("slug", flat=True)) == {"today", "tomorrow"}


def test_releasing_frees_only_what_was_never_public(now):
    owner = make_article()
    claim(owner, "was", since=now, now=now)
    claim(owner, "will-be", since=now + DAY, now=now)
    release_addresses(owner.uid, "en", now)
    assert (all_slugs(owner), current(owner)) == ({"was"}, [])


def test_a_slug_is_made_from_the_title_in_its_own_letters_and_free_of_clashes():
    first = make_article(title_en="Café au lait", title_ru="Ещё щука")
    publish_now(first, "en", "ru")
    assert (first.slug_en, first.slug_ru) == ("cafe-au-lait", "eshchyo-shchuka")
    second = make_article(title_en="Café au lait")
    assert second.slug_en == "cafe-au-lait-2"


def test_no_owner_can_claim_an_address_of_the_site_itself():
    """A page of the same path would be published and never shown."""
    page = make_page(title_en="Archive", title_ru="Архив", slug_ru="experts")
    assert page.slug_en == "archive-2"
    with pytest.raises(ValidationError, match="experts"):
        page.clean()
    page.slug_ru = "arhiv"
    page.clean()
    assert make_article(title_en="Archive").slug_en == "archive"


def test_a_title_without_a_single_letter_still_gets_an_address():
    owner = make_article()
    assert free_slug("!!!", "en", "articles", owner.uid) == str(owner.uid)[:8]


@given(text=st.text(max_size=300))
def test_every_made_slug_is_ascii_and_fits_its_column(text):
    owner = make_article()
    slug = free_slug(text, "ru", "articles", owner.uid)
    assert slug and slug.isascii() and len(slug) <= Article._meta.get_field("slug").max_length
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")


def test_paths():
    assert address_path("en", "articles", "x") == "/en/articles/x/"
    assert address_path("ru", "", "about") == "/ru/about/"


# What has no editions


def test_the_public_have_an_address_as_soon_as_they_are_saved():
    expert = make_expert(slug_en="orlova")
    assert current(expert) == ["orlova"]


def test_an_expert_who_is_not_public_has_no_address():
    expert = make_expert(is_public=False)
    assert all_slugs(expert) == set()


def test_without_the_required_words_there_is_no_page_in_a_language():
    organization = make_organization(name_ru="")
    assert all_slugs(organization, "ru") == set()
    assert (organization.path_in("ru"), organization.is_public_in("en")) == ("", True)


def test_a_new_slug_leaves_a_redirect_behind():
    expert = make_expert(slug_en="orlova")
    expert.slug_en = "orlova-anna"
    expert.save()
    assert (current(expert), all_slugs(expert)) == (["orlova-anna"], {"orlova", "orlova-anna"})


def test_an_expert_who_is_hidden_keeps_the_addresses_for_ever():
    expert = make_expert(slug_en="orlova")
    expert.is_public = False
    expert.save()
    assert (current(expert), all_slugs(expert)) == ([], {"orlova"})
    with pytest.raises(AddressTaken):
        make_expert(slug_en="orlova")


def test_a_taken_address_leaves_no_half_written_row():
    make_expert(slug_en="orlova")
    other = make_expert(slug_en="other", bio_en="Before")
    other.slug_en, other.bio_en = "orlova", "After"
    with pytest.raises(AddressTaken):
        other.save()
    other.refresh_from_db()
    assert (other.slug_en, other.bio_en) == ("other", "Before")


def test_the_directory_lists_who_is_public_by_name():
    for name in ("Zeta", "alpha", "Beta"):
        make_topic(name_en=name)
    make_topic(name_en="Hidden", is_public=False)
    SharedValue.forget_all()
    assert [entry.label for entry in directory().all("en", "topics")] == ["alpha", "Beta", "Zeta"]


def test_the_directory_finds_an_expert_in_the_languages_of_their_pages():
    organization = make_organization(name_en="Institute", name_ru="", slug_en="institute")
    SharedValue.forget_all()
    assert directory().find(organization.uid, "en").path == "/en/organizations/institute/"
    assert directory().find(str(organization.uid), "ru") is None
