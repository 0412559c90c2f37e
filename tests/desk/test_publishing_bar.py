"""The publishing bar: one press publishes when nothing is left to decide, and both languages go live in one act."""

import datetime

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.utils import timezone

from tests.desk.desk import fill_in, page, save, signed_in
from tests.desk.posting import form_values, text_of
from tests.factories import make_article as make_any_article
from tests.factories import make_event as make_any_event
from tests.factories import make_image, publish_now
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.editions.publish import publish as publish_edition
from thinktank.publishing.models import Edition
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.django_db


def make_article(**fields):
    """One that the plan finds nothing to remark on: it has a cover."""
    return make_any_article(**{"cover": make_cover()} | fields)


def make_cover():
    return make_image(credit_en="Photo: A. B.", credit_ru="Фото: А. Б.")


def saved(publication, **fields):
    for name, value in fields.items():
        setattr(publication, name, value)
    publication.save()
    save_revision(publication, by=None)
    return publication


def editions(publication):
    """(language, number) of each."""
    rows = Edition.objects.filter(publication_id=publication.pk).order_by("language", "number")
    return list(rows.values_list("language", "number"))


def press(client, publication, language, **typed):
    """Press a button "Publish" on the form; the response, after any redirect."""
    address = page(publication, "change")
    return client.post(address, fill_in(client, address, _publish=language, **typed), follow=True)


def shown_plan(response):
    return response.redirect_chain[-1][0] if "What will happen" in text_of(response) else None


def test_a_first_publication_takes_one_press(desk, editor):
    article = saved(make_article())
    response = press(desk, article, "en", title_en="Typed just now")
    assert "Edition 1 in English is live. View in English" in text_of(response)
    edition = Edition.objects.get(publication_id=article.pk)
    assert (edition.language, edition.title, edition.made_by) == ("en", "Typed just now", editor)
    assert f'<a href="{edition.get_absolute_url()}">View in English</a>' in response.content.decode()


def test_one_press_publishes_both_languages_for_the_same_moment(desk):
    article = saved(make_article())
    response = press(desk, article, "all")
    assert "Edition 1 in English is live. Edition 1 in Russian is live." in text_of(response)
    assert editions(article) == [("en", 1), ("ru", 1)]
    assert len(set(article.editions.values_list("live_from", flat=True))) == 1


def test_an_update_of_the_live_text_takes_one_press(desk):
    article = make_article()
    publish_now(article, "en")
    press(desk, article, "en", title_en="Mended")
    assert editions(article) == [("en", 1), ("en", 2)]


def test_when_one_language_is_blocked_neither_is_published_and_the_page_says_why(desk):
    article = saved(make_article(body_ru="", standfirst_ru=""))
    response = press(desk, article, "all")
    assert shown_plan(response) == page(article, "publish_all")
    assert "Russian: There is no text." in text_of(response)
    assert "nothing is published, in no language" in text_of(response)
    confirmed = desk.post(page(article, "publish_all"), form_values(response) | {"_publish": "1"})
    assert confirmed.status_code == 422
    assert editions(article) == []


def test_a_language_that_is_not_ready_can_be_left_out(desk):
    article = saved(make_article(body_ru="", standfirst_ru=""))
    address = page(article, "publish_all")
    chosen = fill_in(desk, address, languages=["en"], _publish="1")
    shown = desk.post(address, chosen)
    assert "This is the plan for what you chose. Nothing has been done yet." in text_of(shown)
    assert editions(article) == []
    assert desk.post(address, form_values(shown) | {"_publish": "1"}).status_code == 302
    assert editions(article) == [("en", 1)]


def test_without_any_language_nothing_is_published(desk):
    article = saved(make_article())
    address = page(article, "publish_all")
    response = desk.post(address, fill_in(desk, address, languages=[], _publish="1"))
    assert response.status_code == 422
    assert "Choose at least one language." in text_of(response)


def _scheduled(article):
    publish_edition(article, ["en"], by=None, at=timezone.now() + datetime.timedelta(days=3))


def _withdrawn(article):
    publish_now(article, "en")
    withdraw(article, "en", public_note="Wrong.", now=timezone.now())


def _published_already(article):
    publish_now(article, "en")


def _translated(article):
    saved(article, original_language="en")
    publish_now(article, "en", "ru")
    saved(article, title_en="Newer")


def _without_cover(article):
    """Which the plan warns of."""
    saved(article, cover=None)


@pytest.mark.parametrize("prepare", [_without_cover, _scheduled, _withdrawn, _published_already, _translated])
def test_what_has_to_be_decided_is_shown_as_a_plan_first(desk, prepare):
    article = saved(make_article())
    prepare(article)
    before = editions(article)
    assert shown_plan(press(desk, article, "en")) == page(article, "publish", "en")
    assert editions(article) == before


def test_facts_that_reach_another_language_are_shown_as_a_plan_first(desk):
    event = make_any_event(cover=make_cover())
    publish_now(event, "en", "ru")
    response = press(desk, event, "en", status="cancelled")
    assert shown_plan(response) == page(event, "publish", "en")
    assert "Russian, edition 1.1 (facts only): goes live now." in text_of(response)
    assert editions(event) == [("en", 1), ("ru", 1)]


def test_what_somebody_else_saved_meanwhile_is_never_published_unseen(desk):
    article = saved(make_article())
    address = page(article, "change")
    values = fill_in(desk, address, _publish="en", title_en="Mine")
    saved(article, title_ru="Чужое")
    response = desk.post(address, values, follow=True)
    assert shown_plan(response) == page(article, "publish", "en")
    assert editions(article) == []


def test_pressing_publish_twice_publishes_once(desk):
    article = saved(make_article())
    address = page(article, "change")
    values = fill_in(desk, address, _publish="en", title_en="Mine")
    answers = [desk.post(address, values) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [address, page(article, "publish", "en")]
    assert editions(article) == [("en", 1)]


def test_publishing_both_is_refused_with_409_when_somebody_saved_after_the_plan_was_shown(desk):
    article = saved(make_article())
    address = page(article, "publish_all")
    values = fill_in(desk, address, _publish="1")
    saved(article, title_en="Meanwhile")
    assert desk.post(address, values).status_code == 409
    assert editions(article) == []


def test_schedule_saves_and_proposes_the_next_morning_for_the_languages_that_are_written(desk):
    article = saved(make_article(title_ru="", body_ru="", standfirst_ru=""))
    response = save(desk, article, title_en="Typed just now", _schedule="")
    assert response.headers["Location"] == page(article, "publish_all") + "?when=later"
    shown = desk.get(response.headers["Location"])
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    assert f"Schedule in English for {tomorrow.day} " in text_of(shown)
    assert desk.post(response.headers["Location"], form_values(shown) | {"_publish": "1"}).status_code == 302
    edition = article.editions.get()
    assert timezone.localtime(edition.live_from).time() == datetime.time(10)
    assert (edition.language, edition.title) == ("en", "Typed just now")


def test_notes_and_corrections_reach_the_edition_in_their_language(desk):
    article = make_article()
    publish_now(article, "en", "ru")
    saved(article, title_en="Mended", title_ru="Исправлено")
    address = page(article, "publish_all")
    values = fill_in(desk, address, note_en="The title", correction_ru="Было неверно.", _publish="1")
    assert desk.post(address, values).status_code == 302
    said = article.editions.filter(number=2).order_by("language").values_list("note", "correction")
    assert list(said) == [("The title", ""), ("", "Было неверно.")]


def test_the_bar_says_what_each_press_will_do(desk):
    article = make_article()
    publish_now(article, "en")
    saved(article, title_en="Newer")
    text = text_of(desk.get(page(article, "change")))
    assert "English: replaces edition 1 at once. Russian: goes live at once." in text
    assert "Times are those of Europe/Moscow." in text
    _scheduled(article)
    text = text_of(desk.get(page(article, "change")))
    assert "English: an edition is scheduled for " in text


def test_whoever_may_not_publish_is_refused(desk, editor):
    article = saved(make_article())
    author = get_user_model().objects.create(username="author", is_staff=True)
    own = Permission.objects.filter(group__user=editor).exclude(codename="publish_publication")
    author.user_permissions.set(own)
    client, address = signed_in(author), page(article, "change")
    shown = client.get(address)
    response = client.post(address, form_values(shown) | {"_publish": "en"}, follow=True)
    assert response.status_code == 403
    assert editions(article) == []
    assert 'name="_publish"' not in shown.content.decode()
