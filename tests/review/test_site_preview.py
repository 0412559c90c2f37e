"""The whole site as it will be with a release: seen by staff and over a link, with no other draft, and never by readers."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.desk.desk import fill_in, signed_in
from tests.factories import (
    make_article,
    make_editor,
    make_event,
    make_expert,
    make_image,
    make_staff,
    make_topic,
    publish_now,
)
from tests.publishing.releasing import make_release
from tests.review.test_shared_links import PRIVATE, opened
from thinktank.delivery.models import Invalidation
from thinktank.publishing.editions.release import plan_release, schedule_release
from thinktank.publishing.models import Edition
from thinktank.publishing.revisions.save import save_revision
from thinktank.review.models import LinkOpening, SharedLink

pytestmark = pytest.mark.django_db
OTHER = "CANARY of another draft"


@pytest.fixture
def desk():
    return signed_in(make_editor("vera"))


@pytest.fixture
def release():
    """Its article and event have a topic, a person, a picture, and a live neighbour; other drafts are about the same."""
    topic, cover = make_topic(), make_image()
    live = make_article(title_en="Live before", title_ru="Вышло раньше")
    drafts = [
        make_article(title_en="The new article", title_ru="Новая статья", cover=cover),
        make_event(title_en="The new event", title_ru="Новое событие", cover=cover),
    ]
    others = [make_article(title_en=OTHER, title_ru=OTHER) for _n in range(2)]
    expert = make_expert()
    for text in [live, *drafts, *others]:
        text.topics.add(topic)
        text.contributions.create(expert=expert, role="author")
        save_revision(text, by=None)
    publish_now(live, "en", "ru")
    waiting = make_release(others[1])
    schedule_release(plan_release(waiting, now=timezone.now()), by=None)
    made = make_release(*drafts, at=timezone.now() + timedelta(hours=2))
    made.topic, made.expert, made.drafts, made.others = topic, expert, drafts, others
    return made


def paths_of(release):
    article, event = release.drafts
    return [
        path
        for code, word in (("en", "new article"), ("ru", "Новая статья"))
        for path in (
            f"/{code}/",
            f"/{code}/articles/",
            release.topic.path_in(code),
            release.expert.path_in(code),
            f"/{code}/articles/{getattr(article, f'slug_{code}')}/",
        )
    ]


def state_of_everything():
    readers = Client()
    pages = {path: readers.get(path).text for path in ("/en/", "/ru/", "/en/articles/", "/en/events/")}
    rows = [Edition.objects.order_by("pk").values_list(), Invalidation.objects.order_by("pk").values_list()]
    return pages, [list(each) for each in rows]


def test_every_page_shows_the_release_and_no_other_draft_and_readers_see_none_of_it(desk, release):
    prefix = f"/admin/publishing/release/{release.pk}/site"
    before = state_of_everything()
    for path in paths_of(release):
        response = desk.get(prefix + path)
        assert response.status_code == 200, path
        assert response.headers["Cache-Control"] == PRIVATE["Cache-Control"]
        assert response.headers["X-Robots-Tag"].startswith("noindex")
        assert ("The new article" if path.startswith("/en/") else "Новая статья") in response.text
        assert OTHER not in response.text
        leading_out = re.findall(r'<a\b[^>]*\bhref="(/(?:en|ru)/[^"]*)"', response.text)
        assert leading_out == []
        assert "form-action 'none'" in response.headers["Content-Security-Policy"]
    own = paths_of(release)[-1]
    assert Client().get(own).status_code == 404
    assert state_of_everything() == before


def test_what_is_no_page_of_it_answers_404_and_a_moved_page_leads_on_inside(desk, release):
    prefix = f"/admin/publishing/release/{release.pk}/site"
    hidden = f"/en/articles/{release.others[0].slug_en}/"
    for path in ("/en/search/", hidden, "/en/feed.atom", "/en/nothing-there/", "/xx/", "/admin/"):
        response = desk.get(prefix + path)
        assert response.status_code == 404, path
        assert OTHER not in response.text
    assert desk.get(f"/admin/publishing/release/{release.pk + 1000}/site/en/").status_code == 404


def test_a_text_that_cannot_be_published_is_left_out_and_named_to_staff(desk, release):
    article = release.drafts[0]
    article.title_ru = ""
    article.slug_ru = ""
    save_revision(article, by=None)
    shown = desk.get(f"/admin/publishing/release/{release.pk}/site/en/articles/").text
    assert "Left out, because they cannot be published yet: The new article" in shown
    assert "The new event" in desk.get(f"/admin/publishing/release/{release.pk}/site/en/events/").text


def test_a_scheduled_release_shows_what_was_scheduled(desk, release):
    schedule_release(plan_release(release, now=timezone.now()), by=None)
    article = release.drafts[0]
    article.title_en = "Newer words"
    save_revision(article, by=None)
    shown = desk.get(f"/admin/publishing/release/{release.pk}/site/en/articles/").text
    assert "The new article" in shown and "Newer words" not in shown
    assert Edition.objects.scheduled(timezone.now()).count() == 6


def make_site_link(desk, release, **typed):
    address = f"/admin/publishing/release/{release.pk}/share/"
    values = fill_in(desk, address, name="Partner", act="share", **typed)
    answer = desk.post(address, values)
    assert answer.status_code == 200
    return re.search(r"/shared/[\w-]+/", answer.text)[0]


def test_a_link_opens_the_site_to_a_partner_until_it_is_revoked(desk, release):
    path = make_site_link(desk, release)
    stranger = Client()
    assert stranger.get(f"{path}site/en/").headers["Location"] == path
    partner = opened(path)
    assert LinkOpening.objects.count() == 1
    front = partner.get(path, follow=True)
    assert front.redirect_chain == [(f"{path}site/en/", 302)]
    for each in paths_of(release):
        response = partner.get(f"{path}site{each}")
        assert response.status_code == 200
        assert {name: response.headers[name] for name in PRIVATE} == PRIVATE
        assert (
            OTHER not in response.text
            and "/admin/" not in response.text
            and release.name not in response.text
        )
    picture = re.search(rf"{path}pictures/[\w/.-]+", response.text)[0]
    shown = partner.get(picture)
    assert shown.status_code == 200
    assert b"".join(shown.streaming_content)  # which closes the file
    assert stranger.get(picture).status_code == 404
    link = SharedLink.objects.get()
    answer = desk.post(f"/admin/publishing/release/{release.pk}/share/", {"act": "revoke", "row": link.pk})
    assert "The link no longer works." in answer.text
    assert partner.get(f"{path}site/en/").status_code == 410


def test_a_link_of_one_text_opens_no_site_and_the_page_of_links_says_what_is_wrong(desk, release):
    from tests.review.test_shared_links import link_to

    link, path = link_to(release.drafts[0], make_editor("oleg"))
    assert opened(path).get(f"{path}site/en/").status_code == 404
    address = f"/admin/publishing/release/{release.pk}/share/"
    assert desk.post(address, {"act": "share", "name": "", "days": "99"}).status_code == 422
    assert desk.post(address, {"act": "revoke", "row": link.pk}).status_code == 404
    assert signed_in(make_staff("thinktank.authors")).get(address).status_code == 403
