"""The form that moves a scheduled edition, or the release it belongs to, to another time: also what dragging sends."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from thinktank.accounts.history_notes import note
from thinktank.accounts.permissions import can
from thinktank.language import languages
from thinktank.publishing.admin.permissions import PUBLISH
from thinktank.publishing.admin.requests import editor_of
from thinktank.publishing.admin.states import moment_in_words
from thinktank.publishing.editions.move import Movable, movable, move
from thinktank.publishing.editions.plan import CannotPublish, ChangedMeanwhile
from thinktank.publishing.editions.schedule import NotScheduled
from thinktank.publishing.forms.acts import ComingMomentField
from thinktank.publishing.models import Publication
from thinktank.publishing.working_copies import model_of

GONE = gettext_lazy(
    "It is no longer scheduled: it has gone live, or somebody cancelled or scheduled it again."
)


class MoveForm(forms.Form):
    at = ComingMomentField(label=gettext_lazy("Goes live"))


class DayForm(forms.Form):
    """What dragging sends."""

    day = forms.DateField(input_formats=["%Y-%m-%d"])


@require_http_methods(["GET", "HEAD", "POST"])
def move_page(request: HttpRequest, admin: ModelAdmin[Publication], pk: int) -> HttpResponse:
    """GET shows the form. POST moves it to the moment `at`, or to the day `day` at its time of day."""
    if not can(request.user, PUBLISH):
        raise PermissionDenied
    now = timezone.now()
    what = movable(pk, now)
    if what is None:
        return _page(request, admin, None, None, 409)
    before = what.editions[0].live_from
    if request.method != "POST":
        return _page(request, admin, what, MoveForm(initial={"at": before}))
    if "day" in request.POST:
        day = DayForm(request.POST)
        if not day.is_valid():
            return _page(request, admin, what, _refusing(before, _("This is no day.")), 422)
        at = on_day(before, day.cleaned_data["day"])
        form = MoveForm({"at": timezone.localtime(at).strftime("%Y-%m-%dT%H:%M:%S")})
    else:
        form = MoveForm(request.POST)
    if not form.is_valid():
        return _page(request, admin, what, form, 422)
    at = at if "day" in request.POST else form.cleaned_data["at"]
    return _moved(request, admin, what, form, at, now)


def on_day(moment: datetime.datetime, day: datetime.date) -> datetime.datetime:
    """The same time of day in the site's time zone."""
    return timezone.make_aware(datetime.datetime.combine(day, timezone.localtime(moment).time()))


def _refusing(before: datetime.datetime, sentence: str) -> MoveForm:
    form = MoveForm({"at": timezone.localtime(before).strftime("%Y-%m-%dT%H:%M:%S")})
    form.add_error(None, sentence)
    return form


def _moved(
    request: HttpRequest,
    admin: ModelAdmin[Publication],
    what: Movable,
    form: MoveForm,
    at: datetime.datetime,
    now: datetime.datetime,
) -> HttpResponse:
    if at == what.editions[0].live_from:
        messages.info(request, _("It goes live on %(moment)s, as before.") % {"moment": moment_in_words(at)})
        return _back(request, at)
    try:
        made = move(what, at=at, now=now, by=editor_of(request))
    except (ChangedMeanwhile, NotScheduled):
        return _page(request, admin, None, None, 409)
    except (CannotPublish, ValidationError) as error:
        for sentence in getattr(error, "messages", None) or [str(error)]:
            form.add_error(None, sentence)
        return _page(request, admin, what, form, 422)
    for publication in {edition.publication_id: edition.publication for edition in made}.values():
        own = model_of(publication).objects.get(pk=publication.pk)
        note(editor_of(request), own, lambda: _("Moved to %(moment)s.") % {"moment": moment_in_words(at)})
    messages.success(request, _moved_in_words(what, at))
    return _back(request, at)


def _moved_in_words(what: Movable, at: datetime.datetime) -> str:
    n = len(what.editions)
    words: dict[str, Any] = {"n": n, "moment": moment_in_words(at), "title": what.editions[0].title}
    if what.release:
        words["release"] = what.release
        sentence = ngettext(
            "The release “%(release)s” with %(n)d edition goes live on %(moment)s.",
            "The release “%(release)s” with %(n)d editions goes live on %(moment)s.",
            n,
        )
        return sentence % words
    words["language"] = languages.name_after_in(what.editions[0].language)
    return _("“%(title)s” goes live in %(language)s on %(moment)s.") % words


def _back(request: HttpRequest, at: datetime.datetime) -> HttpResponseRedirect:
    """To the calendar where it stands now."""
    day = timezone.localdate(at)
    query = f"week={day}" if "week" in request.GET else f"month={day:%Y-%m}"
    return HttpResponseRedirect(f"{reverse('admin:publishing_calendar')}?{query}")


def _page(
    request: HttpRequest,
    admin: ModelAdmin[Publication],
    what: Movable | None,
    form: MoveForm | None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "title": _("Move to another time"),
        "opts": admin.opts,
        "what": what,
        "form": form,
        "gone": GONE,
        "moment": moment_in_words(what.editions[0].live_from) if what else "",
    }
    whole = admin.admin_site.each_context(request) | context
    return TemplateResponse(request, "admin/move.html", whole, status=status)
