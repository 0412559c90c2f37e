"""The pages for withdrawing, expiring, cancelling, correcting, copying and erasing. Each says first what it will do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thinktank.accounts.history_notes import in_every_language
from thinktank.language import languages
from thinktank.publishing.admin.requests import editor_of
from thinktank.publishing.admin.responses import done, show
from thinktank.publishing.admin.states import moment_in_words, state_of
from thinktank.publishing.editions.end import CannotEnd, expire, withdraw
from thinktank.publishing.editions.erase import CannotErase, erase
from thinktank.publishing.editions.schedule import NotScheduled, cancel_scheduled, scheduled_edition
from thinktank.publishing.editions.translations import confirm_translation
from thinktank.publishing.forms.acts import CorrectionForm, EraseForm, ExpireForm, WithdrawForm
from thinktank.publishing.models import Edition, Publication, Revision
from thinktank.publishing.revisions.correct import NotLive, begin_correction
from thinktank.publishing.revisions.duplicate import duplicate
from thinktank.publishing.revisions.snapshot import CannotRestore

if TYPE_CHECKING:
    from thinktank.publishing.admin.publication import PublicationAdmin

ask_first = require_http_methods(["GET", "HEAD", "POST"])


def _ask(
    request: HttpRequest,
    admin: PublicationAdmin,
    publication: Publication,
    form: forms.Form,
    *,
    title: str,
    sentences: list[str],
    button: str,
    status: int | None = None,
    is_grave: bool = False,
) -> HttpResponse:
    """The page that explains an act and asks for what it needs. The status is 422 when the form has errors."""
    status = status or (422 if form.is_bound and form.errors else 200)
    context = {"form": form, "sentences": sentences, "button": button, "is_grave": is_grave}
    return show(request, admin, publication, "act", title=title, status=status, **context)


def _impossible(
    request: HttpRequest, admin: PublicationAdmin, publication: Publication, title: str, sentence: str
) -> HttpResponse:
    return show(request, admin, publication, "act", title=title, status=409, sentences=[sentence], form=None)


def _named(language: str, **words: Any) -> dict[str, Any]:
    return {"language": languages.name_after_in(language), **words}


@ask_first
def withdraw_it(
    request: HttpRequest, admin: PublicationAdmin, publication: Publication, language: str
) -> HttpResponse:
    title = _("Withdraw in %(language)s") % _named(language)
    if not state_of(publication, language, timezone.now()).can_be_withdrawn:
        return _impossible(request, admin, publication, title, _("It is not live in this language."))
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        try:
            withdraw(publication, language, public_note=form.cleaned_data["public_note"], now=timezone.now())
        except CannotEnd as error:
            form.add_error(None, str(error))
        else:
            return done(
                request, admin, publication, lambda: _("Withdrawn in %(language)s.") % _named(language)
            )
    waiting = scheduled_edition(publication, language, timezone.now())
    sentences = [
        _(
            "At its address and at the addresses of all earlier editions, readers will see only your note and that the text was withdrawn."
        ),
        _("A scheduled edition is cancelled too. Other languages are not affected.")
        if waiting
        else _("Other languages are not affected."),
        _("Write the note in %(language)s: readers see it on the page in that language.") % _named(language),
    ]
    return _ask(
        request,
        admin,
        publication,
        form,
        title=title,
        sentences=sentences,
        button=_("Withdraw"),
        is_grave=True,
    )


@ask_first
def expire_it(
    request: HttpRequest, admin: PublicationAdmin, publication: Publication, language: str
) -> HttpResponse:
    title = _("No longer current in %(language)s") % _named(language)
    if not state_of(publication, language, timezone.now()).live:
        return _impossible(request, admin, publication, title, _("It is not live in this language."))
    form = ExpireForm(request.POST or None)
    if form.is_valid():
        at = form.cleaned_data["at"]
        try:
            expire(publication, language, at=at, now=timezone.now())
        except CannotEnd as error:
            form.add_error("at", str(error))
        else:
            return done(
                request,
                admin,
                publication,
                lambda: (
                    _("No longer current in %(language)s from %(moment)s.")
                    % _named(language, moment=moment_in_words(at))
                ),
            )
    sentences = [
        _(
            "From that moment it no longer appears in lists. Readers can still open it at its address, marked “no longer current”."
        )
    ]
    return _ask(
        request, admin, publication, form, title=title, sentences=sentences, button=_("Set the expiry date")
    )


@ask_first
def cancel(
    request: HttpRequest, admin: PublicationAdmin, publication: Publication, language: str
) -> HttpResponse:
    title = _("Cancel the scheduled edition in %(language)s") % _named(language)
    waiting = scheduled_edition(publication, language, timezone.now())
    if waiting is None:
        return _impossible(request, admin, publication, title, _("Nothing is scheduled in this language."))
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            cancel_scheduled(waiting, now=timezone.now())
        except NotScheduled:
            return _impossible(
                request, admin, publication, title, _("It has just gone live. You can withdraw it instead.")
            )
        return done(
            request,
            admin,
            publication,
            lambda: _("The scheduled edition in %(language)s is cancelled.") % _named(language),
        )
    words = _named(language, number=waiting.number, moment=moment_in_words(waiting.live_from))
    sentences = [
        _("Edition %(number)s, scheduled for %(moment)s, will not appear.") % words,
        _("The live edition stays on the site, and your text is kept."),
    ]
    return _ask(
        request,
        admin,
        publication,
        form,
        title=title,
        sentences=sentences,
        button=_("Cancel the scheduled edition"),
    )


@ask_first
def correct(
    request: HttpRequest, admin: PublicationAdmin, publication: Publication, language: str
) -> HttpResponse:
    title = _("Correct the live text in %(language)s") % _named(language)
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if not state_of(publication, language, timezone.now()).live:
        return _impossible(request, admin, publication, title, _("It is not live in this language."))
    if form.is_valid():
        try:
            revision = begin_correction(
                publication, language, by=editor_of(request), now=timezone.now(), note=_("as it is live")
            )
        except NotLive:
            return _impossible(request, admin, publication, title, _("It is not live in this language."))
        except CannotRestore as error:
            return _impossible(request, admin, publication, title, cannot_restore(error))
        return done(request, admin, publication, lambda: _what_is_shown(revision))
    sentences = [
        _(
            "The form will show what readers see now, in every language that is live, without later changes to the draft."
        ),
        _("The current draft is kept as a revision and can be restored once the correction is published."),
    ]
    return _ask(
        request, admin, publication, form, title=title, sentences=sentences, button=_("Show me the live text")
    )


def _what_is_shown(revision: Revision) -> str:
    sentence = _("This is the live text, saved as revision %(number)s. The draft is kept under “Revisions”.")
    return sentence % {"number": revision.number}


def cannot_restore(error: CannotRestore) -> str:
    return _("The text refers to something that no longer exists: %(name)s.") % {"name": error}


def still_valid(
    request: HttpRequest, admin: PublicationAdmin, publication: Publication, language: str
) -> HttpResponse:
    """Record that the editor found the live translation still valid for the live edition of its original."""
    now = timezone.now()
    live = Edition.objects.filter(publication_id=publication.pk).live(now)
    translation = live.filter(language=language).first()
    original = live.filter(language=publication.original_language).exclude(language=language).first()
    if translation is None or original is None:
        admin.message_user(
            request, _("There is nothing to compare: one of the two texts is not live."), "warning"
        )
        return HttpResponseRedirect(admin.change_url(publication))
    confirm_translation(translation, original, by=editor_of(request), now=now)
    return done(
        request,
        admin,
        publication,
        lambda: _("Noted: the %(language)s text still says what the original says.") % _named(language),
    )


def duplicate_it(request: HttpRequest, admin: PublicationAdmin, publication: Publication) -> HttpResponse:
    if not admin.has_add_permission(request):
        admin.message_user(request, _("Your account may not create publications of this type."), "error")
        return HttpResponseRedirect(admin.change_url(publication))
    try:
        copy = duplicate(publication, by=editor_of(request))
    except CannotRestore as error:
        admin.message_user(request, cannot_restore(error), "error")
        return HttpResponseRedirect(admin.change_url(publication))
    title = {"title": publication}
    admin.log_addition(request, copy, in_every_language(lambda: _("Copy of “%(title)s”") % title))
    admin.message_user(request, _("This is the copy. Give it its own title and date."))
    return HttpResponseRedirect(admin.change_url(copy))


def _erased(language: str, number: int) -> str:
    sentence = _(
        "Edition %(number)s in %(language)s is erased. Correct the draft before anything is published again."
    )
    return sentence % _named(language, number=number)


@ask_first
def erase_it(
    request: HttpRequest, admin: PublicationAdmin, publication: Publication, language: str, number: int
) -> HttpResponse:
    editions = Edition.objects.filter(publication_id=publication.pk, language=language)
    edition = get_object_or_404(editions, number=number)
    title = _("Erase edition %(number)s in %(language)s") % _named(language, number=number)
    if edition.erased_at:
        return _impossible(request, admin, publication, title, _("It has already been erased."))
    if edition.live_from > timezone.now():
        return _impossible(request, admin, publication, title, _("It was never live: cancel it instead."))
    form = EraseForm(request.POST or None)
    if form.is_valid():
        try:
            erase(edition, form.cleaned_data["reason"], by=editor_of(request))
        except CannotErase as error:
            form.add_error(None, str(error))
        except OSError:
            form.add_error(
                None,
                _("A file could not be written or deleted. Tell the site’s administrator, then try again."),
            )
        else:
            return done(
                request,
                admin,
                publication,
                lambda: _erased(language, number),
                to=admin.page_url(publication, "editions", language),
            )
    sentences = [
        _(
            "The text of this edition will be deleted permanently, from the edition and from the revisions it was made from."
        ),
        _(
            "Its number, checksum, reason and date are kept. Use this only for court orders and privacy; to take a text off the site, withdraw it."
        ),
    ]
    return _ask(
        request,
        admin,
        publication,
        form,
        title=title,
        sentences=sentences,
        button=_("Erase permanently"),
        is_grave=True,
    )
