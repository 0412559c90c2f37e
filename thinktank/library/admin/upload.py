"""Uploads to the library in the admin: a form with a file. It is handled outside any transaction."""

import datetime
import json
from functools import partial
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thinktank.desk.searching import FoundByWords
from thinktank.desk.uses import link_to, uses_of
from thinktank.library.admin.replace import MESSAGE_OF_REPLACING, replace_view
from thinktank.library.intake import FileRefused
from thinktank.library.models import Document, Image, Recording

INVALID = 422
LOOKS_ALIKE = gettext_lazy(
    "It looks like a picture that the library has already; choose which of them to use:"
)

Taken = Image | Document | Recording


def refuse_beyond_quota(user: Any) -> None:
    """Raises FileRefused when this person has sent UPLOADS_PER_DAY files in 24 hours. Each has a largest size of its own."""
    replaced = Q(action_flag=CHANGE, change_message=json.dumps(MESSAGE_OF_REPLACING))
    added = LogEntry.objects.filter(
        Q(action_flag=ADDITION) | replaced,
        user_id=user.pk,
        content_type__in=ContentType.objects.get_for_models(Image, Document, Recording).values(),
        action_time__gt=timezone.now() - datetime.timedelta(days=1),
    )
    if added.count() >= settings.UPLOADS_PER_DAY:
        raise FileRefused("too_many")


class UploadForm(forms.ModelForm):
    """A form with a file and its description. An empty title is derived from the file's name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False


class UploadAdmin(FoundByWords, admin.ModelAdmin):
    """A ModelAdmin whose objects begin as uploaded files; `take(**cleaned_data)` stores the file and its row.

    Opening a file takes seconds, and SQLite has one write lock. So `take` runs outside any transaction.
    """

    upload_form: type[UploadForm] = UploadForm
    upload_fieldsets: list[tuple[Any, Any]] = []  # as ModelAdmin.fieldsets

    refuse_beyond_quota = staticmethod(refuse_beyond_quota)
    change_form_template = "library/change_form.html"

    class Media:
        js = [forms.Script("js/desk/upload-many.js", type="module")]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(partial(replace_view, self))
        name = f"library_{self.opts.model_name}_replace"
        return [path("<path:object_id>/replace/", view, name=name), *super().get_urls()]

    def take(self, file: UploadedFile, **words: Any) -> Taken:
        raise NotImplementedError

    def get_upload_form(self, request: HttpRequest) -> type[UploadForm]:
        fields = flatten_fieldsets(self.upload_fieldsets)
        return cast(type[UploadForm], self.get_form(request, fields=fields, form=self.upload_form))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form_class = self.get_upload_form(request)
        if request.method != "POST":
            return self._upload_page(request, form_class())
        form = form_class(request.POST, request.FILES)
        taken, status = self.take_from(request, form)
        if request.headers.get("Accept") == "application/json":
            return self._told_to_script(taken, form, status)
        if taken is None:
            return self._upload_page(request, form, status=status)
        self.tell_of(request, taken)
        return self.response_add(request, taken)

    def take_from(self, request: HttpRequest, form: UploadForm) -> tuple[Taken | None, int]:
        """(the stored object, 200), or (None, HTTP status) when the file is refused; then the form has the error.

        The object and its entry in the history are stored together, or neither.
        """
        if not form.is_valid():
            return None, INVALID
        words = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}

        def log(taken: Taken) -> None:
            self.log_addition(request, taken, [{"added": {}}])

        try:
            self.refuse_beyond_quota(request.user)
            return self.take(words.pop("upload"), then=log, **words), 200
        except ValidationError as refusal:
            form.add_error(None if hasattr(refusal, "error_dict") else "upload", refusal)
            return None, getattr(refusal, "status", INVALID)

    def tell_of(self, request: HttpRequest, taken: Taken) -> None:
        for sentence in self.remarks(taken):
            messages.warning(request, sentence)
        if links := format_html_join(", ", '<a href="{1}">{0}</a>', map(link_to, self.alike(taken))):
            messages.warning(request, format_html("{} {}", LOOKS_ALIKE, links))

    def remarks(self, taken: Taken) -> list[str]:
        """Warnings about a file that was just taken: the library has it already."""
        if not taken.was_known:
            return []
        sentence = _("This file is in the library already: “%(title)s”. Nothing was added.")
        return [sentence % {"title": taken}]

    def alike(self, taken: Taken) -> list[Image]:
        """Pictures of the library that look like it, when it is new."""
        return []

    def _told_to_script(self, taken: Taken | None, form: UploadForm, status: int) -> JsonResponse:
        """For one of many files (upload-many.js): {"title", "address", "thumbnail", "remarks", "alike"}, or {"errors"}."""
        if taken is None:
            errors = [str(sentence) for sentences in form.errors.values() for sentence in sentences]
            return JsonResponse({"errors": errors}, status=status)
        alike = self.alike(taken)
        remarks = [*self.remarks(taken), *([str(LOOKS_ALIKE)] if alike else [])]
        alike_told = [self._told(other) for other in alike]
        return JsonResponse(self._told(taken) | {"remarks": remarks, "alike": alike_told})

    def _told(self, taken: Taken) -> dict[str, Any]:
        name, address = link_to(taken)
        return {"title": name, "address": address, "thumbnail": self.thumbnail_url(taken)}

    def thumbnail_url(self, taken: Taken) -> str:
        return ""

    @admin.display(description=gettext_lazy("used here"))
    def used_here(self, taken: Taken) -> SafeString | str:
        """What refers to it, before anything about it is changed."""
        links = format_html_join("", '<li><a href="{1}">{0}</a></li>', uses_of(taken))
        return (
            format_html('<ul class="uses">{}</ul>', links)
            if links
            else _("Nothing on the desk refers to it.")
        )

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        if obj.was_known and not {IS_POPUP_VAR, "_addanother"} & set(request.POST):
            return self.response_post_save_add(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def _upload_page(self, request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
        adminform = helpers.AdminForm(form, list(self.upload_fieldsets), {}, (), model_admin=self)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Add %s") % self.opts.verbose_name,
            "adminform": adminform,
            "original": None,
            "object_id": None,
            "is_popup": IS_POPUP_VAR in request.GET or IS_POPUP_VAR in request.POST,
            "to_field": request.POST.get(TO_FIELD_VAR, request.GET.get(TO_FIELD_VAR)),
            "media": self.media + adminform.media,
            "inline_admin_formsets": [],
            "errors": helpers.AdminErrorList(form, []),
            "preserved_filters": self.get_preserved_filters(request),
            "show_save_and_continue": True,
        }
        response = self.render_change_form(request, context, add=True)
        response.status_code = status
        return response

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Always False, because editions, drafts and revisions may use the file."""
        return False
