"""Every form of the desk has the browser's picker for moments."""

import datetime

import pytest
from django import forms
from django.contrib import admin
from django.test import RequestFactory
from django.utils import timezone

from polls.models import Poll
from tests.desk.desk import fill_in
from tests.factories import make_superuser
from tests.polls.making import make_poll

pytestmark = pytest.mark.django_db


def test_every_moment_of_every_form_has_the_browsers_picker():
    request = RequestFactory().get("/admin/")
    request.user = make_superuser()
    found = {}
    for model_admin in admin.site._registry.values():
        if not model_admin.has_change_permission(request):
            continue
        made = [model_admin.get_form(request)]
        made += [formset.form for formset, _inline in model_admin.get_formsets_with_inlines(request)]
        for name, field in (pair for form in made for pair in form.base_fields.items()):
            if isinstance(field, (forms.DateTimeField, forms.SplitDateTimeField)):
                found[name] = getattr(field.widget, "input_type", "no picker")
    assert found == dict.fromkeys(
        ["opens_at", "closes_at", "starts_at", "ends_at", "moment"], "datetime-local"
    )


def test_a_moment_is_shown_to_the_minute_and_one_with_seconds_is_saved_unchanged(desk):
    assert len(fill_in(desk, "/admin/polls/poll/add/")["opens_at"]) == len("2027-05-01T09:00")
    opens_at = timezone.now().replace(second=17, microsecond=0) - datetime.timedelta(hours=1)
    poll = make_poll(opens_at=opens_at)
    address = f"/admin/polls/poll/{poll.pk}/change/"
    values = fill_in(desk, address, closes_at="2090-05-01T09:30", _continue="1")
    assert values["opens_at"].endswith(":17")
    assert desk.post(address, values).status_code == 302
    poll = Poll.objects.get()
    closes_at = timezone.localtime(poll.closes_at)
    assert (poll.opens_at, closes_at.isoformat()[:16]) == (opens_at, "2090-05-01T09:30")
