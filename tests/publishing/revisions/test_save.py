"""Revisions: every save that changes something adds a numbered one, with editor and time."""

import pytest
from django.utils import timezone

from tests.factories import make_image, make_superuser
from tests.publishing.building import add_person, build, build_saved, full_report, save
from thinktank.publishing.models import Reference, Revision
from thinktank.publishing.revisions.save import (
    SavedMeanwhile,
    newest_revision,
    restore_revision,
    save_revision,
)
from thinktank.publishing.revisions.snapshot import take_snapshot

pytestmark = pytest.mark.django_db


def test_revisions_are_numbered_from_one():
    article = build_saved()
    for title in ("One", "Two"):
        save(article, title_en=title)
    assert list(article.revisions.values_list("number", flat=True)) == [3, 2, 1]


def test_saving_without_a_change_adds_no_revision():
    article = build_saved()
    assert save(article) == newest_revision(article)
    assert article.revisions.count() == 1


def test_a_change_of_a_part_alone_is_a_change():
    article = build_saved()
    person = add_person(article, "Guest")
    assert save_revision(article, by=None).number == 2
    person.name_ru = "Гость"
    person.save()
    assert save_revision(article, by=None).number == 3


def test_a_change_of_topics_alone_is_a_change():
    from tests.factories import make_topic

    article = build_saved()
    article.topics.add(make_topic())
    assert save_revision(article, by=None).number == 2


def test_a_revision_says_who_and_when():
    editor, before = make_superuser(), timezone.now()
    revision = save_revision(build(), by=editor, note="First draft")
    assert (revision.saved_by, revision.note) == (editor, "First draft")
    assert before <= revision.saved_at <= timezone.now()


def test_a_revision_reads_back_as_the_snapshot_it_was():
    report = full_report()
    assert save_revision(report, by=None).snapshot == take_snapshot(report)


def test_saving_on_top_of_an_unseen_revision_is_refused():
    article = build_saved()
    save(article, title_en="Somebody else's")
    article.title_en = "Mine"
    article.save()
    with pytest.raises(SavedMeanwhile):
        save_revision(article, by=None, based_on=1)
    assert newest_revision(article).number == 2


def test_saving_on_top_of_the_newest_revision_is_allowed():
    article = build_saved()
    article.title_en = "Mine"
    article.save()
    assert save_revision(article, by=None, based_on=1).number == 2


def test_restoring_an_older_revision_is_a_new_revision_equal_to_it():
    report = full_report()
    first = save_revision(report, by=None)
    report.contributions.all().delete()
    save(report, title_en="Other", kind="policy_brief")
    restored = restore_revision(report, first, by=None)
    assert (restored.number, restored.digest, restored.note) == (3, first.digest, "Revision 1 restored")


def test_restoring_the_current_revision_adds_no_revision():
    article = build_saved()
    assert restore_revision(article, newest_revision(article), by=None).number == 1


def test_references_of_the_working_copy_are_updated_by_each_save():
    image = make_image()
    linked = build()
    body = f'<p><a href="publication:{linked.uid}">x</a></p><figure><img src="/library/{image.uid}/" alt=""></figure>'
    article = build_saved(body_ru=body, cover=make_image())
    used = Reference.objects.filter(publication=article.pk, edition=None)
    assert set(used.values_list("target_type", "target_uid")) == {
        ("image", image.uid),
        ("image", article.cover.uid),
        ("publication", linked.uid),
    }
    save(article, body_ru="<p>Nothing.</p>", cover=None)
    assert not used.exists()


def test_revisions_of_one_publication_do_not_count_for_another():
    build_saved()
    build_saved()
    assert set(Revision.objects.values_list("number", flat=True)) == {1}
