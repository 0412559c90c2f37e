"""What is deleted on the desk comes back whole: its rows, revisions and key."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from experts.models import Affiliation, Expert
from tests.desk.desk import page, save, signed_in
from tests.desk.posting import text_of
from tests.factories import (
    make_affiliation,
    make_article,
    make_editor,
    make_expert,
    make_organization,
    make_superuser,
    make_topic,
)
from thinktank.desk import trash
from thinktank.desk.models import Trashed
from thinktank.publishing.models import Contribution, Relation
from thinktank.publishing.revisions.save import save_revision
from thinktank.publishing.revisions.snapshot import take_snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(db):
    return signed_in(make_superuser("root"))


def deleted(client, thing):
    """Delete it as the desk does; return what the trash has of it."""
    answer = client.post(page(thing, "delete"), {"post": "yes"})
    assert answer.status_code == 302, text_of(answer)
    return Trashed.objects.get()


def restored(client, trashed):
    answer = client.post(f"/admin/trash/{trashed.pk}/restore/", follow=True)
    assert answer.status_code == 200
    return text_of(answer)


def test_an_article_comes_back_with_rows_topics_relations_and_revisions(desk, editor):
    article, other = make_article(title_en="Lost", title_ru="Потеряно"), make_article(title_en="Other")
    article.topics.add(make_topic())
    Contribution.objects.create(publication=article, name_en="Ann", position=1)
    Relation.objects.create(source=other, target=article, role="reports_on")
    save_revision(article, by=editor)
    save(desk, article, title_en="Lost, twice saved")
    before = take_snapshot(Article.objects.get(pk=article.pk))

    trashed = deleted(desk, article)
    assert not Article.objects.filter(pk=article.pk).exists()
    assert (trashed.name, trashed.deleted_by) == ("Lost, twice saved", editor)
    listed = text_of(desk.get("/admin/trash/?model=articles.article"))
    assert "Lost, twice saved" in listed
    assert "Lost, twice saved" not in text_of(desk.get("/admin/trash/?model=events.event"))

    assert "“Lost, twice saved” is back." in restored(desk, trashed)
    back = Article.objects.get(pk=article.pk)
    assert take_snapshot(back) == before
    assert [each.number for each in back.revisions.order_by("number")] == [1, 2]
    assert back.relations_in.get().source_id == other.pk
    assert not Trashed.objects.exists()
    assert "Lost, twice saved" in text_of(desk.get("/admin/articles/article/?q=twice"))


def test_an_expert_comes_back_with_positions_and_is_not_public_until_somebody_says_so(root):
    expert = make_expert(given_name_en="Ann")
    make_affiliation(expert=expert, organization=make_organization(name_en="House"))
    trashed = deleted(root, expert)
    assert not Affiliation.objects.exists()
    restored(root, trashed)
    back = Expert.objects.get(pk=expert.pk)
    assert (back.given_name_en, back.is_public, back.affiliations.count()) == ("Ann", False, 1)


def test_a_row_of_something_that_is_gone_by_now_stays_away(desk):
    article, other = make_article(), make_article()
    Relation.objects.create(source=other, target=article, role="reports_on")
    save_revision(article, by=None)
    trashed = deleted(desk, article)
    other.delete()
    restored(desk, trashed)
    assert Article.objects.get(pk=article.pk).relations_in.count() == 0


def test_what_took_its_place_is_not_overwritten(desk):
    article = make_article()
    save_revision(article, by=None)
    trashed = deleted(desk, article)
    Article(pk=article.pk, title_en="Somebody else's").save()
    assert "cannot be restored" in restored(desk, trashed)
    assert Article.objects.get(pk=article.pk).title_en == "Somebody else's"
    assert Trashed.objects.exists()


def test_accounts_are_gone_for_good(root):
    gone = make_editor("gone")
    root.post(page(gone, "delete"), {"post": "yes"})
    assert not Trashed.objects.exists()


def test_who_may_not_make_such_a_thing_neither_sees_nor_restores_it(root):
    trashed = deleted(root, make_topic(name_en="Hidden from some"))
    account = make_editor("without")
    account.groups.clear()
    without = signed_in(account)
    assert "Hidden from some" not in text_of(without.get("/admin/trash/"))
    assert without.post(f"/admin/trash/{trashed.pk}/restore/").status_code == 403
    assert without.post(f"/admin/trash/{trashed.pk}/purge/").status_code == 403


def test_only_administrators_delete_for_good(root, desk):
    trashed = deleted(root, make_topic(name_en="Old"))
    assert "Delete for good" not in text_of(desk.get("/admin/trash/"))
    assert "was deleted for good" in text_of(root.post(f"/admin/trash/{trashed.pk}/purge/", follow=True))
    assert not Trashed.objects.exists()


def test_after_ninety_days_it_is_gone(root):
    deleted(root, make_topic())
    at = timezone.now()
    assert trash.purge_old(at + timedelta(days=89)) == 0
    assert trash.purge_old(at + timedelta(days=91)) == 1
