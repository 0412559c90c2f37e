"""The review of a publication, as its form and its own page on the desk show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from thinktank.accounts.permissions import can
from thinktank.language import languages
from thinktank.publishing.models import Publication
from thinktank.review.commenting import shown_of
from thinktank.review.forms import AskForm, AssignForm, CommentForm, ShareForm
from thinktank.review.models import Assignment, Review, SharedLink
from thinktank.review.reviewing import Standing, standings_of

if TYPE_CHECKING:
    from thinktank.publishing.admin.publication import PublicationAdmin


@dataclass
class Panel:
    """`failed`: the form with mistakes, by its act. `new_link`: the address of a link that was just made."""

    request: HttpRequest
    admin: PublicationAdmin
    publication: Publication
    failed: dict[str, forms.Form] = field(default_factory=dict)
    failed_row: str = ""
    sentence: str = ""
    is_refused: bool = False
    new_link: str = ""
    is_page: bool = False

    def may(self, action: str, thing: Any = None) -> bool:
        return can(self.request.user, action, thing or self.publication)

    def html(self) -> str:
        return render_to_string("admin/review/panel.html", self.context(), self.request)

    def context(self) -> dict[str, Any]:
        standings = [
            _Row(each, self.may("decide", each.review) if each.review else False)
            for each in standings_of(self.publication).values()
        ]
        threads = shown_of(self.publication)
        n_open = sum(each.comment.resolved_at is None for each in threads)
        is_mine = any(
            each.standing.is_asked
            and each.standing.review
            and each.standing.review.assignee_id == self.request.user.pk
            for each in standings
        )
        context: dict[str, Any] = {
            "panel": self,
            "action": self.admin.page_url(self.publication, "review"),
            "standings": standings,
            "threads": threads,
            "n_open": n_open,
            "is_open": self.is_page or is_mine or bool(n_open) or bool(self.failed or self.sentence),
            "comment_form": self._form("comment", CommentForm, publication=self.publication),
            "answers": self._answers(),
            "assigned": Assignment.objects.filter(publication_id=self.publication.pk).select_related(
                "account"
            ),
        }
        if self.may("ask for review"):
            context["ask_form"] = self._form("ask", AskForm, publication=self.publication)
        if self.may("assign"):
            context["assign_form"] = self._form("assign", AssignForm)
        if self.may("share"):
            context["share_form"] = self._form("share", ShareForm)
            context["links"] = self._links()
        return context

    def _form(self, act: str, form: type[forms.Form], **options: Any) -> forms.Form:
        return self.failed.get(act) or form(auto_id=f"id_{act}_%s", **options)

    def _answers(self) -> list[Review]:
        """What people without an account said, the newest first."""
        answers = Review.objects.filter(publication_id=self.publication.pk).exclude(link=None)
        return list(answers.select_related("link").order_by("-pk")[:20])

    def _links(self) -> list[ShownLink]:
        return shown_links(SharedLink.objects.filter(publication_id=self.publication.pk))


@dataclass(frozen=True)
class _Row:
    standing: Standing
    may_decide: bool


@dataclass(frozen=True)
class ShownLink:
    link: SharedLink
    openings: list[Any]
    is_over: bool

    @property
    def language_name(self) -> str:
        return languages.name_of(self.link.language) if self.link.language else ""

    @property
    def is_used_up(self) -> bool:
        return self.link.most_openings is not None and len(self.openings) >= self.link.most_openings


def shown_links(links: QuerySet[SharedLink]) -> list[ShownLink]:
    """The newest of them, with every opening."""
    now = timezone.now()
    return [
        ShownLink(link, list(link.openings.all()), link.is_over(now))
        for link in links.prefetch_related("openings")[:20]
    ]


def panel_of(request: HttpRequest, admin: PublicationAdmin, publication: Publication) -> str:
    """For the publication's form; empty for those who may not see drafts."""
    if not can(request.user, "preview", publication):
        return ""
    return Panel(request, admin, publication).html()
