"""Accounts that are limited to topics and projects read as before, and write and publish texts with one of these."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from tests.factories import make_article, make_editor, make_superuser, make_topic
from tests.publishing.releasing import make_release
from thinktank.accounts.permissions import RULES, can
from thinktank.accounts.roles import AUTHORS, PUBLISHERS, TRANSLATORS
from thinktank.audit.models import AuditEntry
from thinktank.publishing.revisions.save import save_revision
from thinktank.review.models import Assignment, Review
from thinktank.taxonomy.models import Project, Remit

pytestmark = pytest.mark.django_db

CHANGES = ("write", "publish", "correct", "assign", "share", "ask for review")


def member(*roles, username="ivan"):
    account = User.objects.create_user(username, is_staff=True)
    account.groups.set(Group.objects.filter(name__in=roles))
    return account


def limit(account, *terms):
    remit, _made = Remit.objects.get_or_create(account=account)
    remit.topics.set([term for term in terms if term._meta.model_name == "topic"])
    remit.projects.set([term for term in terms if term._meta.model_name == "project"])
    return User.objects.get(pk=account.pk)  # limits are read once for a request


def article_on(*topics, **fields):
    article = make_article(**fields)
    article.topics.set(topics)
    save_revision(article, by=None)
    return article


def acts_of(account, text):
    return {act for act in RULES if act != "decide" and can(account, act, text)}


def test_an_editor_works_on_texts_of_the_own_topics_and_projects_and_reads_the_others():
    trade, rivers, project = make_topic(), make_topic(), Project.objects.create(name_en="Atlas")
    ours, theirs, of_project, bare = article_on(rivers, trade), article_on(trade), article_on(), article_on()
    of_project.projects.add(project)
    free = make_editor("vera")
    limited = limit(make_editor("olga"), rivers, project)
    for text in (ours, of_project):
        assert acts_of(limited, text) == acts_of(free, text) >= set(CHANGES)
    for text in (theirs, bare):
        assert acts_of(limited, text) == {"preview", "comment"}
    for act in ("write", "publish"):
        assert can(limited, act, type(ours))  # there are texts that it may


def test_own_and_assigned_texts_are_written_and_not_published():
    rivers = make_topic()
    editor = limit(make_editor("olga"), rivers)
    own, assigned = article_on(created_by=editor), article_on()
    Assignment.objects.create(publication=assigned, account=editor)
    for text in (own, assigned):
        assert can(editor, "write", text) and not can(editor, "publish", text)
        assert not can(editor, "correct", text)


@pytest.mark.parametrize(
    ("role", "act"), [(PUBLISHERS, "publish"), (f"{TRANSLATORS}ru", "translate"), (PUBLISHERS, "share")]
)
def test_limits_narrow_every_role(role, act):
    rivers = make_topic()
    ours, theirs = article_on(rivers), article_on()
    account = limit(member(role), rivers)
    assert can(account, act, ours) and not can(account, act, theirs)


def test_a_limit_never_gives_a_right():
    rivers = make_topic()
    ours, account = article_on(rivers), member(AUTHORS)
    before = acts_of(account, ours)
    assert acts_of(limit(account, rivers), ours) == before


def test_a_limit_whose_last_topic_was_deleted_leaves_nothing():
    rivers = make_topic()
    text, account = article_on(rivers), limit(make_editor("olga"), rivers)
    rivers.delete()
    account = User.objects.get(pk=account.pk)
    assert acts_of(account, text) == {"preview", "comment"}


def test_administrators_have_no_limits():
    text, root = article_on(), limit(make_superuser("root"), make_topic())
    assert can(root, "publish", text)


def test_a_review_is_decided_within_the_limits_or_by_the_person_who_was_asked():
    vera, text = make_editor("vera"), article_on()
    olga = limit(make_editor("olga"), make_topic())
    asked = Review(publication=text, language="en", requested_by=vera, assignee=olga)
    assert can(olga, "decide", asked)
    assert not can(olga, "decide", Review(publication=text, language="en", requested_by=vera))


def test_the_desk_closes_what_the_limits_close_and_says_why():
    rivers = make_topic(name_en="Rivers", name_ru="Реки")
    ours, theirs = article_on(rivers), article_on()
    olga, desk = limit(make_editor("olga"), rivers), Client()
    desk.force_login(olga)
    for text, status in ((ours, 200), (theirs, 403)):
        form = f"/admin/articles/article/{text.pk}"
        assert desk.get(f"{form}/publish/en/").status_code == status
        assert desk.get(f"{form}/preview/en/").status_code == 200
        page = desk.get(f"{form}/change/")
        assert page.status_code == 200
        assert ("You work on: Rivers." in page.content.decode()) == (status == 403)
        assert ('name="_publish"' in page.content.decode()) == (status == 200)
        assert (f"{form}/duplicate/" in page.content.decode()) == (status == 200)
    assert desk.post(f"/admin/articles/article/{theirs.pk}/change/", {"title_en": "Mine"}).status_code == 403
    theirs.refresh_from_db()
    assert theirs.title_en != "Mine"


def test_a_release_is_scheduled_by_somebody_who_may_publish_each_of_its_texts():
    rivers = make_topic()
    ours, mixed = make_release(article_on(rivers)), make_release(article_on(rivers), article_on())
    desk = Client()
    desk.force_login(limit(make_editor("olga"), rivers))
    assert desk.get(f"/admin/publishing/release/{ours.pk}/schedule/").status_code == 200
    assert desk.get(f"/admin/publishing/release/{mixed.pk}/schedule/").status_code == 403
    page = desk.get(f"/admin/publishing/release/{mixed.pk}/change/").content.decode()
    assert f"others schedule the release: {mixed.items.last().publication}." in page


def test_an_administrator_limits_an_account_and_lifts_the_limit_and_both_are_on_record():
    rivers, olga = make_topic(name_en="Rivers"), make_editor("olga")
    desk, form = Client(), f"/admin/auth/user/{olga.pk}/change/"
    desk.force_login(make_superuser("root"))
    page = desk.get(form).content.decode()
    assert "remit-TOTAL_FORMS" in page
    sent = {
        "username": "olga", "is_active": "on", "is_staff": "on", "groups": [olga.groups.get().pk],
        "remit-TOTAL_FORMS": "1", "remit-INITIAL_FORMS": "0", "remit-0-account": olga.pk,
    }  # fmt: skip
    assert desk.post(form, sent | {"remit-0-topics": [rivers.pk]}).status_code == 302
    assert list(Remit.objects.get(account=olga).topics.all()) == [rivers]
    kept = sent | {"remit-INITIAL_FORMS": "1", "remit-0-id": olga.remit.pk}
    assert desk.post(form, kept).status_code == 422  # neither a topic nor a project
    assert Remit.objects.get(account=olga).topics.count() == 1
    assert desk.post(form, kept | {"remit-0-DELETE": "on"}).status_code == 302
    assert not Remit.objects.exists()
    acts = (
        AuditEntry.objects.filter(act__startswith="limits").order_by("number").values_list("act", flat=True)
    )
    assert list(acts) == ["limits_changed", "limits_lifted"]
