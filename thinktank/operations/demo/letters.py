"""What readers of the demo have written to its editors."""

from django.utils import timezone

from thinktank.error_reports.forms import ErrorReportForm
from thinktank.error_reports.receive import store
from thinktank.operations.demo.texts import table
from thinktank.publishing.models import Edition


def enter_error_reports(publications):
    """Two that wait, through the form that readers fill in."""
    now = timezone.now()
    for entry in table("error_reports")["error_reports"]:
        live = Edition.objects.live(now).in_language(entry["language"])
        edition = live.get(publication_uid=publications[entry["about"]].uid)
        form = ErrorReportForm(entry, edition=edition)
        if not form.is_valid():
            raise ValueError(form.errors)
        store(edition, form.cleaned_data, entry["language"], now)
