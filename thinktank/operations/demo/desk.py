"""Filling in the desk's own forms: what the demo enters goes the way of an editor's work, checks and all."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import admin
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory

from thinktank.language import languages


class FormRefused(Exception):
    """The desk did not accept what was entered; the message holds its errors."""


def translated(texts, field):
    """Form fields of one translated field: ({"en": "a"}, "title") -> {"title_en": "a"}."""
    return {
        languages.field_name(field, code): text
        for code, text in (texts or {}).items()
        if code in languages.codes()
    }


def rows(prefix, entries, existing=()):
    """Form fields of an inline: its management form and one row per entry, over the rows that exist already."""
    existing = list(existing)
    data = {
        f"{prefix}-TOTAL_FORMS": str(len(entries)),
        f"{prefix}-INITIAL_FORMS": str(len(existing)),
        f"{prefix}-MIN_NUM_FORMS": "0",
        f"{prefix}-MAX_NUM_FORMS": "1000",
    }
    for number, entry in enumerate(entries):
        row = {"position": str(number)} | entry
        if number < len(existing):
            row["id"] = str(existing[number].pk)
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def enter(model, data, *, by, instance=None):
    """Post the add form of a model, or the change form of an instance, as this user; returns the saved object.

    Raises FormRefused with the form's errors.
    """
    before = set(model.objects.values_list("pk", flat=True)) if instance is None else set()
    model_admin = admin.site.get_model_admin(model)
    here = RequestFactory(SERVER_NAME=urlsplit(settings.SITE_ORIGIN).hostname)
    request = here.post("/", {name: value for name, value in data.items() if value is not None})
    request.user = by
    request._dont_enforce_csrf_checks = True
    request._messages = CookieStorage(request)
    if instance is None:
        response = model_admin.add_view(request)
    else:
        response = model_admin.change_view(request, str(instance.pk))
    if response.status_code != 302:
        raise FormRefused(f"{model.__name__} {instance or ''}: {_errors(response)}")
    if instance is not None:
        return model.objects.get(pk=instance.pk)
    return model.objects.exclude(pk__in=before).get()


def _errors(response):
    context = getattr(response, "context_data", None) or {}
    form = context["adminform"].form if "adminform" in context else None
    formsets = [inline.formset for inline in context.get("inline_admin_formsets", [])]
    found = dict(form.errors) if form else {}
    for formset in formsets:
        if any(formset.errors) or formset.non_form_errors():
            found[formset.prefix] = (formset.errors, formset.non_form_errors())
    return found or f"status {response.status_code}"
