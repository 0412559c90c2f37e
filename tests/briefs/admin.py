from django.contrib import admin

from tests.briefs.models import Brief, Step
from thinktank.desk.translated import in_all_languages
from thinktank.publishing.admin import PublicationAdmin
from thinktank.publishing.admin.inlines import PartInline


class StepInline(PartInline):
    model = Step

    def get_fieldsets(self, request, obj=None):
        return [(None, {"fields": [in_all_languages("text"), "position"]})]


@admin.register(Brief)
class BriefAdmin(PublicationAdmin):
    own_inlines = [StepInline]
    own_fieldsets = [
        ("The brief", {"fields": [in_all_languages("question"), "decided_on"], "classes": ["side-by-side"]})
    ]
