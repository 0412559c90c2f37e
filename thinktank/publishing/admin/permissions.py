"""Who may do what to a publication: Django's permissions decide on reading, our policy on the rest."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib.admin import site
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from thinktank.accounts.permissions import (
    can,
    is_limited_to_own,
    is_within_limits,
    languages_of,
    limits_of,
    sees,
    visible,
)
from thinktank.language import languages
from thinktank.publishing.models import Publication
from thinktank.publishing.working_copies import translated_fields

if TYPE_CHECKING:
    from thinktank.publishing.admin.publication import PublicationAdmin

VIEW, EDIT, PREVIEW, PUBLISH, CORRECT, ERASE = "view", "write", "preview", "publish", "correct", "erase"

__all__ = [
    "CORRECT",
    "EDIT",
    "ERASE",
    "PREVIEW",
    "PUBLISH",
    "VIEW",
    "close_for_translators",
    "languages_open_to",
    "limits_in_words",
    "may",
    "may_open_form",
    "may_see",
    "may_see_all",
    "require",
    "visible",
]


def may(request: HttpRequest, admin: PublicationAdmin, action: str, publication: Publication) -> bool:
    if not admin.has_view_or_change_permission(request, publication):
        return False
    return action == VIEW or can(request.user, action, publication)


def require(request: HttpRequest, admin: PublicationAdmin, action: str, publication: Publication) -> None:
    """Raise PermissionDenied, which Django answers with 403, unless the user may do it."""
    if not may(request, admin, action, publication):
        raise PermissionDenied


def may_see(request: HttpRequest, publication: Publication | None) -> bool:
    """Whether an author who sees only some texts sees this one. Others see all that Django's permissions let them see."""
    return publication is None or not is_limited_to_own(request.user) or sees(request.user, publication)


def limits_in_words(request: HttpRequest, publication: Publication) -> str:
    """Why an account that is limited to topics and projects may not publish this text; "" when it may, or has no limits."""
    if is_within_limits(request.user, publication):
        return ""
    limits = limits_of(request.user) or {}
    models = {field: cast(type[Model], Publication._meta.get_field(field).related_model) for field in limits}
    terms = [
        str(term)
        for field, ids in limits.items()
        for term in models[field]._default_manager.filter(pk__in=ids)
    ]
    if not terms:
        return _("Your account may work on no topic. Ask an administrator.")
    sentence = _("You work on: %(terms)s. This text has none of them, so others publish it.")
    return sentence % {"terms": ", ".join(terms)}


def may_see_all(request: HttpRequest) -> bool:
    """Whether they may see the texts of everybody; authors see some texts only."""
    of_all = site.get_model_admin(Publication)
    return of_all.has_view_or_change_permission(request) and not is_limited_to_own(request.user)


def may_open_form(
    request: HttpRequest, publication: Publication | None, model: type[Publication] | None
) -> bool:
    """Whether the form may be changed: all of it, or the words of some languages."""
    thing = publication or model
    return can(request.user, "write", thing) or can(request.user, "translate", thing)


def languages_open_to(request: HttpRequest, publication: Publication | None) -> list[str] | None:
    """The languages whose words alone a translator may change in this form; None for those who may change all of it."""
    if publication is None or publication.pk is None or can(request.user, "write", publication):
        return None
    return languages_of(request.user)


def close_for_translators(
    form: type[ModelForm[Any]], request: HttpRequest, publication: Publication | None
) -> None:
    """Show the fields that a translator may not change as they are. `form` is the class of this request alone.

    What is sent for a disabled field is not read.
    """
    codes = languages_open_to(request, publication)
    if codes is None:
        return
    model: type[Model] = form._meta.model
    is_open = {"based_on"} | {
        languages.field_name(field, code) for field in translated_fields(model) for code in codes
    }
    for name, field in form.base_fields.items():
        if name not in is_open:
            form.base_fields[name] = _closed(field)


def _closed(field: forms.Field) -> forms.Field:
    """A copy, for fields that a form class declares belong to all requests."""
    closed = deepcopy(field)
    closed.disabled, closed.required = True, False
    if isinstance(closed.widget, RelatedFieldWidgetWrapper):
        closed.widget.can_add_related = closed.widget.can_change_related = False
    return closed
