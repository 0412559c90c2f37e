"""Telling members of staff what concerns them: a notice on the desk, and one mail for each.

Only the person who is asked, whoever asked, those who are mentioned, and those who wrote in the same thread are told; never
the person who did it.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.tasks import task
from django.urls import reverse
from django.utils import timezone

from thinktank.accounts.letters import BEFORE_FILES, send_letter
from thinktank.accounts.permissions import can
from thinktank.addresses.alternates import absolute
from thinktank.language import languages
from thinktank.publishing.models import Publication
from thinktank.publishing.working_copies import model_of
from thinktank.review.models import Comment, DeskLanguage, Notice, Review


def tell(
    accounts: Iterable[User | None],
    kind: Notice.Kind,
    publication: Publication,
    *,
    by: User | None,
    review: Review | None = None,
    comment: Comment | None = None,
) -> None:
    """Tell each of these accounts, once, if they may see the text. `by` is who did it."""
    told = {account.pk: account for account in accounts if account is not None and account != by}
    for account in told.values():
        if not can(account, "preview", publication):
            continue
        notice = Notice.objects.create(
            account=account,
            kind=kind,
            publication_id=publication.pk,
            review=review,
            comment=comment,
            made_at=timezone.now(),
        )
        if settings.HAS_MAIL_SERVER and account.email:
            send_notice.enqueue(notice.pk)


def waiting_for(account: Any) -> int:
    """The number of notices that somebody has not dealt with."""
    return Notice.objects.filter(account=account, done_at=None).count()


def remember_language(account: User) -> None:
    """The desk is in this language for them now: later mails are in it too."""
    DeskLanguage.objects.update_or_create(account=account, defaults={"language": languages.current()})


def page_of(publication: Publication) -> str:
    """The address of the review of a publication on the desk."""
    opts = model_of(publication)._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_review", args=[publication.pk])


@task(priority=BEFORE_FILES)
def send_notice(pk: int) -> None:
    """Send one notice, in the language of its owner's desk; in all languages when that is not known."""
    found = Notice.objects.filter(pk=pk, mailed_at=None, account__is_active=True)
    notice = found.select_related("account__desk_language", "publication", "review", "comment").first()
    if notice is None or not notice.account.email or not can(notice.account, "preview", notice.publication):
        return
    known = getattr(notice.account, "desk_language", None)
    codes = [known.language] if known and known.language in languages.codes() else languages.codes()
    send_letter(
        notice.account.email,
        lambda: (f"{notice.get_kind_display()}: {notice.publication}", _text(notice)),
        codes,
    )
    Notice.objects.filter(pk=notice.pk).update(mailed_at=timezone.now())


def _text(notice: Notice) -> str:
    """Not a template: what people write would be escaped there as HTML."""
    language = language_of(notice)
    about = f"{notice.publication} ({languages.name_of(language)})" if language else str(notice.publication)
    first = f"{notice.get_kind_display()}: {about}"
    who, said = who_did(notice), what_was_said(notice)
    quoted = "\n".join(f"> {line}" for line in said.splitlines())
    link = absolute(page_of(notice.publication))
    return "\n\n".join(filter(None, [first, who, quoted, link]))


def who_did(notice: Notice) -> str:
    """The name of the person whose act it tells of; empty when nobody in particular did it."""
    if notice.comment:
        return name_of(notice.comment.written_by) or notice.comment.name
    if notice.review is None or notice.kind == Notice.Kind.CHANGED:
        return ""
    if notice.kind == Notice.Kind.ASKED:
        return name_of(notice.review.requested_by)
    return name_of(notice.review.decided_by) or notice.review.decided_name


def what_was_said(notice: Notice) -> str:
    if notice.comment:
        return notice.comment.text
    if notice.review is None:
        return ""
    return notice.review.note if notice.kind == Notice.Kind.ASKED else notice.review.sentence


def language_of(notice: Notice) -> str:
    about = notice.comment or notice.review
    return about.language if about else ""


def name_of(account: User | None) -> str:
    return (account.get_full_name() or account.get_username()) if account else ""
