"""Guards every form and list of the desk against any input. DeskSite adds `Guarded` to each admin class."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import SOURCE_MODEL_VAR, TO_FIELD_VAR, InlineModelAdmin
from django.contrib.admin.views.main import ERROR_FLAG, ChangeList
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, router, transaction
from django.db.models import Field, QuerySet
from django.db.models.options import Options
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import ResolverMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from thinktank.desk import history, open_forms, saved_filters
from thinktank.desk.counts import all_counts_are_true, row_counts, with_true_counts
from thinktank.desk.lists import DeskList
from thinktank.desk.rows_at_once import RowsAtOnce
from thinktank.desk.trash import keep_deleted
from thinktank.desk.writing import begin_writing

if TYPE_CHECKING:
    _AdminMixin = ModelAdmin
    _FormSetMixin = BaseModelFormSet
else:
    _AdminMixin = _FormSetMixin = object

MOST_ROWS = 150  # in one list
LONGEST_SEARCH = 300  # characters; thousands of words make an SQL expression too deep for SQLite
UNTRUE_COUNTS = gettext_lazy(
    "The form arrived damaged: some rows may be missing. Nothing is saved. Check the lists, then save again."
)
DELETED = gettext_lazy(
    "Somebody deleted this after you had opened it. Nothing is saved yet, but what you typed is still here: press “Save” to create it again."
)
TYPED_BEFORE = gettext_lazy("This is what you typed before. It is not saved yet: look through it, then save.")
DELETED_FOR_GOOD = gettext_lazy(
    "Somebody deleted this after you had opened it, so it can no longer be saved. Copy from here what you still need."
)


class Returned:
    """Why a form is shown again without being saved, and the status of that response. See `return_form`."""

    def __init__(self, sentence: str | Promise, status: int = 422) -> None:
        self.sentence, self.status = sentence, status


def return_form(request: HttpRequest, returned: Returned) -> None:
    """Show the form of this request again as it was filled in, and do not save it."""
    request.returned = returned  # type: ignore[attr-defined]  # a request takes attributes of ours


def returned_of(request: HttpRequest) -> Returned | None:
    return getattr(request, "returned", None)


class Guarded(_AdminMixin):
    """For every ModelAdmin. A form that must not be saved is shown again as it was filled in, outside a transaction."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        if request.method == "GET" and open_forms.key_of(request.GET.get(open_forms.KEY)):
            typed = open_forms.typed_before(request)
            if typed is None:
                messages.info(request, _("What you typed here is no longer kept: it was saved or discarded."))
                return HttpResponseRedirect(request.path)
            request.method, request.POST = "POST", cast(Any, typed)  # only to show the form
            return_form(request, Returned(TYPED_BEFORE, 200))
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        request.POST = _without(request.POST, "_saveasnew", when=not self.save_as)
        if returned_of(request) is None and not all_counts_are_true(request.POST):
            return_form(request, Returned(UNTRUE_COUNTS))
        if returned_of(request):
            response = self._changeform_view(request, object_id, form_url, extra_context)
        else:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        return _with_status(request, response)

    if TYPE_CHECKING:  # Django's own, which its stubs leave out

        def _changeform_view(
            self,
            request: HttpRequest,
            object_id: str | None,
            form_url: str,
            extra_context: dict[str, Any] | None,
        ) -> HttpResponse: ...

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Options, object_id: str
    ) -> HttpResponse:
        """For a form that was sent, show its fields again, to be saved as a new object where possible; else the list."""
        match = request.resolver_match
        if request.method != "POST" or not (match and str(match.url_name).endswith("_change")):
            # The stubs leave it out
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc]
        if not self.has_add_permission(request) or type(self).add_view is not ModelAdmin.add_view:
            return self._words_of_deleted_object(request)
        return_form(request, Returned(DELETED, 409))
        return self._changeform_view(
            request, None, reverse(f"admin:{opts.app_label}_{opts.model_name}_add"), None
        )

    def _words_of_deleted_object(self, request: HttpRequest) -> HttpResponse:
        """A page with the texts that were sent, to copy them."""
        fields = {field.name: field for field in self.opts.concrete_fields if _is_text(field)}
        typed = [
            (fields[name].verbose_name, text)
            for name, text in request.POST.items()
            if name in fields and str(text).strip()
        ]
        context = self.admin_site.each_context(request) | {"title": _("Not saved"), "typed": typed}
        context["sentence"] = DELETED_FOR_GOOD
        return TemplateResponse(request, "admin/gone.html", context, status=409)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        may_write = self.has_change_permission(request, obj) if change else self.has_add_permission(request)
        if may_write and (match := request.resolver_match) and is_form(match, self):
            context |= open_forms.in_form(request)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        begin_writing(request, self.model)
        super().save_model(request, obj, form, change)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        if request.method == "POST":
            # get_form has made the class for this request alone
            form.clean = _unless_returned(form.clean, request)  # type: ignore[method-assign, assignment]
        return form

    def get_formsets_with_inlines(
        self, request: HttpRequest, obj: Any = None
    ) -> Iterator[tuple[type[BaseModelFormSet], InlineModelAdmin]]:
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            most = min(formset.max_num, MOST_ROWS)
            attributes = {
                "max_num": most,
                "absolute_max": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,  # all rows that were sent are shown again
                "name_of_rows": inline.verbose_name_plural,
            }
            yield type(formset.__name__, (RowsWithinBounds, RowsAtOnce, formset), attributes), inline

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: InlineModelAdmin, prefix: str
    ) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if request.method == "POST" and not row_counts(request.POST, prefix).are_true:
            if returned_of(request) is None:
                return_form(request, Returned(UNTRUE_COUNTS))
            kwargs["data"] = with_true_counts(request.POST, prefix, inline.model._meta.pk.name)
        return kwargs

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Ignore what a small window sends about the field that opened it when no such field exists."""
        source, to_field = request.POST.get(SOURCE_MODEL_VAR, ""), request.POST.get(TO_FIELD_VAR)
        request.POST = _without(request.POST, SOURCE_MODEL_VAR, when=source.count(".") != 1)
        is_odd = bool(to_field and not self.to_field_allowed(request, to_field))
        request.POST = _without(request.POST, TO_FIELD_VAR, when=is_odd)
        return super().response_add(request, obj, post_url_continue)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Drop Django's error flag when there are filters: with it, Django reports a broken database for invalid ones."""
        request.GET = _without(request.GET, ERROR_FLAG, when=len(request.GET) > 1)
        saved = {"saved_filters": saved_filters.of_list(request, self.model)}
        return super().changelist_view(request, saved | (extra_context or {}))

    def construct_change_message(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        add: bool = False,
    ) -> history.Message:
        return history.changes_of(form, formsets, add)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        """Log nothing, and return None, when a form was saved without changes, as before a preview."""
        open_forms.forget(request)
        if not message:
            return None  # type: ignore[return-value]
        entry = super().log_change(request, obj, message)
        history.tell("changed", obj, message)
        return entry

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        open_forms.forget(request)
        entry = super().log_addition(request, obj, message)
        history.tell("added", obj, message)
        return entry

    def log_deletions(self, request: HttpRequest, queryset: QuerySet) -> Any:
        entries = super().log_deletions(request, queryset)
        for obj in queryset:
            history.tell("deleted", obj, [])
        return entries

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with transaction.atomic():
            self._into_trash(request, obj)
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        with transaction.atomic():
            for obj in queryset:
                self._into_trash(request, obj)
            super().delete_queryset(request, queryset)

    def _into_trash(self, request: HttpRequest, obj: Any) -> None:
        deleted_with = getattr(self, "deleted_with", None)  # an admin says what it deletes itself
        by = cast(User | None, getattr(request, "user", None))
        keep_deleted(obj, deleted_with(obj) if deleted_with else (), by)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().history_view(request, object_id, extra_context)
        own_labels = {name: field.label for name, field in self.form.base_fields.items()}
        context = getattr(response, "context_data", None) or {}
        for entry in context.get("action_list", ()):
            entry.change_message = history.in_words(entry, own_labels)
        return response

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        found = super().get_changelist(request, **kwargs)
        return found if issubclass(found, DeskList) else DeskList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        return super().get_search_results(request, queryset, search_term[:LONGEST_SEARCH])

    def response_action(
        self, request: HttpRequest, queryset: QuerySet, *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        try:
            for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
                self.opts.pk.to_python(key)
        except ValidationError:
            self.message_user(request, _("Choose something from the list."), messages.WARNING)
            return None
        with transaction.atomic(using=router.db_for_write(self.model)):
            return super().response_action(request, queryset, *args, **kwargs)


def is_form(match: ResolverMatch, model_admin: ModelAdmin) -> bool:
    """Whether `changeform_view` shows the form at this address. Uploads use another view."""
    name = f"{model_admin.opts.app_label}_{model_admin.opts.model_name}"
    if match.url_name == f"{name}_add":
        return type(model_admin).add_view is ModelAdmin.add_view
    return match.url_name == f"{name}_change"


def _without(fields: QueryDict, name: str, *, when: bool) -> Any:
    """The fields of a request, without this one if the condition is true."""
    if not when or name not in fields:
        return fields
    left = fields.copy()
    del left[name]
    return left


def _is_text(field: Field) -> bool:
    """Whether editors write in it: no choice, and no password."""
    return isinstance(field, (models.CharField, models.TextField)) and not (
        field.choices or field.name == "password"
    )


class RowsWithinBounds(_FormSetMixin):
    """A form set of at most `max_num` rows. When more are sent, it shows them all and says how many to remove."""

    max_num: int
    name_of_rows: str | Promise

    def clean(self) -> None:
        rows = [form for form in self.forms if not _is_dropped(form)]
        if (surplus := len(rows) - self.max_num) > 0:
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


def _is_dropped(form: ModelForm) -> bool:
    """Whether the row is marked for deletion, or is a new row without any input."""
    is_deleted = getattr(form, "cleaned_data", {}).get("DELETE")
    return bool(is_deleted) or (form.instance.pk is None and not form.has_changed())


def _unless_returned(
    clean: Callable[[ModelForm], dict[str, Any] | None], request: HttpRequest
) -> Callable[[ModelForm], dict[str, Any] | None]:
    """Skip a form's `clean`, which may lock rows, when the form is only shown again."""

    @wraps(clean)
    def checked(form: ModelForm) -> dict[str, Any] | None:
        if returned := returned_of(request):
            form.add_error(None, str(returned.sentence))
            return form.cleaned_data
        return clean(form)

    return checked


def _with_status(request: HttpRequest, response: Any) -> Any:
    """Put the reason above a returned form, in place of Django's sentence about mistakes in fields; set the status."""
    context = getattr(response, "context_data", None)
    if not context or not context.get("errors"):
        return response
    if returned := returned_of(request):
        response.context_data = context | {"errors": None, "returned": returned.sentence}
        response.status_code = returned.status
    elif response.status_code == 200:
        response.status_code = 422
    return response
