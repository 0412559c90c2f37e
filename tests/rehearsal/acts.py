"""What is done inside the rehearsal's site: functions for `LiveSite.call`. All values are JSON."""

import datetime

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.factories import make_article, make_editor, make_superuser, publish_now
from tests.library import uploads
from tests.rehearsal.tasks import note
from tests.session import session_of
from thinktank.accounts.invitations import send_invitation
from thinktank.library.intake import take_image
from thinktank.library.models import Image
from thinktank.operations.demo.load import load_texts
from thinktank.operations.demo.texts import all_texts
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.editions.verify import verify_editions
from thinktank.publishing.models import Edition, Publication
from thinktank.publishing.revisions.save import save_revision


def load():
    """Enter the demo's texts. Its pictures, and the files that the worker would make, take the processor for minutes."""
    load_texts(make_superuser("rehearsal"), [text.key for text in all_texts() if not _has_files(text)])
    DBTaskResult.objects.all().delete()


def _has_files(text):
    shows_some = "pictures" in text.facts or any(text.folder.glob("*.mp3"))
    return shows_some or any("library:" in path.read_text() for path in text.folder.glob("*.html"))


def desk_session():
    """[name, value] of the session cookie of a superuser."""
    return session_of(get_user_model().objects.get(username="rehearsal"))


def publish_new(words):
    """Publish an article with these words in its English text; [primary key, path]."""
    article = make_article(title_en=words, body_en=f"<p>{words}</p>")
    (edition, *_others) = publish_now(article, "en")
    return [article.pk, edition.get_absolute_url()]


def publish_again(pk, words):
    """Change the words of an article and publish it."""
    article = Publication.objects.get(pk=pk).article
    article.title_en, article.body_en = words, f"<p>{words}</p>"
    article.save()
    save_revision(article, by=None)
    publish_now(article, "en")


def withdraw_text(pk):
    """Withdraw the English text. When this returns, no process may show it."""
    withdraw(Publication.objects.get(pk=pk), "en", public_note="It was wrong.", now=timezone.now())


def enqueue_notes(folder, number, seconds):
    """Queue so many tasks, each of which writes down its beginning and its end."""
    for n in range(number):
        note.enqueue(folder, n, seconds)


def tasks():
    """{status: number}"""
    found = DBTaskResult.objects.filter(task_path__endswith="rehearsal.tasks.note")
    return {
        status: found.filter(status=status).count() for status in ("READY", "RUNNING", "SUCCESSFUL", "FAILED")
    }


def run_failed_now():
    """Let no task wait for its next attempt."""
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())


def load_few():
    """A superuser and a few texts."""
    make_superuser("rehearsal")
    for n in range(5):
        publish_now(make_article(title_en=f"Text {n}"), "en", "ru")
    DBTaskResult.objects.all().delete()


def schedule_new(words, seconds):
    """Schedule an article; its path."""
    article = make_article(title_en=words)
    save_revision(article, by=None)
    publish(article, ["en"], by=None, at=timezone.now() + datetime.timedelta(seconds=seconds))
    return Edition.objects.get(publication=article.pk).get_absolute_url()


def publish_pictures(number):
    """Publish so many articles, each with a cover of its own; the path of one file of each."""
    found = []
    for n in range(number):
        cover = take_image(
            uploads.upload(uploads.photo(400 + n, 300)), alt_en=f"Picture {n}", needs_no_credit=True
        )
        publish_now(make_article(cover=cover), "en")
        found.append(f"/media/r/{cover.rendition_key}/{cover.widths()[-1]}.webp")
    return found


def pictures():
    """How many pictures the library has."""
    return Image.objects.count()


def are_promises_kept():
    """What check_polls and verify_editions complain of; [] when nothing is amiss."""
    call_command("check_polls")
    return verify_editions().differing


def invite(name, email):
    """Make an account and queue its invitation."""
    account = make_editor(name, password=None, email=email)
    account.set_unusable_password()
    account.save()
    send_invitation.enqueue(account.pk, "en")


def invitations():
    """[status, attempts] of the newest one."""
    task = DBTaskResult.objects.filter(task_path__endswith="send_invitation").latest("enqueued_at")
    return [task.status, len(task.worker_ids)]
