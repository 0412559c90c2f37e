"""Files made from editions are queued by publishing, made once, and deleted with their edition."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.factories import make_article, make_edition, publish_now
from thinktank.publishing.editions import generated_files as files
from thinktank.publishing.editions.erase import erase
from thinktank.publishing.editions.generated_files import FileMaker, GeneratedFile, make_files
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.editions.schedule import cancel_scheduled, scheduled_edition
from thinktank.publishing.models import EditionFile

pytestmark = pytest.mark.django_db
KIND = EditionFile.Kind.PDF


@pytest.fixture
def made(monkeypatch):
    """The calls of a simple maker."""
    titles = []

    def make(edition, beside):
        titles.append(edition.title)
        return GeneratedFile(edition.title.encode(), "text/plain", pages=3)

    monkeypatch.setattr(files, "MAKERS", {KIND: FileMaker(KIND, make)})
    return titles


def make_of(edition):
    return make_files.call(str(edition.uid), KIND)


def stored(row):
    return row.file.storage.exists(row.file.name)


def content(row):
    with row.file.open() as file:
        return file.read()


def asked():
    return [job.args_kwargs["args"] for job in DBTaskResult.objects.order_by("enqueued_at")]


def test_publishing_queues_the_files_of_every_edition_it_makes_scheduled_and_reissued_too(made):
    article = make_article()
    first = publish_now(article, "en", "ru")
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    scheduled = publish(article, ["en"], by=None, at=tomorrow)
    article.kind = "analysis"  # a fact: every language gets a new edition
    article.save()
    cancel_scheduled(scheduled[0], now=timezone.now())
    reissued = publish_now(article, "en")
    assert len(reissued) == 2
    assert asked() == [[str(edition.uid), KIND] for edition in first + scheduled + reissued]
    assert made == []  # nothing is made while publishing


def test_a_file_is_made_once_and_again_when_its_bytes_are_gone(made):
    edition = make_edition(title_en="Bees")
    assert [make_of(edition), make_of(edition)] == [1, 0]
    row = edition.files.get()
    assert (row.size, row.pages, row.media_type) == (4, 3, "text/plain")
    assert content(row) == b"Bees"
    row.file.storage.delete(row.file.name)
    call_command("make_files", verbosity=0)
    assert content(edition.files.get()) == b"Bees"
    assert made == ["Bees", "Bees"]


def test_erasing_deletes_rows_and_bytes_of_all_files_that_contain_the_text(made, settings, tmp_path):
    settings.ERASURES_LIST = tmp_path / "erasures.jsonl"
    erased, other = make_edition(), make_edition()
    beside = files.MAKERS[KIND].make(other, erased)
    files._keep("pdf-parallel", other, erased, beside)
    for edition in (erased, other):
        make_of(edition)
    rows = list(EditionFile.objects.holding(erased))
    assert len(rows) == 2
    erase(erased, "Privacy", by=None)
    assert not any(stored(row) for row in rows)
    assert [row.edition for row in EditionFile.objects.all()] == [other]
    assert stored(other.files.get())


def test_an_edition_erased_while_its_file_is_made_gets_none(made, settings, tmp_path, monkeypatch):
    settings.ERASURES_LIST = tmp_path / "erasures.jsonl"
    edition, names = make_edition(), []

    def make(edition, beside):
        erase(edition, "Privacy", by=None)
        return GeneratedFile(b"secret", "text/plain")

    storage = EditionFile._meta.get_field("file").storage
    save = storage.save
    monkeypatch.setattr(storage, "save", lambda *args, **kw: names.append(save(*args, **kw)) or names[-1])
    monkeypatch.setattr(files, "MAKERS", {KIND: FileMaker(KIND, make)})
    assert make_of(edition) == 0
    assert len(names) == 1 and not storage.exists(names[0])
    assert not EditionFile.objects.exists()


def test_cancelling_an_edition_deletes_its_files(made, django_capture_on_commit_callbacks):
    article = make_article()
    publish_now(article, "en", at=timezone.now() + datetime.timedelta(days=1))
    edition = scheduled_edition(article, "en", timezone.now())
    make_of(edition)
    row = edition.files.get()
    with django_capture_on_commit_callbacks(execute=True):
        cancel_scheduled(edition, now=timezone.now())
    assert not stored(row) and not EditionFile.objects.exists()
