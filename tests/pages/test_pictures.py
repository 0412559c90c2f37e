"""A picture is private unless a public page shows it (threat T4)."""

import datetime
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from tests.factories import (
    make_article,
    make_editor,
    make_expert,
    make_image,
    make_organization,
    publish_now,
)
from thinktank.delivery import cache_tags, withdrawal_mark
from thinktank.library.intake import refocus
from thinktank.library.models import RenditionSet
from thinktank.pages.models import SiteSettings
from thinktank.publishing.editions.end import expire, withdraw
from thinktank.publishing.editions.erase import erase
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.revisions.save import save_revision

pytestmark = [pytest.mark.django_db]
HOUR = datetime.timedelta(hours=1)


def _address(image, name="64.webp"):
    return f"/media/r/{image.rendition_key}/{name}"


def _status(image, client=None, **headers):
    client = client or Client(raise_request_exception=False)
    return _read(client.get(_address(image), headers=headers)).status_code


def _read(response):
    """Read whole, so that its file is closed as a server closes it."""
    if response.streaming:
        b"".join(response.streaming_content)
    return response


@pytest.fixture
def image():
    return make_image()


def test_an_article_shows_its_pictures_from_publishing_until_withdrawing(image):
    article = make_article(cover=image)
    save_revision(article, by=None)
    before = _status(image)
    publish_now(article, "en", "ru")
    live = _status(image)
    withdraw(article, "en", public_note="Wrong.", now=timezone.now())
    in_one_language = _status(image)
    withdraw(article, "ru", public_note="Неверно.", now=timezone.now())

    assert (before, live, in_one_language, _status(image)) == (404, 200, 200, 404)


def test_a_scheduled_article_shows_them_from_its_moment_and_an_expired_one_still(image, time_machine):
    now = timezone.now()
    article = make_article(cover=image)
    save_revision(article, by=None)
    publish(article, ["en"], by=None, at=now + HOUR, now=now)
    waiting = _status(image)
    time_machine.move_to(now + HOUR, tick=False)
    live = _status(image)
    expire(article, "en", at=now + HOUR * 2, now=now + HOUR)
    time_machine.move_to(now + HOUR * 3, tick=False)

    assert (waiting, live, _status(image)) == (404, 200, 200)


def test_an_erased_edition_shows_none(image):
    article = make_article(cover=image)
    (edition,) = publish_now(article, "en")

    erase(edition, "A court order", by=None)

    assert _status(image) == 404


def test_old_editions_keep_the_pictures_of_their_day(image):
    """Those cut around an earlier focal point too."""
    publish_now(make_article(cover=image), "en")
    old = _address(image)

    refocus(image, 10, 10)

    assert _read(Client().get(old)).status_code == 200
    assert _status(image) == 200
    assert RenditionSet.objects.filter(image=image).count() == 2


@pytest.mark.parametrize(
    "show",
    [
        lambda image, **fields: make_expert(portrait=image, **fields),
        lambda image, **fields: make_organization(logo=image, **fields),
    ],
    ids=["portrait", "logo"],
)
def test_a_person_or_institution_shows_them_while_it_is_public(image, show):
    subject = show(image, is_public=False)
    hidden = _status(image)
    subject.is_public = True
    subject.save()
    shown = _status(image)
    subject.is_public = False
    subject.save()

    assert (hidden, shown, _status(image)) == (404, 200, 404)


def test_the_site_shows_its_own_logos(image):
    settings, _made = SiteSettings.objects.get_or_create(pk=1)
    settings.logo_on_dark = image
    settings.save()

    assert _status(image) == 200


def test_a_private_picture_is_sent_to_staff_only_and_not_cached(image):
    staff = Client()
    staff.force_login(make_editor())

    shown, refused = _read(staff.get(_address(image))), Client().get(_address(image))

    assert (shown.status_code, shown["Cache-Control"]) == (200, "private, no-store")
    assert (refused.status_code, refused["Cache-Control"]) == (404, "private, no-store")


def test_a_public_picture_is_sent_to_everybody_and_revalidated(image):
    publish_now(make_article(cover=image), "en")

    response = Client().get(_address(image), headers={"cookie": "sessionid=x; csrftoken=y"})

    assert response["Content-Type"] == "image/webp"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == 'inline; filename="64.webp"'
    assert response["Cache-Control"] == "public, max-age=600, s-maxage=0"
    assert not response.cookies
    assert not response.has_header("Vary")
    assert list(response.streaming_content)
    assert _status(image, **{"if-none-match": response["ETag"]}) == 304


def test_asks_one_query(image, django_assert_num_queries):
    publish_now(make_article(cover=image), "en")

    with django_assert_num_queries(1):
        _status(image)


@pytest.fixture
def database(monkeypatch):
    """Reads when told to. `with database.away(): ...`"""
    monkeypatch.setattr(cache_tags, "READ_EVERY", 600)
    monkeypatch.setattr(cache_tags, "LONGEST_GAP", 600)
    cache_tags.forget_state()

    class Database:
        @staticmethod
        @contextmanager
        def away():
            def refuse(*_arguments):
                raise OperationalError("away")

            monkeypatch.setattr(cache_tags, "READ_EVERY", -1)
            with connection.execute_wrapper(refuse):
                yield
            monkeypatch.setattr(cache_tags, "READ_EVERY", 600)

    yield Database
    cache_tags.forget_state()


def test_a_picture_that_was_public_is_sent_while_the_database_is_away(image, database):
    publish_now(make_article(cover=image), "en")
    cache_tags.forget_state()
    cache_tags.cache_state()
    shown = _status(image)
    with database.away():
        meanwhile = _status(image), _status(image)

    assert (shown, meanwhile) == (200, (200, 200))


@pytest.mark.parametrize(
    "change",
    [lambda: cache_tags.invalidate("anything"), withdrawal_mark.renew],
    ids=["a change", "a withdrawal"],
)
def test_it_is_not_after_a_change(image, database, change):
    publish_now(make_article(cover=image), "en")
    cache_tags.forget_state()
    cache_tags.cache_state()
    _status(image)
    change()
    if change is not withdrawal_mark.renew:
        cache_tags.forget_state()
        cache_tags.cache_state()
    with database.away():
        assert _status(image) == 503


def test_a_picture_of_a_draft_is_not_sent_while_the_database_is_away_either(image, database):
    cache_tags.forget_state()
    cache_tags.cache_state()
    before = _status(image)
    with database.away():
        assert (before, _status(image)) == (404, 503)


def test_no_other_size_or_name_can_be_had(client, image):
    publish_now(make_article(cover=image), "en")
    names = ["999999.webp", "641.webp", "64.png", "64.webp/", "064.webp", "-64.webp", "card-.webp", "64"]
    for name in [*names, "64.webp%0a", "../64.webp", "%2e%2e/64.webp"]:
        assert client.get(_address(image, name)).status_code == 404, name
