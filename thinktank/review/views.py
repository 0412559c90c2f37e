"""Pages of reviewing on the desk: the review of one publication with its acts, and one's own notices."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thinktank.audit.chain import record
from thinktank.publishing.admin.requests import editor_of
from thinktank.publishing.admin.responses import show
from thinktank.publishing.models import Publication
from thinktank.review import commenting, notices, reviewing, sharing
from thinktank.review.forms import (
    AskForm,
    AssignForm,
    CommentForm,
    DecisionForm,
    ReplyForm,
    RowForm,
    ShareForm,
)
from thinktank.review.models import Assignment, Comment, Notice, Review, SharedLink
from thinktank.review.panel import Panel

if TYPE_CHECKING:
    from thinktank.publishing.admin.publication import PublicationAdmin

AS_PART = "X-Review-Panel"  # a script of the form asks for the panel alone
SHOWN = 100  # notices


@require_http_methods(["GET", "HEAD", "POST"])
def review_page(request: HttpRequest, admin: PublicationAdmin, publication: Publication) -> HttpResponse:
    """GET shows the review; POST does the act that the field `act` names, and returns to the form."""
    panel = Panel(request, admin, publication, is_page=True)
    if request.method != "POST":
        return _page(panel)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        return _page(panel, 422)
    notices.remember_language(editor_of(request))
    sentence = act(panel)
    if sentence is None:
        return _page(panel, 422)
    if AS_PART in request.headers:
        panel.sentence = sentence
        return HttpResponse(panel.html())
    if panel.new_link:
        sentence = f"{sentence} {panel.new_link}"
    admin.message_user(request, sentence)
    return HttpResponseRedirect(f"{admin.change_url(publication)}#review")


def _page(panel: Panel, status: int = 200) -> HttpResponse:
    if AS_PART in panel.request.headers:
        return HttpResponse(panel.html(), status=status)
    html = panel.html()
    return show(
        panel.request, panel.admin, panel.publication, "review", title=_("Review"), status=status, html=html
    )


def _valid[Form: forms.Form](panel: Panel, act: str, form: Form) -> Form | None:
    if form.is_valid():
        return form
    panel.failed[act] = form
    return None


def _require(panel: Panel, action: str, thing: Any = None) -> None:
    if not panel.may(action, thing):
        raise PermissionDenied


def _row[Row: (Comment, SharedLink, Assignment)](panel: Panel, model: type[Row]) -> Row:
    """The row that the form names, if it is of this publication. Raises Http404."""
    form = RowForm(panel.request.POST)
    if not form.is_valid():
        raise Http404
    row: Row = get_object_or_404(model, pk=form.cleaned_data["row"], publication_id=panel.publication.pk)
    return row


def _ask(panel: Panel) -> str | None:
    _require(panel, "ask for review")
    form = _valid(
        panel, "ask", AskForm(panel.request.POST, publication=panel.publication, auto_id="id_ask_%s")
    )
    if form is None:
        return None
    chosen = form.cleaned_data
    reviewing.ask(
        panel.publication,
        chosen["languages"],
        by=editor_of(panel.request),
        assignee=chosen["assignee"],
        due=chosen["due"],
        note=chosen["note"],
    )
    return _("Asked for a review.")


def _decide(panel: Panel) -> str | None:
    form = DecisionForm(panel.request.POST, auto_id=False)
    if not form.is_valid():
        panel.failed["decide"], panel.failed_row = form, form.data.get("language", "")
        return None
    chosen = form.cleaned_data
    review = (
        Review.objects.filter(publication_id=panel.publication.pk, language=chosen["language"], link=None)
        .select_related("publication", "requested_by")
        .first()
    )
    if review is None:
        raise Http404
    _require(panel, "decide", review)
    try:
        reviewing.decide(
            review,
            chosen["verdict"],
            by=editor_of(panel.request),
            digest=chosen["digest"],
            sentence=chosen["sentence"],
        )
    except reviewing.TextChanged:
        panel.sentence = _("The text was saved after you had opened it. Look at it again, then decide.")
        panel.is_refused = True
        return None
    return _("Approved.") if chosen["verdict"] == Review.State.APPROVED else _("Sent back.")


def _comment(panel: Panel) -> str | None:
    _require(panel, "comment")
    form = _valid(
        panel,
        "comment",
        CommentForm(panel.request.POST, publication=panel.publication, auto_id="id_comment_%s"),
    )
    if form is None:
        return None
    field, language = form.chosen_place()
    commenting.write(
        panel.publication,
        form.cleaned_data["text"],
        language=language,
        field=field,
        quote=form.cleaned_data["quote"],
        by=editor_of(panel.request),
    )
    return _("The comment is saved.")


def _reply(panel: Panel) -> str | None:
    _require(panel, "comment")
    form = ReplyForm(panel.request.POST, auto_id=False)
    if not form.is_valid():
        panel.failed["reply"], panel.failed_row = form, form.data.get("comment", "")
        return None
    threads = Comment.objects.filter(publication_id=panel.publication.pk, parent=None)
    parent = get_object_or_404(threads, pk=form.cleaned_data["comment"])
    commenting.reply(parent, form.cleaned_data["text"], by=editor_of(panel.request))
    return _("The reply is saved.")


def _resolve(panel: Panel) -> str | None:
    _require(panel, "comment")
    comment = _row(panel, Comment)
    commenting.resolve(comment, by=editor_of(panel.request))
    return _("Resolved.") if comment.resolved_at else _("Open again.")


def _assign(panel: Panel) -> str | None:
    _require(panel, "assign")
    form = _valid(panel, "assign", AssignForm(panel.request.POST, auto_id="id_assign_%s"))
    if form is None:
        return None
    account = form.cleaned_data["account"]
    _made, is_new = Assignment.objects.get_or_create(publication_id=panel.publication.pk, account=account)
    if is_new:
        record("assigned", panel.publication, account=account.pk)
        notices.tell([account], Notice.Kind.ASSIGNED, panel.publication, by=editor_of(panel.request))
    return _("%(name)s may write this text.") % {"name": notices.name_of(account)}


def _unassign(panel: Panel) -> str | None:
    _require(panel, "assign")
    taken = _row(panel, Assignment)
    record("unassigned", panel.publication, account=taken.account_id)
    taken.delete()
    return _("Taken off this text.")


def _share(panel: Panel) -> str | None:
    _require(panel, "share")
    form = _valid(panel, "share", ShareForm(panel.request.POST, auto_id="id_share_%s"))
    if form is None:
        return None
    _link, panel.new_link = sharing.make_link(
        panel.publication, by=editor_of(panel.request), at=timezone.now(), **form.cleaned_data
    )
    return _("This is the link. It is shown only now; copy it:")


def _revoke(panel: Panel) -> str | None:
    _require(panel, "share")
    sharing.revoke(_row(panel, SharedLink))
    return _("The link no longer works.")


ACTS: dict[str, Callable[[Panel], str | None]] = {
    "ask": _ask,
    "decide": _decide,
    "comment": _comment,
    "reply": _reply,
    "resolve": _resolve,
    "assign": _assign,
    "unassign": _unassign,
    "share": _share,
    "revoke": _revoke,
}


@require_http_methods(["GET", "HEAD", "POST"])
def notices_page(request: HttpRequest) -> HttpResponse:
    """One's own notices, those that wait first. POST: `done` names one that was dealt with; without it, all were."""
    own = Notice.objects.filter(account=editor_of(request))
    if request.method == "POST":
        notices.remember_language(editor_of(request))
        waiting, row = own.filter(done_at=None), request.POST.get("done", "")
        if row:
            waiting = (
                waiting.filter(pk=int(row[:15])) if row.isascii() and row.isdecimal() else waiting.none()
            )
        waiting.update(done_at=timezone.now())
        return HttpResponseRedirect(request.path)
    found = own.select_related(
        "publication", "review__requested_by", "review__decided_by", "comment__written_by"
    )
    rows = [*found.filter(done_at=None)[:SHOWN], *found.exclude(done_at=None)[:20]]
    context = admin.site.each_context(request) | {
        "title": _("Notices"),
        "rows": [
            {
                "notice": each,
                "who": notices.who_did(each),
                "said": notices.what_was_said(each),
                "page": notices.page_of(each.publication),
            }
            for each in rows
        ],
        "n_waiting": notices.waiting_for(request.user),
    }
    return TemplateResponse(request, "admin/review/notices.html", context)


def waiting(request: HttpRequest) -> int:
    """For the first page of the desk."""
    return notices.waiting_for(request.user)
