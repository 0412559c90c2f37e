"""What every form and list of the desk holds, whatever is sent to it. DeskSite builds it into each admin class."""

from functools import wraps

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from thinktank.desk.counts import MOST_ROWS_SHOWN, all_counts_are_true, row_counts, with_true_counts
from thinktank.desk.lists import DeskList
from thinktank.desk.rows_at_once import RowsAtOnce
from thinktank.desk.writing import begin_writing

MOST_ROWS = 150  # that one list may hold
FIRST_YEAR, LAST_YEAR = 1900, 2200  # of a moment
UNTRUE_COUNTS = gettext_lazy(
    "The form arrived damaged: its row counts did not match its rows. Nothing is saved. Check the lists, then save again."
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
        if returned_of(request) is None and not all_counts_are_true(request.POST):
            request.returned = Returned(UNTRUE_COUNTS)
        if returned_of(request):
            response = self._changeform_view(request, object_id, form_url, extra_context)
        else:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        return _with_status(request, response)

    def save_model(self, request, obj, form, change):
        begin_writing(request, self.model)
        super().save_model(request, obj, form, change)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if request.method == "POST":
            form.clean = _unless_returned(form.clean, request)  # the class was made for this request
        return form

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(db_field, models.DateTimeField):
            field.validators = [*field.validators, _refuse_impossible_year]
        return field

    def get_formsets_with_inlines(self, request, obj=None):
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            most = min(formset.max_num, MOST_ROWS)
            attributes = {
                "max_num": most,
                "absolute_max": MOST_ROWS_SHOWN,
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

    def get_changelist(self, request, **kwargs):
        found = super().get_changelist(request, **kwargs)
        return found if issubclass(found, DeskList) else DeskList

    def response_action(self, request, queryset, *args, **kwargs):
        try:
            for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
                self.opts.pk.to_python(key)
        except ValidationError:
            self.message_user(request, _("Choose something from the list."), messages.WARNING)
            return None
        return super().response_action(request, queryset, *args, **kwargs)


def _refuse_impossible_year(moment):
    """At the ends of the calendar a moment has no name in some time zones, and no database takes it."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValidationError(_("Check the year."))


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
