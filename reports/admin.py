from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from reports.models import KeyFinding, Recommendation, Report
from thinktank.desk.translated import Fieldsets, in_all_languages
from thinktank.publishing.admin import PublicationAdmin
from thinktank.publishing.admin.inlines import PartInline


class KeyFindingInline(PartInline):
    model = KeyFinding
    stands_after = "text"
    description = _("The report in three to six short sentences. Readers see them first.")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Fieldsets:
        return [(None, {"fields": [in_all_languages("text"), "position"]})]


class RecommendationInline(PartInline):
    model = Recommendation
    stands_after = "report"
    description = _("In the order readers see them: immediate steps first, then long-term measures.")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Fieldsets:
        fields = [("horizon", "position"), in_all_languages("addressee"), in_all_languages("text")]
        return [(None, {"fields": fields})]


@admin.register(Report)
class ReportAdmin(PublicationAdmin):
    own_inlines = [KeyFindingInline, RecommendationInline]
    own_fieldsets = [
        (
            _("The report"),
            {"fields": ["report_number", in_all_languages("pdf")], "classes": ["report", "side-by-side"]},
        )
    ]
    autocomplete_fields = [*PublicationAdmin.autocomplete_fields, "pdf"]
