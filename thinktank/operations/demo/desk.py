"""Enter the demo's content through the forms of the admin, so that it passes the checks for editors' work."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.messages.storage.cookie import CookieStorage
from django.db.models import Model
from django.http import HttpResponse
from django.test import RequestFactory

from thinktank.language import languages

Fields = dict[str, Any]  # form fields by name; None leaves a field out


class FormRefused(Exception):
    """The form was not valid. The message has its errors."""


def translated(texts: Mapping[str, Any] | None, field: str) -> Fields:
    """Form fields of one translated field: ({"en": "a"}, "title") -> {"title_en": "a"}."""
    return {
        languages.field_name(field, code): text
        for code, text in (texts or {}).items()
        if code in languages.codes()
    }


def rows(prefix: str, entries: Sequence[Mapping[str, Any]], existing: Iterable[Model] = ()) -> Fields:
    """Form fields of an inline: its management form and a row per entry. The first rows update the existing objects."""
    existing = list(existing)
    data: Fields = {
        f"{prefix}-TOTAL_FORMS": str(len(entries)),
        f"{prefix}-INITIAL_FORMS": str(len(existing)),
        f"{prefix}-MIN_NUM_FORMS": "0",
        f"{prefix}-MAX_NUM_FORMS": "1000",
    }
    for number, entry in enumerate(entries):
        row: Fields = {"position": str(number)} | dict(entry)
        if number < len(existing):
            row["id"] = str(existing[number].pk)
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def enter[M: Model](model: type[M], data: Mapping[str, Any], *, by: User, instance: M | None = None) -> M:
    """Post the add form of a model, or the change form of an instance, as this user; returns the saved object.

    Raises FormRefused with the form's errors.
    """
    before = set(model._default_manager.values_list("pk", flat=True)) if instance is None else set()
    model_admin = admin.site.get_model_admin(model)
    requests = RequestFactory(SERVER_NAME=urlsplit(settings.SITE_ORIGIN).hostname)
    request = requests.post("/", {name: value for name, value in data.items() if value is not None})
    request.user = by
    # Attributes that Django's middleware and tests set and its types do not declare
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    if instance is None:
        response = model_admin.add_view(request)
    else:
        response = model_admin.change_view(request, str(instance.pk))
    if response.status_code != 302:
        raise FormRefused(f"{model.__name__} {instance or ''}: {_errors(response)}")
    if instance is not None:
        return model._default_manager.get(pk=instance.pk)
    return model._default_manager.exclude(pk__in=before).get()


def _errors(response: HttpResponse) -> Any:
    context = getattr(response, "context_data", None) or {}
    form = context["adminform"].form if "adminform" in context else None
    formsets = [inline.formset for inline in context.get("inline_admin_formsets", [])]
    found = dict(form.errors) if form else {}
    for formset in formsets:
        if any(formset.errors) or formset.non_form_errors():
            found[formset.prefix] = (formset.errors, formset.non_form_errors())
    return found or f"status {response.status_code}"
