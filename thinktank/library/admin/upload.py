"""Adding to the library on the desk: a form with a file, handled outside any transaction."""

from django import forms
from django.contrib import messages
from django.contrib.admin import helpers
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from thinktank.desk.searching import FoundByWords

INVALID = 422


class UploadForm(forms.ModelForm):
    """A file, and what the library keeps with it; an empty title is made from the file's name."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False


class UploadAdmin(FoundByWords):
    """A ModelAdmin whose objects begin as uploaded files. Opening one takes seconds, and SQLite has one write lock:
    so the file is taken in first, by `take(**cleaned_data)`, and nothing else is written in the same breath.
    """

    upload_form = UploadForm
    upload_fieldsets = ()

    def take(self, file, **words):
        raise NotImplementedError

    def get_upload_form(self, request):
        fields = flatten_fieldsets(self.upload_fieldsets)
        return self.get_form(request, fields=fields, form=self.upload_form)

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form_class = self.get_upload_form(request)
        if request.method != "POST":
            return self._upload_page(request, form_class())
        form = form_class(request.POST, request.FILES)
        taken, status = take_from(form, self.take)
        if taken is None:
            return self._upload_page(request, form, status=status)
        self.tell_of(request, taken)
        return self.response_add(request, taken)

    def tell_of(self, request, taken):
        """Enter it in the history, or say that it was there already."""
        if taken.was_known:
            messages.warning(
                request,
                _("This file is in the library already: “%(title)s”. Nothing was added.") % {"title": taken},
            )
        else:
            self.log_addition(request, taken, [{"added": {}}])

    def response_add(self, request, obj, post_url_continue=None):
        if obj.was_known and not {IS_POPUP_VAR, "_addanother"} & set(request.POST):
            return self.response_post_save_add(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def _upload_page(self, request, form, status=200):
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

    def has_delete_permission(self, request, obj=None):
        """Editions, drafts and revisions may name it: what is in the library stays."""
        return False


def take_from(form, take):
    """(what was taken in, 200), or (None, the status to answer with) and the form says why."""
    if not form.is_valid():
        return None, INVALID
    words = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
    try:
        return take(words.pop("upload"), **words), 200
    except ValidationError as refusal:
        form.add_error(None if hasattr(refusal, "error_dict") else "upload", refusal)
        return None, getattr(refusal, "status", INVALID)
