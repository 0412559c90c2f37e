"""The desk lists files that could not be generated, with the reason, until they are."""

import pytest
from django_tasks_db.models import DBTaskResult

from tests.desk.desk import page
from tests.desk.posting import text_of
from tests.factories import make_article, make_edition, publish_now
from thinktank.operations import work
from thinktank.publishing.editions import generated_files as files
from thinktank.publishing.editions.generated_files import FileMaker, GeneratedFile
from thinktank.publishing.models import EditionFile, UnmadeFile

pytestmark = pytest.mark.django_db
KIND, LIST = EditionFile.Kind.PDF, "/admin/publishing/unmadefile/"


@pytest.fixture
def maker(monkeypatch):
    """A generator of PDFs that raises what it is told to, and the number of its calls."""

    class Maker:
        error, asked = ValueError("no luck"), 0

        def make(self, edition, beside):
            self.asked += 1
            if self.error:
                raise self.error
            return GeneratedFile(b"%PDF", "application/pdf")

    maker = Maker()
    monkeypatch.setattr(files, "MAKERS", {KIND: FileMaker(KIND, maker.make)})
    return maker


def give_up():
    DBTaskResult.objects.update(worker_ids=["x"] * (work.MAX_ATTEMPTS - 1))
    work.Worker().run_all()


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ValueError("no luck"), "An error of the site: please tell its administrator. (ValueError)"),
        (OSError(28, "No space left on device"), "The disk is full, or cannot be written to."),
        (FileNotFoundError(2, "gone"), "A picture or another file of the text cannot be read."),
    ],
    ids=["unknown", "disk", "file"],
)
def test_files_that_failed_for_good_are_listed_with_the_reason_and_can_be_tried_again(
    desk, maker, error, reason
):
    maker.error = error
    article = make_article(title_en="Bees")
    edition = publish_now(article, "en")[0]
    assert "1 new" not in text_of(desk.get("/admin/"))
    give_up()
    listed = text_of(desk.get(LIST))
    assert "Bees, English · 1" in listed and reason in listed
    assert f"PDF of edition 1 could not be made. {reason}" in text_of(
        desk.get(page(article, "editions", "en"))
    )
    assert "Files that could not be made: 1 new" in text_of(desk.get("/admin/"))

    maker.error, before = None, maker.asked
    again = {"action": "try_again", "_selected_action": [str(row.pk) for row in UnmadeFile.objects.all()]}
    assert "1 file will be tried again." in text_of(desk.post(LIST, again, follow=True))
    work.Worker().run_all()
    assert maker.asked == before + 1
    assert edition.files.get().kind == KIND
    assert not UnmadeFile.objects.exists()


def test_a_failing_file_is_tried_only_a_few_times(maker):
    make_edition()
    for _attempt in range(work.MAX_ATTEMPTS + 3):
        work.Worker().run_all()
        DBTaskResult.objects.update(run_after="2020-01-01T00:00Z")
    assert maker.asked == work.MAX_ATTEMPTS


def test_a_file_made_meanwhile_leaves_the_list(maker):
    edition = make_edition()
    give_up()
    assert UnmadeFile.objects.of([edition]).count() == 1
    maker.error = None
    files.make_files.call(str(edition.uid), KIND)
    assert not UnmadeFile.objects.exists()
