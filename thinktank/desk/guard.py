"""What every form and list of the desk holds, whatever is sent to it. DeskSite builds it into each admin class."""

from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import SOURCE_MODEL_VAR, TO_FIELD_VAR
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import ValidationError
from django.db import models
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from thinktank.desk import history
from thinktank.desk.counts import all_counts_are_true, row_counts, with_true_counts
from thinktank.desk.lists import DeskList
from thinktank.desk.rows_at_once import RowsAtOnce
from thinktank.desk.writing import begin_writing

MOST_ROWS = 150  # that one list may hold
LONGEST_SEARCH = 300  # letters; of thousands of words SQL makes an expression too deep for SQLite
UNTRUE_COUNTS = gettext_lazy(
    "The form arrived damaged: its row counts did not match its rows. Nothing is saved. Check the lists, then save again."
)
DELETED = gettext_lazy(
    "Somebody deleted this after you had opened it. Nothing is saved yet, but what you typed is still here: save it, and it is created again."
)
DELETED_FOR_GOOD = gettext_lazy(
    "Somebody deleted this after you had opened it, so it can no longer be saved. Copy from here what you still need."
)


class Returned:
    """Why a form is handed back unsaved, and with which status. A request carries it as `request.returned`."""

    def __init__(self, sentence, status=422):
        self.sentence, self.status = sentence, status


class Guarded:
    """For every ModelAdmin. A form that must not be saved comes back as it was typed, outside any transaction."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        request.POST = _without(request.POST, "_saveasnew", when=not self.save_as)
        if returned_of(request) is None and not all_counts_are_true(request.POST):
            request.returned = Returned(UNTRUE_COUNTS)
        if returned_of(request):
            response = self._changeform_view(request, object_id, form_url, extra_context)
        else:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        return _with_status(request, response)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Django's way to the list; but a form that was sent keeps its words, to be saved anew where that is possible."""
        if request.method != "POST" or not request.resolver_match.url_name.endswith("_change"):
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        if not self.has_add_permission(request) or type(self).add_view is not ModelAdmin.add_view:
            return self._words_of_what_is_gone(request)
        request.returned = Returned(DELETED, 409)
        return self._changeform_view(
            request, None, reverse(f"admin:{opts.app_label}_{opts.model_name}_add"), None
        )

    def _words_of_what_is_gone(self, request):
        fields = {field.name: field for field in self.opts.concrete_fields if _holds_words(field)}
        typed = [
            (fields[name].verbose_name, text)
            for name, text in request.POST.items()
            if name in fields and text.strip()
        ]
        context = self.admin_site.each_context(request) | {"title": _("Not saved"), "typed": typed}
        context["sentence"] = DELETED_FOR_GOOD
        return TemplateResponse(request, "admin/gone.html", context, status=409)

    def save_model(self, request, obj, form, change):
        begin_writing(request, self.model)
        super().save_model(request, obj, form, change)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if request.method == "POST":
            form.clean = _unless_returned(form.clean, request)  # the class was made for this request
        return form

    def get_formsets_with_inlines(self, request, obj=None):
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            most = min(formset.max_num, MOST_ROWS)
            attributes = {
                "max_num": most,
                "absolute_max": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,  # whatever was sent is shown again
                "name_of_rows": inline.verbose_name_plural,
            }
            yield type(formset.__name__, (RowsWithinBounds, RowsAtOnce, formset), attributes), inline

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if request.method == "POST" and not row_counts(request.POST, prefix).are_true:
            if returned_of(request) is None:
                request.returned = Returned(UNTRUE_COUNTS)
            kwargs["data"] = with_true_counts(request.POST, prefix, inline.model._meta.pk.name)
        return kwargs

    def response_add(self, request, obj, post_url_continue=None):
        """A small window may say anything of the field that opened it: what names none is passed over."""
        source, to_field = request.POST.get(SOURCE_MODEL_VAR, ""), request.POST.get(TO_FIELD_VAR)
        request.POST = _without(request.POST, SOURCE_MODEL_VAR, when=source.count(".") != 1)
        is_odd = to_field and not self.to_field_allowed(request, to_field)
        request.POST = _without(request.POST, TO_FIELD_VAR, when=is_odd)
        return super().response_add(request, obj, post_url_continue)

    def changelist_view(self, request, extra_context=None):
        """Django blames the database when filters mean nothing and the address says that they meant nothing before."""
        request.GET = _without(request.GET, ERROR_FLAG, when=len(request.GET) > 1)
        return super().changelist_view(request, extra_context)

    def construct_change_message(self, request, form, formsets, add=False):
        return history.changes_of(form, formsets, add)

    def log_change(self, request, obj, message):
        """Nothing for a form that was saved as it was: on the way to a preview, say."""
        return super().log_change(request, obj, message) if message else None

    def history_view(self, request, object_id, extra_context=None):
        response = super().history_view(request, object_id, extra_context)
        own_labels = {name: field.label for name, field in self.form.base_fields.items()}
        for entry in getattr(response, "context_data", None) and response.context_data["action_list"] or ():
            entry.change_message = history.in_words(entry, own_labels)
        return response

    def get_changelist(self, request, **kwargs):
        found = super().get_changelist(request, **kwargs)
        return found if issubclass(found, DeskList) else DeskList

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, search_term[:LONGEST_SEARCH])

    def response_action(self, request, queryset, *args, **kwargs):
        try:
            for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
                self.opts.pk.to_python(key)
        except ValidationError:
            self.message_user(request, _("Choose something from the list."), messages.WARNING)
            return None
        return super().response_action(request, queryset, *args, **kwargs)


def _without(fields, name, *, when):
    """The fields of a request, where it is so without this one."""
    if not when or name not in fields:
        return fields
    left = fields.copy()
    del left[name]
    return left


def _holds_words(field):
    """Whether somebody writes in it; no choice, and no password."""
    return isinstance(field, (models.CharField, models.TextField)) and not (
        field.choices or field.name == "password"
    )


class RowsWithinBounds:
    """A form set that holds `max_num` rows; when more were sent they are all shown again, and it says how many go."""

    def clean(self):
        kept = [form for form in self.forms if _stays(form)]
        if (surplus := len(kept) - self.max_num) > 0:
            sentence = ngettext(
                "“%(list)s” can hold %(most)d rows at most. Remove %(n)d row, then save again.",
                "“%(list)s” can hold %(most)d rows at most. Remove %(n)d rows, then save again.",
                surplus,
            )
            raise ValidationError(
                sentence % {"list": self.name_of_rows, "most": self.max_num, "n": surplus},
                code="too_many_forms",
            )
        super().clean()


def _stays(form):
    is_deleted = getattr(form, "cleaned_data", {}).get("DELETE")
    return not is_deleted and (form.instance.pk is not None or form.has_changed())


def returned_of(request):
    return getattr(request, "returned", None)


def _unless_returned(clean, request):
    """The check of a form, which a returned one is spared: it is shown, not saved, and locks nothing."""

    @wraps(clean)
    def checked(form):
        if returned := returned_of(request):
            form.add_error(None, returned.sentence)
            return form.cleaned_data
        return clean(form)

    return checked


def _with_status(request, response):
    """A returned form says why on top; the sentence that Django has for mistakes in fields would be untrue."""
    context = getattr(response, "context_data", None)
    if not context or not context.get("errors"):
        return response
    if returned := returned_of(request):
        response.context_data = context | {"errors": None, "returned": returned.sentence}
        response.status_code = returned.status
    elif response.status_code == 200:
        response.status_code = 422
    return response
