"""Drafts that a text refers to are published in the same act, unless somebody leaves them out."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from tests.factories import (
    make_article,
    make_editor,
    make_event,
    make_image,
    make_report,
    make_topic,
    publish_now,
)
from thinktank.publishing.models import Edition, Relation
from thinktank.publishing.revisions.save import save_revision
from thinktank.taxonomy.models import Remit

pytestmark = pytest.mark.django_db


@pytest.fixture
def vera():
    return make_editor("vera")


@pytest.fixture
def desk(vera):
    client = Client()
    client.force_login(vera)
    return client


def article_about(*others):
    article = make_article()
    for n, other in enumerate(others):
        save_revision(other, by=None)
        Relation.objects.create(source=article, target=other, role=Relation.Role.REPORTS_ON, position=n)
    save_revision(article, by=None)
    return article


def page_of(article, language=None):
    return f"/admin/articles/article/{article.pk}/publish/" + (f"{language}/" if language else "")


def send(desk, path, **changed):
    """The form of this page as it is shown, with changes; None leaves a field out."""
    page = desk.get(path).content.decode()
    hidden = dict(re.findall(r'name="(basis|choice)" value="([^"]*)"', page))
    also = re.findall(r'name="also" value="([0-9]+)"[^>]* checked', page)
    sent = hidden | {"languages": ["en", "ru"], "when": "now", "also": also, "_publish": "1"} | changed
    return desk.post(path, {name: value for name, value in sent.items() if value is not None})


def published():
    rows = Edition.objects.order_by("pk").values_list("publication_id", "language")
    return sorted(rows)


def test_one_plan_shows_and_publishes_the_text_and_the_drafts_it_refers_to(desk):
    event, report, live = make_event(), make_report(), make_report()
    publish_now(live)
    article = article_about(event, report, live)
    shown = desk.get(page_of(article))
    assert [text.title for text in shown.context_data["others"]] == [str(event), str(report)]
    assert str(event) in shown.content.decode()
    before = published()
    assert send(desk, page_of(article)).status_code == 302
    made = {(text.pk, code) for text in (article, event, report) for code in ("en", "ru")}
    assert set(published()) == made | set(before)
    said = desk.get(f"/admin/events/event/{event.pk}/history/").content.decode()
    assert "Edition 1 in English is live." in said


def test_a_draft_that_is_left_out_stays_a_draft(desk):
    event, report = make_event(), make_report()
    article = article_about(event, report)
    shown = send(
        desk, page_of(article), also=[event.pk]
    )  # another choice than the one shown: its plan comes first
    assert shown.status_code == 200 and not Edition.objects.exists()
    choice, basis = (shown.context_data[name] for name in ("choice", "basis"))
    assert send(desk, page_of(article), also=[event.pk], choice=choice, basis=basis).status_code == 302
    assert {pk for pk, _language in published()} == {article.pk, event.pk}


def test_a_draft_goes_in_the_language_that_is_published_and_has_words(desk):
    english = make_event(title_ru="", body_ru="", standfirst_ru="")
    article = article_about(english, make_report())
    assert send(desk, page_of(article, "ru"), languages=None).status_code == 302
    assert {language for _pk, language in published()} == {"ru"}
    assert english.pk not in {pk for pk, _language in published()}


def test_a_draft_that_is_not_ready_stops_the_act_and_is_named(desk):
    unfinished = make_article(cover=make_image(alt_en="", alt_ru=""))
    article = article_about(unfinished)
    refused = send(desk, page_of(article))
    assert refused.status_code == 422 and not Edition.objects.exists()
    assert f'/admin/articles/article/{unfinished.pk}/change/">' in refused.content.decode()
    without = send(desk, page_of(article), also=None)
    again = {"choice": without.context_data["choice"], "basis": without.context_data["basis"], "also": None}
    assert send(desk, page_of(article), **again).status_code == 302
    assert {pk for pk, _language in published()} == {article.pk}


def test_a_draft_that_somebody_saves_meanwhile_stops_the_act(desk):
    event = make_event()
    article = article_about(event)
    page = desk.get(page_of(article)).context_data
    event.title_en = "Another"
    event.save()
    save_revision(event, by=None)
    answer = send(desk, page_of(article), basis=page["basis"], choice=page["choice"])
    assert answer.status_code == 409 and not Edition.objects.exists()


def test_all_are_scheduled_for_the_same_moment(desk):
    article = article_about(make_event())
    shown = send(desk, page_of(article), when="later", at=f"{timezone.now().year + 1}-01-15T10:00")
    again = {"choice": shown.context_data["choice"], "basis": shown.context_data["basis"]}
    assert (
        send(
            desk, page_of(article), when="later", at=f"{timezone.now().year + 1}-01-15T10:00", **again
        ).status_code
        == 302
    )
    starts = Edition.objects.values_list("live_from", flat=True)
    assert len(starts) == 4 and len(set(starts)) == 1


def test_nobody_publishes_a_draft_along_that_they_may_not_publish(desk, vera):
    rivers, event = make_topic(), make_event()
    article = article_about(event)
    article.topics.add(rivers)
    save_revision(article, by=None)
    Remit.objects.create(account=vera).topics.add(rivers)
    desk.force_login(User.objects.get(pk=vera.pk))
    assert str(event) not in desk.get(page_of(article)).content.decode()
    assert send(desk, page_of(article), also=[event.pk]).status_code == 302
    assert {pk for pk, _language in published()} == {article.pk}
