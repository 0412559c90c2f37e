"""Asking for a review, approving and sending back, and where each language stands."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from thinktank.accounts.history_notes import Message
from thinktank.audit.chain import record
from thinktank.language import languages
from thinktank.publishing.models import Publication
from thinktank.publishing.models.revision import Snapshot
from thinktank.publishing.revisions.save import lock_publication
from thinktank.publishing.working_copies import model_of
from thinktank.review.models import Notice, Review, SharedLink
from thinktank.review.notices import name_of, tell
from thinktank.review.texts import digest_of, snapshot_of
from thinktank.richtext.problems import Problem


class TextChanged(Exception):
    """The text was saved after it had been shown to the person who decides about it."""


@dataclass(frozen=True)
class Standing:
    """Where the review of one language stands. `digest` is that of the text as it was saved last."""

    language: str
    review: Review | None
    digest: str

    @property
    def language_name(self) -> str:
        return languages.name_of(self.language)

    @property
    def is_asked(self) -> bool:
        return self.review is not None and self.review.state == Review.State.ASKED

    @property
    def is_approved(self) -> bool:
        """Whether the text that was saved last is the one that was approved."""
        return self._was_approved() and not self.is_changed

    @property
    def is_changed(self) -> bool:
        """Whether the text has changed since it was approved."""
        return bool(self._was_approved() and self.review and self.review.digest != self.digest)

    def _was_approved(self) -> bool:
        return self.review is not None and self.review.state == Review.State.APPROVED

    @property
    def sentence(self) -> str:
        """In words: "waiting for Anna, by 5 December"."""
        review = self.review
        if review is None:
            return _("no review was asked for")
        if self.is_asked:
            return _waiting_in_words(review)
        said = {
            "name": name_of(review.decided_by) or review.decided_name or _("Somebody"),
            "day": _day(review.decided_at),
        }
        if self.is_changed:
            return _("changed since %(name)s approved it on %(day)s: ask again") % said
        if self.is_approved:
            return _("approved by %(name)s on %(day)s") % said
        return _("sent back by %(name)s on %(day)s") % said


def _waiting_in_words(review: Review) -> str:
    said = {
        "name": name_of(review.assignee),
        "day": date_format(review.due, "DATE_FORMAT") if review.due else "",
    }
    if said["name"] and said["day"]:
        return _("waiting for %(name)s, by %(day)s") % said
    if said["name"]:
        return _("waiting for %(name)s") % said
    return _("waiting for a review, by %(day)s") % said if said["day"] else _("waiting for a review")


def _day(moment: datetime.datetime | None) -> str:
    return date_format(localtime(moment), "DATE_FORMAT") if moment else ""


def standings_of(publication: Publication, snapshot: Snapshot | None = None) -> dict[str, Standing]:
    """{language: where it stands}, in the order of the settings."""
    snapshot = snapshot or snapshot_of(publication)
    newest: dict[str, Review] = {}
    found = Review.objects.filter(publication_id=publication.pk, link=None)
    for review in found.select_related("assignee", "decided_by", "requested_by").order_by("pk"):
        newest[review.language] = review
    return {code: Standing(code, newest.get(code), digest_of(snapshot, code)) for code in languages.codes()}


def ask(
    publication: Publication,
    codes: Iterable[str],
    *,
    by: User,
    assignee: User | None = None,
    due: datetime.date | None = None,
    note: str = "",
) -> list[Review]:
    """Ask for a review of these languages. What was asked before, or decided, is history then."""
    with transaction.atomic():
        asked = [
            Review.objects.create(
                publication_id=publication.pk,
                language=code,
                requested_by=by,
                requested_at=timezone.now(),
                assignee=assignee,
                due=due,
                note=note,
            )
            for code in codes
        ]
        if asked:
            tell([assignee], Notice.Kind.ASKED, publication, by=by, review=asked[0])
    return asked


def decide(review: Review, state: str, *, by: User, digest: str, sentence: str = "") -> None:
    """Approve or send back the text with this digest. Raises TextChanged when another one was saved since."""
    publication = review.publication
    with transaction.atomic():
        lock_publication(publication)
        if digest != _digest_today(publication, review.language):
            raise TextChanged
        review.state, review.sentence, review.digest = state, sentence, digest
        review.decided_by, review.decided_at, review.is_change_told = by, timezone.now(), False
        review.save()
        act = "review_approved" if state == Review.State.APPROVED else "review_sent_back"
        record(act, publication, by=by, language=review.language)
        done = Notice.objects.filter(
            account=by, review__publication_id=publication.pk, kind=Notice.Kind.ASKED
        )
        done.filter(done_at=None).update(done_at=timezone.now())
        tell([review.requested_by], _kind_of(state), publication, by=by, review=review)


def answer_by_link(
    link: SharedLink, language: str, state: str, *, name: str, digest: str, sentence: str
) -> Review:
    """What somebody without an account says of one language. Raises TextChanged as above."""
    publication = link.text
    with transaction.atomic():
        lock_publication(publication)
        if digest != _digest_today(publication, language):
            raise TextChanged
        review = Review.objects.create(
            publication_id=publication.pk,
            language=language,
            state=state,
            requested_by=link.made_by,
            requested_at=link.made_at,
            decided_name=name,
            decided_at=timezone.now(),
            sentence=sentence,
            digest=digest,
            link=link,
        )
        act = "approved_by_link" if state == Review.State.APPROVED else "sent_back_by_link"
        record(act, publication, language=language, link=link.pk)
        tell([link.made_by], _kind_of(state), publication, by=None, review=review)
    return review


def _kind_of(state: str) -> Notice.Kind:
    return Notice.Kind.APPROVED if state == Review.State.APPROVED else Notice.Kind.SENT_BACK


def _digest_today(publication: Publication, language: str) -> str:
    return digest_of(snapshot_of(model_of(publication).objects.get(pk=publication.pk)), language)


def tell_of_changes(what: str, thing: Model, message: Message) -> None:
    """After a form was saved: tell those who approved a text that is another one now, once for each approval."""
    if not isinstance(thing, Publication) or what not in ("changed", "restored"):
        return
    waiting = Review.objects.filter(
        publication_id=thing.pk, state=Review.State.APPROVED, is_change_told=False, link=None
    )
    if not waiting.exists():
        return
    for standing in standings_of(thing).values():
        review = standing.review
        if review and standing.is_changed and not review.is_change_told:
            Review.objects.filter(pk=review.pk).update(is_change_told=True)
            tell([review.decided_by, review.requested_by], Notice.Kind.CHANGED, thing, by=None, review=review)


def worth_checking(publication: Publication, codes: Iterable[str]) -> list[Problem]:
    """For the plan: languages whose review was asked for and which nobody has approved as they are."""
    if not Review.objects.filter(publication_id=publication.pk).exists():
        return []
    found, standings = [], standings_of(publication)
    for code in codes:
        said = {"language": languages.name_after_in(code), "words": standings[code].sentence}
        if standings[code].review and not standings[code].is_approved:
            found.append(_("The text in %(language)s is not approved: %(words)s.") % said)
    found += _answers_from_outside(publication, set(codes))
    return [Problem(sentence) for sentence in found]


def _answers_from_outside(publication: Publication, codes: set[str]) -> list[str]:
    """Sentences for the newest answer by each link that asks for a change."""
    answers = Review.objects.filter(publication_id=publication.pk, language__in=codes).exclude(link=None)
    newest = {(answer.link_id, answer.language): answer for answer in answers.order_by("pk")}
    return [
        _("%(name)s asks for a change in %(language)s: %(sentence)s")
        % {
            "name": answer.decided_name,
            "language": languages.name_after_in(answer.language),
            "sentence": answer.sentence,
        }
        for answer in newest.values()
        if answer.state == Review.State.SENT_BACK
    ]


def shown_to(account_id: int) -> Iterable[int]:
    """The texts that somebody may read because they are asked to review them."""
    return Review.objects.filter(assignee=account_id).values_list("publication_id", flat=True).distinct()
