"""Comments on a text: writing, replying, resolving, and finding again what they are about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from thinktank.publishing.models import Publication
from thinktank.publishing.working_copies import model_of
from thinktank.review.anchors import Anchor, Found, anchor, find
from thinktank.review.models import Assignment, Comment, Notice, Review, SharedLink
from thinktank.review.notices import name_of, tell
from thinktank.review.texts import place_in_words, text_at

MENTION = re.compile(r"(?<![\w@.])@([\w.+-]+)")


@dataclass
class Shown:
    """A comment as it is shown: where it belongs, what became of its passage, its replies."""

    comment: Comment
    place: str
    found: Found | None  # None without a passage
    replies: list[Shown] = field(default_factory=list)

    @property
    def who(self) -> str:
        return name_of(self.comment.written_by) or self.comment.name


def shown_of(publication: Publication, codes: Iterable[str] | None = None) -> list[Shown]:
    """All threads, those that are open first, oldest first. Only those in these languages, when they are named."""
    model, threads = model_of(publication), {}
    comments = Comment.objects.filter(publication_id=publication.pk).select_related(
        "written_by", "resolved_by"
    )
    for comment in comments.order_by("pk"):
        shown = Shown(
            comment, place_in_words(model, comment.field, comment.language), _found(publication, comment)
        )
        if comment.parent_id is None:
            threads[comment.pk] = shown
        elif comment.parent_id in threads:
            threads[comment.parent_id].replies.append(shown)
    wanted = set(codes) if codes is not None else None
    found = [each for each in threads.values() if wanted is None or each.comment.language in wanted]
    return sorted(found, key=lambda each: each.comment.resolved_at is not None)


def _found(publication: Publication, comment: Comment) -> Found | None:
    if not comment.quote:
        return None
    text = text_at(publication, comment.field, comment.language)
    return find(text, Anchor(comment.quote, comment.before, comment.after))


@transaction.atomic
def write(
    publication: Publication,
    text: str,
    *,
    language: str,
    field: str = "",
    quote: str = "",
    by: User | None = None,
    name: str = "",
    link: SharedLink | None = None,
) -> Comment:
    """A new thread. `name` and `link` are of somebody without an account."""
    at = anchor(text_at(publication, field, language), quote) if quote else Anchor("")
    comment = Comment.objects.create(
        publication_id=publication.pk,
        language=language,
        field=field,
        quote=at.quote,
        before=at.before,
        after=at.after,
        text=text,
        written_by=by,
        name=name,
        link=link,
        written_at=timezone.now(),
    )
    _tell(publication, comment, _concerned(publication, language, link))
    return comment


@transaction.atomic
def reply(
    parent: Comment, text: str, *, by: User | None = None, name: str = "", link: SharedLink | None = None
) -> Comment:
    comment = Comment.objects.create(
        publication_id=parent.publication_id,
        language=parent.language,
        field=parent.field,
        text=text,
        written_by=by,
        name=name,
        link=link,
        written_at=timezone.now(),
        parent=parent,
    )
    thread = [parent, *parent.replies.select_related("written_by")]
    _tell(parent.publication, comment, [each.written_by for each in thread])
    return comment


def resolve(comment: Comment, *, by: User) -> None:
    """Close a thread; open it again when it is closed."""
    is_open = comment.resolved_at is None
    comment.resolved_at, comment.resolved_by = (timezone.now(), by) if is_open else (None, None)
    comment.save(update_fields=["resolved_at", "resolved_by"])


def _tell(publication: Publication, comment: Comment, concerned: Iterable[User | None]) -> None:
    mentioned = mentioned_in(comment.text) if comment.written_by else []  # not by people without an account
    tell(mentioned, Notice.Kind.MENTIONED, publication, by=comment.written_by, comment=comment)
    others = [account for account in concerned if account not in mentioned]
    tell(others, Notice.Kind.COMMENTED, publication, by=comment.written_by, comment=comment)


def mentioned_in(text: str) -> list[User]:
    """The members of staff whose user names stand in the text after an @."""
    names = {found.rstrip(".-+") for found in MENTION.findall(text)}
    return list(User.objects.filter(username__in=names, is_active=True, is_staff=True)) if names else []


def _concerned(publication: Publication, language: str, link: SharedLink | None) -> list[User | None]:
    """Who asked for the review of this language and who was asked; who made the link; without either, who began the text."""
    review = (
        Review.objects.filter(publication_id=publication.pk, language=language, link=None)
        .select_related("assignee", "requested_by")
        .first()
    )
    found = [review.assignee, review.requested_by] if review else []
    found += [link.made_by] if link else []
    return found or [publication.created_by]


def assigned_to(account_id: int) -> Iterable[int]:
    """The texts that somebody may write though another person began them."""
    return Assignment.objects.filter(account=account_id).values_list("publication_id", flat=True)
