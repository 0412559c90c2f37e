"""The index holds what is or will be live, and nothing else, from the transaction that makes it so."""

import datetime

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from experts.models import Affiliation
from polls.models import Option
from tests.factories import (
    make_affiliation,
    make_article,
    make_edition,
    make_expert,
    make_superuser,
    make_topic,
    publish_now,
)
from tests.polls.making import make_poll
from thinktank.delivery.shared_values import SharedValue
from thinktank.publishing.editions.end import expire, withdraw
from thinktank.publishing.editions.erase import erase
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.editions.schedule import cancel_scheduled
from thinktank.publishing.models import Publication
from thinktank.publishing.revisions.save import save_revision
from thinktank.search import indexing
from thinktank.search.find import find
from thinktank.search.indexing import fill_after_migrate
from thinktank.search.models import AttachedText, SearchDocument, SearchTerm

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def found(typed, at=None):
    keys = find(typed, "en", [], at or timezone.now()).keys
    return [SearchDocument.objects.get(pk=key).title for key in keys]


def stored_words():
    documents = " ".join(SearchDocument.objects.values_list("tokens", flat=True))
    return f"{documents} {' '.join(SearchTerm.objects.values_list('word', flat=True))}"


def rewritten(edition, **words):
    article = Publication.objects.get(pk=edition.publication_id).article
    for name, text in words.items():
        setattr(article, name, text)
    article.save()
    save_revision(article, by=None)
    return article


def test_a_new_edition_takes_the_place_of_the_one_before():
    article = rewritten(make_edition(title_en="Birds", body_en="<p>Herons.</p>"), body_en="<p>Storks.</p>")
    publish_now(article, "en")
    assert (found("storks"), found("herons")) == (["Birds"], [])
    assert "heron" not in stored_words()


def test_nothing_is_left_of_a_text_that_is_withdrawn_erased_or_expired():
    acts = [
        lambda edition: withdraw(edition.publication, "en", public_note="Why.", now=timezone.now()),
        lambda edition: expire(edition.publication, "en", at=(now := timezone.now()), now=now),
        lambda edition: erase(edition, "A court order", by=make_superuser("root")),
    ]
    for n, act in enumerate(acts):
        edition = make_edition(title_en=f"Herons {n}", body_en="<p>Quagmire.</p>")
        assert found("quagmire") == [f"Herons {n}"]
        act(edition)
        assert found("quagmire") == []
        assert "quagmir" not in stored_words()


def test_a_scheduled_edition_appears_and_an_ending_one_vanishes_by_the_clock():
    article, now = make_article(title_en="Herons"), timezone.now()
    save_revision(article, by=None)
    publish(article, ["en"], by=None, at=now + HOUR)
    assert (found("herons"), found("herons", now + 2 * HOUR)) == ([], ["Herons"])
    assert find("herosn", "en", [], now).keys == []  # nor is one of its words suggested

    other = make_edition(title_en="Storks")
    expire(other.publication, "en", at=now + HOUR, now=timezone.now())
    assert (found("storks"), found("storks", now + 2 * HOUR)) == (["Storks"], [])


def test_cancelling_a_scheduled_edition_leaves_the_live_one():
    article = rewritten(make_edition(title_en="Herons"), title_en="Storks")
    now = timezone.now()
    (waiting,) = publish(article, ["en"], by=None, at=now + HOUR)
    cancel_scheduled(waiting, now=timezone.now())
    assert (found("herons", now + 2 * HOUR), found("storks", now + 2 * HOUR)) == (["Herons"], [])


def test_drafts_are_not_in_it():
    article = make_article(title_en="Herons", body_en="<p>Quagmire.</p>")
    save_revision(article, by=None)
    assert stored_words().strip() == ""


def test_an_act_that_is_undone_leaves_the_index_as_it_was():
    edition = make_edition(title_en="Herons")
    with pytest.raises(RuntimeError), transaction.atomic():
        withdraw(edition.publication, "en", public_note="Why.", now=timezone.now())
        raise RuntimeError
    assert found("herons") == ["Herons"]


def test_people_topics_and_polls_follow_what_is_saved():
    expert = make_expert(family_name_en="Farrowby", family_name_ru="")
    make_affiliation(expert=expert, role_en="Cartographer")
    assert found("cartographer") == [expert.label_in("en")]
    expert.is_public = False
    expert.save()
    assert found("farrowby") == []

    topic = make_topic(name_en="Meadows")
    assert found("meadow") == ["Meadows"]
    topic.delete()
    assert found("meadow") == []

    make_poll(question_en="Which meadow?", opens_at=timezone.now() + HOUR)
    assert (found("meadow"), found("meadow", timezone.now() + 2 * HOUR)) == ([], ["Which meadow?"])


def test_rebuilding_makes_the_same_index(capsys):
    make_edition(title_en="Herons")
    make_expert(family_name_en="Farrowby")
    before = sorted(SearchDocument.objects.values_list("title", "language", "facets", "tokens", "path"))
    SearchDocument.objects.all().delete()
    call_command("rebuild_search")
    assert (
        sorted(SearchDocument.objects.values_list("title", "language", "facets", "tokens", "path")) == before
    )
    assert "1 of 1 publications, for readers" in capsys.readouterr().out


def test_migrating_a_site_without_an_index_fills_it():
    make_edition(title_en="Herons")
    SearchDocument.objects.all().delete()
    fill_after_migrate(apps.get_app_config("search"), "default")
    assert found("herons") == ["Herons"]


def test_deleted_people_and_polls_are_gone_with_their_rows():
    affiliation = make_affiliation(expert=make_expert(family_name_en="Farrowby"))
    poll = make_poll(question_en="Which meadow?")
    assert (len(found("farrowby")), len(found("meadow"))) == (1, 1)
    affiliation.expert.delete()
    type(poll).objects.filter(pk=poll.pk).delete()
    assert (found("farrowby"), found("meadow")) == ([], [])


def test_what_is_published_while_the_index_is_made_anew_is_found_once(monkeypatch):
    monkeypatch.setattr(indexing, "BATCH", 1)
    editions = [make_edition(title_en=f"Herons {n}") for n in range(3)]
    making = indexing.rebuild()
    next(making)
    publish_now(rewritten(editions[2], title_en="Storks"), "en")
    withdraw(editions[1].publication, "en", public_note="Why.", now=timezone.now())
    list(making)
    assert sorted(SearchDocument.objects.values_list("title", flat=True)) == ["Herons 0", "Storks"]


def test_an_index_that_lacks_texts_is_told_of():
    make_edition(title_en="Herons")
    assert indexing.check_documents(None, ["default"]) == []
    SearchDocument.objects.all().delete()
    assert [each.id for each in indexing.check_documents(None, ["default"])] == ["search.W001"]


def test_words_of_a_cancelled_edition_are_forgotten():
    article, now = make_article(title_en="Herons", body_en="<p>Quagmire.</p>"), timezone.now()
    save_revision(article, by=None)
    (waiting,) = publish(article, ["en"], by=None, at=now + HOUR)
    assert "quagmire" in stored_words()
    cancel_scheduled(waiting, now=timezone.now())
    assert stored_words().strip() == ""


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own tables")
def test_an_erased_word_is_in_no_table_of_the_index():
    edition = make_edition(title_en="Birds", body_en="<p>Brontoquill.</p>")

    def blocks():
        with connection.cursor() as cursor:
            cursor.execute("SELECT block FROM search_searchdocument_tokens_data")
            return b"".join(bytes(block) for (block,) in cursor.fetchall())

    assert b"rontoquil" in blocks()  # FTS5 leaves out what a word shares with the one before
    erase(edition, "A court order", by=make_superuser("root"))
    assert b"rontoquil" not in blocks()


def test_the_text_of_a_file_goes_with_the_last_edition_that_has_it():
    edition = make_edition(title_en="Birds")
    AttachedText.objects.create(sha256="0" * 64, text="Quagmire")
    withdraw(edition.publication, "en", public_note="Why.", now=timezone.now())
    assert not AttachedText.objects.exists()


def test_texts_follow_the_new_name_of_a_person():
    expert = make_expert(family_name_en="Farrowby")
    article = make_article(title_en="Queues")
    article.contributions.create(expert=expert, name_en="Helen Farrowby", role="author", position=0)
    save_revision(article, by=None)
    publish_now(article, "en")
    expert.family_name_en = "Snaffleton"
    expert.save()
    SharedValue.forget_all()
    assert indexing.index_texts_about.func(str(expert.uid)) == 1
    assert found("author:snaffleton") == found("author:farrowby") == ["Queues"]


def test_rows_that_are_changed_at_once_are_indexed():
    poll = make_poll(question_en="Which meadow?")
    poll.options.filter(number=1).update(label_en="Heathland")
    assert (found("heathland"), found("which meadow")) == (["Which meadow?"], ["Which meadow?"])
    Option.objects.bulk_create([Option(poll=poll, number=9, label_en="Fenland", label_ru="Болото")])
    assert found("fenland") == ["Which meadow?"]
    position, other = (
        make_affiliation(role_en="Beekeeper"),
        make_expert(given_name_en="Ida", family_name_en="B"),
    )
    name = str(position.expert.label_in("en"))
    Affiliation.objects.filter(pk=position.pk).update(role_en="Ferryman")
    assert (found("ferryman"), found("beekeeper")) == ([name], [])
    Affiliation.objects.filter(pk=position.pk).update(expert=other)
    assert found("ferryman") == ["Ida B"]


def test_polls_follow_updates_and_options():
    poll = make_poll(question_en="Which meadow?")
    type(poll).objects.filter(pk=poll.pk).update(opens_at=timezone.now() + HOUR)
    assert found("meadow") == []
    other = make_poll(question_en="Which marsh?")
    other.options.all().delete()
    assert found("marsh") == []
