"""Releases on the desk: the form with their texts, the checklist that schedules all at once, and cancelling all at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Field, Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from thinktank.accounts.history_notes import in_every_language
from thinktank.accounts.permissions import can
from thinktank.desk.csp import with_public_policy
from thinktank.language import languages
from thinktank.publishing.admin import permissions
from thinktank.publishing.admin.inlines import OrderedPublications
from thinktank.publishing.admin.release_in_words import TextInWords, basis_of, checklist, texts_in_words
from thinktank.publishing.admin.requests import editor_of
from thinktank.publishing.admin.site_preview import SitePreview, with_preview_policy
from thinktank.publishing.admin.states import moment_in_words
from thinktank.publishing.editions.plan import CannotPublish, ChangedMeanwhile
from thinktank.publishing.editions.release import ReleasePlan, cancel_release, plan_release, schedule_release
from thinktank.publishing.editions.schedule import NotScheduled
from thinktank.publishing.forms.acts import ComingMomentField
from thinktank.publishing.forms.release import LanguagesField
from thinktank.publishing.models import Release, ReleaseItem

type View = Callable[[HttpRequest, Release], HttpResponse]


def may(request: HttpRequest, action: str, release: Release) -> bool:
    """Whether they may do this to every text of the release."""
    texts = [item.publication for item in release.items.select_related("publication")]
    return can(request.user, action) and all(can(request.user, action, text) for text in texts)


def _of_others(request: HttpRequest, release: Release) -> list[str]:
    """The texts of the release that this account may not publish, for accounts that publish others."""
    if not can(request.user, permissions.PUBLISH):
        return []
    texts = [item.publication for item in release.items.select_related("publication")]
    return [str(text) for text in texts if not can(request.user, permissions.PUBLISH, text)]


# Pages that rooms above this one add, in `AppConfig.ready`, for those who may publish: the name, and the view, which gets
# the admin before the request.
further_pages: list[tuple[str, Callable[..., HttpResponse]]] = []

asks_first = require_http_methods(["GET", "HEAD", "POST"])


class ReleaseItemInline(OrderedPublications):
    model = ReleaseItem
    fields = ["publication", "languages", "position"]
    description = _(
        "Each text in the languages ticked beside it. All go live in the same second, or none does."
    )

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name == "languages":
            return LanguagesField()
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        may_change = super().has_add_permission(request, obj)
        return may_change and not (isinstance(obj, Release) and obj.scheduled_for)

    has_change_permission = has_delete_permission = has_add_permission

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_add_permission(request, obj)


@admin.register(Release)
class ReleaseAdmin(admin.ModelAdmin):
    """A release that is scheduled is cancelled before it is changed: its form is not to be out of step with its editions."""

    fields = ["name", "moment"]
    inlines = [ReleaseItemInline]
    list_display = ["name", "state", "texts"]
    search_fields = ["name"]
    list_per_page = 50
    actions = None
    change_form_template = "admin/release/change_form.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("items__publication")

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name == "moment":
            return ComingMomentField(label=_("Goes live"), required=False)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=_("state"), ordering="scheduled_for")
    def state(self, release: Release) -> str:
        return _state_in_words(release)

    @admin.display(description=_("texts"))
    def texts(self, release: Release) -> str:
        return " · ".join(str(item.publication) for item in release.items.all()) or "—"

    # The form

    def has_change_permission(self, request: HttpRequest, obj: Release | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.scheduled_for)

    def has_delete_permission(self, request: HttpRequest, obj: Release | None = None) -> bool:
        if obj is None:
            return super().has_delete_permission(request)
        return not obj.was_ever_public() and can(request.user, "delete", obj)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Release | None = None,
    ) -> HttpResponse:
        if obj and obj.pk:
            texts = texts_in_words(obj, timezone.now())
            context |= {
                "texts": texts,
                "is_scheduled": obj.is_scheduled(timezone.now()),
                "has_newer": obj.is_scheduled(timezone.now()) and any(text.has_newer for text in texts),
                "state": _state_in_words(obj),
                "may_publish": may(request, permissions.PUBLISH, obj),
                "of_others": _of_others(request, obj),
                "site_previews": _site_previews(obj),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(
        self, request: HttpRequest, obj: Release, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._to_checklist(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Release) -> HttpResponse:
        return self._to_checklist(request, obj) or super().response_change(request, obj)

    def _to_checklist(self, request: HttpRequest, obj: Release) -> HttpResponseRedirect | None:
        if "_schedule" not in request.POST:
            return None
        return HttpResponseRedirect(reverse("admin:publishing_release_schedule", args=[obj.pk]))

    # Pages of one release

    def get_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, View]] = [("schedule", self.schedule_page), ("cancel", self.cancel_page)]
        pages += [(name, partial(view, self)) for name, view in further_pages]
        own = [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(self._page(asks_first(view), permissions.PUBLISH)),
                name=f"publishing_release_{name}",
            )
            for name, view in pages
        ]
        site = with_public_policy(
            with_preview_policy(require_safe(self._page(self.site_page, permissions.PREVIEW)))
        )
        shown = path(
            "<int:object_id>/site/<path:rest>",
            self.admin_site.admin_view(site),
            name="publishing_release_site",
        )
        return [*own, shown, *super().get_urls()]

    def _page(self, view: Callable[..., HttpResponse], action: str) -> Callable[..., HttpResponse]:
        """Load the release (404), check that the user may do this (403), then call the view."""

        def page(request: HttpRequest, object_id: str | int, **arguments: str) -> HttpResponse:
            release = self.get_object(request, unquote(str(object_id)))
            if release is None:
                raise Http404
            if not self.has_view_permission(request, release) or not may(request, action, release):
                raise PermissionDenied
            return view(request, release, **arguments)

        return page

    def site_page(self, request: HttpRequest, release: Release, rest: str) -> HttpResponse:
        """A page of the whole site as it will be when the release has gone live."""
        own = reverse("admin:publishing_release_change", args=[release.pk])
        return SitePreview(release, site_path(release, ""), own).page(request, rest)

    def schedule_page(self, request: HttpRequest, release: Release) -> HttpResponse:
        """GET shows the checklist of all texts. POST schedules all of them, if nothing has changed since it was shown."""
        plan = plan_release(release, now=timezone.now())
        if request.method != "POST":
            return self._checklist(request, plan)
        if request.POST.get("basis") != basis_of(plan):
            return self._checklist(request, plan, 409, str(_SOMEBODY_CHANGED))
        if plan.blocking:
            return self._checklist(request, plan, 422)
        try:
            made = schedule_release(plan, by=editor_of(request))
        except (ChangedMeanwhile, NotScheduled):
            return self._checklist(
                request, plan_release(release, now=timezone.now()), 409, str(_SOMEBODY_CHANGED)
            )
        except (CannotPublish, ValidationError) as error:
            sentences = getattr(error, "messages", None) or [str(error)]
            return self._checklist(request, plan, 422, " ".join(sentences))
        return self._done(request, release, lambda: _scheduled_in_words(release, len(made)))

    def _checklist(
        self, request: HttpRequest, plan: ReleasePlan, status: int = 200, sentence: str = ""
    ) -> HttpResponse:
        release = plan.release
        texts = checklist(plan)
        moment = moment_in_words(release.moment) if release.moment else ""
        context = {
            "sentence": sentence,
            "summary": _summary(texts, moment),
            "problems": plan.problems,
            "texts": texts,
            "is_blocked": bool(plan.blocking),
            "basis": basis_of(plan),
            "button": _("Schedule all for %(moment)s") % {"moment": moment},
        }
        return self._show(request, release, "schedule", str(_("Schedule the release")), status, **context)

    def cancel_page(self, request: HttpRequest, release: Release) -> HttpResponse:
        """GET says what will be cancelled, POST cancels all of it."""
        title = str(_("Cancel the release"))
        if not release.is_scheduled(timezone.now()):
            return self._show(request, release, "cancel", title, 409, is_possible=False)
        if request.method != "POST":
            texts = texts_in_words(release, timezone.now())
            moment = moment_in_words(release.moment) if release.moment else ""
            return self._show(request, release, "cancel", title, is_possible=True, texts=texts, moment=moment)
        try:
            cancel_release(release, now=timezone.now())
        except NotScheduled:
            return self._show(request, release, "cancel", title, 409, is_possible=False)
        return self._done(
            request, release, lambda: str(_("The release is cancelled. Its texts are drafts again."))
        )

    def _show(
        self,
        request: HttpRequest,
        release: Release,
        template: str,
        title: str,
        status: int = 200,
        **context: Any,
    ) -> HttpResponse:
        context |= {"title": title, "subtitle": str(release), "release": release, "opts": self.opts}
        context |= {"change_url": reverse("admin:publishing_release_change", args=[release.pk])}
        whole = self.admin_site.each_context(request) | context
        return TemplateResponse(request, f"admin/release/{template}.html", whole, status=status)

    def _done(self, request: HttpRequest, release: Release, say: Callable[[], str]) -> HttpResponse:
        self.message_user(request, say(), messages.SUCCESS)
        self.log_change(request, release, in_every_language(say))
        return HttpResponseRedirect(reverse("admin:publishing_release_change", args=[release.pk]))


def site_path(release: Release, rest: str) -> str:
    """The path of a page of readers in the preview of the whole site."""
    return (
        f"{reverse('admin:publishing_release_change', args=[release.pk]).removesuffix('change/')}site/{rest}"
    )


def _site_previews(release: Release) -> list[tuple[str, str]]:
    return [(languages.name_after_in(code), site_path(release, f"{code}/")) for code in languages.codes()]


_SOMEBODY_CHANGED = _(
    "Somebody changed the release or one of its texts in the meantime. Nothing has been done; this is the current checklist."
)


def _state_in_words(release: Release) -> str:
    if release.scheduled_for is None:
        if release.moment is None:
            return str(_("in the making"))
        return str(_("in the making, for %(moment)s")) % {"moment": moment_in_words(release.moment)}
    moment = moment_in_words(release.scheduled_for)
    words = (
        _("scheduled for %(moment)s") if release.is_scheduled(timezone.now()) else _("live since %(moment)s")
    )
    return str(words) % {"moment": moment}


def _scheduled_in_words(release: Release, n: int) -> str:
    words = ngettext(
        "%(n)d edition will go live on %(moment)s.", "%(n)d editions will go live on %(moment)s.", n
    )
    return words % {"n": n, "moment": moment_in_words(release.moment) if release.moment else ""}


def _summary(texts: Sequence[TextInWords], moment: str) -> str:
    n = sum(len(text.editions) for text in texts)
    if not n or not moment:
        return ""
    words = ngettext(
        "%(n)d edition goes live on %(moment)s, in the same second or not at all.",
        "%(n)d editions go live on %(moment)s, in the same second or not at all.",
        n,
    )
    return words % {"n": n, "moment": moment}
