"""The page on which an editor puts another file in the place of one in the library. It says first what will change."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thinktank.desk.uses import effects_of_replacing
from thinktank.library.intake import FileRefused, replace_file

if TYPE_CHECKING:
    from thinktank.library.admin.upload import Taken, UploadAdmin

INVALID = 422
MESSAGE_OF_REPLACING = [{"changed": {"fields": ["file"]}}]


class ReplaceForm(forms.Form):
    upload = forms.FileField(label=gettext_lazy("New file"))
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, like: forms.Field, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].widget = like.widget
        self.fields["upload"].help_text = like.help_text


def replace_view(admin: "UploadAdmin", request: HttpRequest, object_id: str) -> HttpResponse:
    """Show what uses the file, and put another in its place. Raises PermissionDenied and Http404."""
    stored = admin.get_object(request, unquote(object_id))
    if stored is None:
        raise Http404
    if not admin.has_change_permission(request, stored):
        raise PermissionDenied
    like = admin.upload_form.base_fields["upload"]
    form, status = ReplaceForm(like=like, initial={"shown": stored.sha256}), 200
    if request.method == "POST":
        form = ReplaceForm(request.POST, request.FILES, like=like)
        status = _replace(admin, request, form, stored)
    if status == 302:
        return HttpResponseRedirect(_change_url(stored))
    if status == 409:  # the page shows the file of now; who looks at it may decide again
        stored = type(stored).objects.get(pk=stored.pk)
        form.data = {**request.POST.dict(), "shown": stored.sha256}
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Replace the file"),
        "opts": admin.opts,
        "original": stored,
        "change_url": _change_url(stored),
        "thumbnail": admin.thumbnail_url(stored),
        "uses": effects_of_replacing(stored),
        "form": form,
        "media": admin.media,
    }
    return render(request, "library/replace.html", context, status=status)


def _replace(admin: "UploadAdmin", request: HttpRequest, form: ReplaceForm, stored: "Taken") -> int:
    """The HTTP status of the answer: 302 when the file was replaced, else the form has the error."""
    if not form.is_valid():
        return INVALID

    def log(replaced: "Taken") -> None:
        admin.log_change(request, replaced, MESSAGE_OF_REPLACING)

    try:
        admin.refuse_beyond_quota(request.user)
        replace_file(
            cast(Any, stored), form.cleaned_data["upload"], shown=form.cleaned_data["shown"], then=log
        )
    except FileRefused as refusal:
        form.add_error("upload", refusal)
        return refusal.status
    sentence = _(
        "The file was replaced. Drafts have the new one; published texts get it when you publish them again."
    )
    messages.success(request, sentence)
    return 302


def _change_url(stored: "Taken") -> str:
    return reverse(f"admin:library_{stored._meta.model_name}_change", args=[stored.pk])
