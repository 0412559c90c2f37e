"""What is typed into forms of the desk is kept every few seconds, without being saved.

A script of the page (static/js/desk/open-form.js) sends the fields to open_form_views.py. They are offered again where the
same person opens the same form, and forgotten when the form is saved. Nothing of it is a revision.
"""

import datetime
import uuid
from typing import Any, cast

from django.http import HttpRequest, QueryDict

from thinktank.desk.models import OpenForm, OpenFormQuerySet

KEY = "open_form"  # the hidden field with the key of an OpenForm, and the parameter that opens the form with its fields
SHOWN_FOR = datetime.timedelta(days=1)  # a form in which nothing was typed
KEPT_FOR = datetime.timedelta(days=30)  # one with fields


def in_form(request: HttpRequest) -> dict[str, Any]:
    """What the template of a form needs: its key, and what the same person typed here before and did not save."""
    key = key_of(request.POST.get(KEY)) or uuid.uuid4()
    offered: list[OpenForm] = []
    if request.method != "POST":
        offered = list(mine(request).with_fields().filter(place=request.path).order_by("-kept_at"))
    return {"open_form_key": key, "kept_forms": offered}


def typed_before(request: HttpRequest) -> QueryDict | None:
    """The fields of the form that the address asks for; None when they are not kept, or are another person's."""
    if (key := key_of(request.GET.get(KEY))) is None:
        return None
    form = mine(request).with_fields().filter(key=key, place=request.path).first()
    return _as_sent(form.fields) if form else None


def forget(request: HttpRequest) -> None:
    """Forget the fields of the form that was just saved."""
    if key := key_of(request.POST.get(KEY)):
        mine(request).filter(key=key).delete()


def forget_old_forms(at: datetime.datetime) -> int:
    """Delete what nobody came back for; return how many."""
    empty = OpenForm.objects.filter(packed__isnull=True, seen_at__lt=at - SHOWN_FOR).delete()[0]
    return empty + OpenForm.objects.filter(seen_at__lt=at - KEPT_FOR).delete()[0]


def mine(request: HttpRequest) -> OpenFormQuerySet:
    """The forms of the person who asks."""
    return OpenForm.objects.filter(account_id=cast(int, request.user.pk))


def key_of(text: str | None) -> uuid.UUID | None:
    """The key of a form; None for anything that is none."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def _as_sent(fields: list[tuple[str, list[str]]]) -> QueryDict:
    sent = QueryDict(mutable=True)
    for name, values in fields:
        sent.setlist(name, values)
    return sent
